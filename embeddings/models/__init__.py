"""Which models may be loaded, where they live on this machine, and how the default one is made.

lock        models.lock, read              digest      SHA-256 of files and of tensors
wheels      a file out of a locked wheel   q4          its 4-bit weights, read
e5_small    those weights -> a sentence-transformers directory
hub         a repository on a hub: what it holds at a revision, and its files
directory   which of them a sentence-transformers directory needs, and what is refused
downloading those files, downloaded and compared with what was listed or locked
trial       such a directory, loaded once to see what it is
locking     a model of a hub, pinned to its bytes
lock_writing … and written into models.lock
export      that directory -> an int8 OpenVINO graph, once, in a process of its own
pieces      its tokenizer as a SentencePiece model, which is smaller and faster
exported    the record kept beside the graph
remade      the graph made again, and compared byte for byte
words       the word vectors, read from where they lie on disk
fetching    putting a model on its shelf; this, wheels and hub are all that uses the network
placing     a folder that is made whole beside its place, by one process at a time
offline     the environment in which the libraries neither download nor report anything
shelf       where models live under the cache; verifying what is there
recognised  files once found sound, so that a start is quick
runtime     the one import of OpenVINO
"""

import sys

# `import openvino` and `import nncf` report to their maker unless the user has put a file into the home
# directory. Both fall back to silent stubs of their own where the package openvino_telemetry is absent
# (openvino/tools/ovc/telemetry_utils.py, nncf/telemetry/wrapper.py). So here it is absent; and it is said in
# this file, which runs before any other of the folder, because no order of imports may undo it.
sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # how Python spells "not importable"
