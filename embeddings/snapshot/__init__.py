"""The immutable folder that answers: `snapshots/NUMBER-ID/`, and the pointer CURRENT that names one.

`data` is what goes in, `write_tables` and `publish` write it, `manifest` seals it, `current` says which one
answers, `snapshot` opens it. What it can be asked is in `tables` (speeches, passages, words), `derived` and
`topics`; `filters` narrows it.
"""
