"""Numbers, names and negations in which two alike sentences differ: by rules, no recogniser.

numbers     which numbers one wording has and the other has not
names       people, places and bodies that only one of them names
negations   whether something is denied
telling     all of them together
"""
