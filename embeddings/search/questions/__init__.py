"""The side of the question: read, parted from its operators, given a language and a vector."""
