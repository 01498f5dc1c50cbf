"""Is everything as it should be? What `tifa doctor` looks at; nothing here changes anything.

check      one answer: ok, a note, or a problem, and what to do about it
machine    models.lock, the model, SQLite, threads, the disk
folder     a corpus: who writes to it, its store, its snapshots, what is in them
"""
