"""Permanent addresses: how a passage is cited, and what an address names, whatever became of its speech."""
