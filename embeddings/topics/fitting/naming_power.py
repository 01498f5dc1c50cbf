"""Which words can name a subject at all."""

import rjieba

# What stop lists leave: degree, time, and what people do in any subject.
GRAMMAR = frozenset(
    """
    左右 以上 以下 有关 上年 cent tonight today asked ask asking cannot together things something someone
    everyone everybody anyone nothing everything want wants wanted know knows known think thinks
    thought going come comes coming came says said tell told look looking get getting got make
    makes making made take takes taking taken give gives giving given put keep keeps keeping
    kept let lets need needs must shall seek owe owes able like well
    """.split()  # noqa: SIM905 -- a list of words is read more easily without quotes
)
_NO_ADVERBS = frozenset({"assembly", "family", "supply", "monopoly", "anomaly", "elderly"})
# What a Chinese word is by itself, as the segmenter has it: adverbs, prepositions, conjunctions, pronouns,
# numerals, measures, particles and the like name nothing; verbs and times name less than a noun, but 就业 and
# 汛期 are subjects.
_NO_NAME, _HALF_A_NAME = frozenset("dpcrmqfuyeozk"), frozenset("vt")


def naming_power(word: str, language: str) -> float:
    """How well a word of this kind names a subject, 0 to 1: a noun well, an adverb not at all."""
    if language == "en":
        return 0.0 if word.endswith("ly") and len(word) > 5 and word not in _NO_ADVERBS else 1.0
    if language != "zh":
        return 1.0
    kinds = [kind for _, kind in rjieba.tag(word)]
    if len(kinds) != 1:  # a set phrase
        return 1.0
    kind = "n" if kinds[0] == "vn" else kinds[0][:1]
    return 0.0 if kind in _NO_NAME else 0.5 if kind in _HALF_A_NAME else 1.0
