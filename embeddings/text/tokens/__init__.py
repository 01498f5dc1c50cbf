"""Normalized text taken apart.

Words for topics, terms for search, units for alignment. One analyser for each script.
"""
