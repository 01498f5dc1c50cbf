"""Which rows are near: `vectors` by meaning (the only file that uses FAISS), `words` by BM25."""
