"""A new speech against the corpus."""
