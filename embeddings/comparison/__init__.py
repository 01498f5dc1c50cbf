"""A new speech against the corpus: what was said before, how, by whom first, and how new the rest is.

`compare` is the door and `result` what it gives. `candidates` proposes passages, `alignment` lays them beside
each other, `stretches` tells the classes, `translations` and `paraphrase` confirm theirs, `provenance` and
`containment` say who and how much, `novelty` how new. `numbers` and `versions` compare two speeches.
"""
