"""The core of Tifa: speeches in, answers out. It knows no web and no command line.

Each line is a file or a room. A room imports only from lines below its own; import-linter checks that.

    evaluation/       how good the answers are, measured on labelled files
    health/           what `tifa doctor` looks at
    backup/           copies of a corpus, made while it is in use, and put back
    corpus            the door: an open corpus, a question made ready, an answer
    comparison/       a new speech against the corpus
    ingest/           adding and removing speeches, making topics, moving to another model
    formulas/         set phrases: found, told apart by kind, traced over time
    citing/           permanent addresses, and what they name
    engines/          where others find rows: snapshots projected into Milvus
    search/           a question, its words and vector, ranking, explanation
    snapshot/         the immutable folder that answers: written, published, opened, filtered
    store/            corpus.sqlite, the truth
    topics/           fitted, assigned, shared out
    index/            vectors (FAISS) and words (BM25)
    similarity/       what "similar" means: the space, its nulls, strength
    encoder/          texts -> unit vectors
    models/           which models may be loaded, and how the default one is made
    text/             bytes -> text -> clean text -> passages -> normalized text -> words
    embedding_model   what made a corpus's vectors
    speech            the values that everything else speaks of
    dates             dates as speeches carry them
    timing            how long the steps of an answer take
    interruption      long work that can be called off
    durable_files     files that survive a power cut
    errors            what a caller may act on
"""
