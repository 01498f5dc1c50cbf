"""What "similar" means, in one place: the centred space, its nulls, and how strong a match is.

`density`, `scaling` and `feedback` make nearness comparable between languages.
"""
