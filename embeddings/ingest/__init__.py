"""The jobs that change a corpus. Each ends with a published snapshot, and may be killed at any moment.

`index` adds speeches, `remove` takes them out, `moved_files` recognises them under another path
and names those whose files are gone, `boilerplate` drops what a whole source repeats,
`missing_vectors` encodes what has none, `make_topics` fits topics
(`topic_inputs` says whether anything changed), `re_encode` moves to another model,
`snapshot_data` gathers what a snapshot holds.
"""
