"""Scripts and languages.

The class of each character, folding to one script and width, and offsets into the raw text.
"""
