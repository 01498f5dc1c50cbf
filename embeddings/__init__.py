"""The core of Tifa: speeches in, answers out. It knows no web and no command line.

A text travels from top to bottom; imports point the other way, and import-linter holds them to it.

    speech       the values everything speaks of        errors      the few exceptions
    text/        reading, cleaning, folding, splitting, language, words
    models/      the lock, fetching, verifying, rebuilding and exporting models
    encoder/     text -> unit vectors
    store        corpus.sqlite, the truth               space       what "similar" means
    index        vectors -> nearest rows                topics/     themes: fitted, assigned, shared out
    snapshot     an immutable, checksummed projection of the store, ready to be asked
    search       a question -> matches                  comparison  a new speech against the corpus
    corpus       the door: open, add, publish, ask
"""
