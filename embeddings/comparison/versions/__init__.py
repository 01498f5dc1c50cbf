"""Two versions of a speech, passage by passage: a year later, another draft, another language.

passage_alignment  which passages belong together: a two-step dynamic programme over vectors and lengths
versions           what became of each passage, and which numbers and targets changed
"""
