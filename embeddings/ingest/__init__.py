"""The jobs that change a corpus. Each ends with a published snapshot, and may be killed at any moment.

`index` adds and removes speeches, `moved_files` recognises them under another path, `boilerplate` drops
what a whole source repeats, `missing_vectors` encodes what has none, `make_topics` fits topics, `re_encode`
moves to another model, `snapshot_data` gathers what a snapshot holds.
"""
