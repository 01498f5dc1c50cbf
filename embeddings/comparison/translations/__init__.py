"""Which passages of a new speech translate passages of the corpus: proposals, and what confirms them."""
