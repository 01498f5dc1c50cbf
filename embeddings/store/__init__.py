"""corpus.sqlite, the truth: sources, speeches and their revisions, passages, vectors, and what was fitted.

Everything else can be made from it without running the model again. One connection writes, under
`writer_lock`.
"""
