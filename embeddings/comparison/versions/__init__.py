"""Two versions of a speech, passage by passage: a year later, another draft, another language.

passage_alignment  which passages belong together: a two-step dynamic programme over vectors and lengths
shared_words       what the words of two passages, or of runs of them, have in common
versions           what became of each passage, and which numbers and targets changed
"""
