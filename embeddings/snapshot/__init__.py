"""The immutable folder that answers: `snapshots/NUMBER-ID/`, and the pointer CURRENT that names one.

`data` is what goes in, `tables` and `publish` write it, `manifest` seals it, `current` says which one
answers, `snapshot` opens it, `filters` narrows it.
"""
