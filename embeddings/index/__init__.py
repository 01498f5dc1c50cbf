"""Which rows are near: by meaning, by words, by letters.

`vectors` compares all rows; `codes` name those that may be nearest, of very many (these two files
use FAISS and no other). `words` is BM25, `seeds` finds copied wording. `eligible` says which rows may answer,
`finder` who else may find them.
"""
