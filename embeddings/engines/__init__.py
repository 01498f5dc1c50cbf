"""Engines that find rows beyond this process, for corpora that one machine does not carry.

An engine holds a projection of a published snapshot, which can be made again from it at any time. It proposes
rows; texts, metadata, rescoring and order stay with the snapshot: see `embeddings/index/finder.py`.
"""
