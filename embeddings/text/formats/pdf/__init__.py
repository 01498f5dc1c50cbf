"""PDF files: the text layer, its layout, and whether it is text at all."""
