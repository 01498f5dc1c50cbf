"""Which English words are nouns, told by what stands before them in the corpus itself.

Verbs that go with a subject (strengthen, receive, approve) stand in its passages as often as its name. No
list of verbs holds them all and many words are both; but a verb stands behind *to*, *will* and *we*, a noun
behind *the*, *of* and *our*.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_BEHIND = re.compile(
    r"\b(?:(?P<noun>the|an?|of|our|their|its|his|her|my|your|this|these|those|in|for|on|with|and|from|by|or|as|at"
    r"|any|all|no|each|every|some|many|new|into|between|against|through|about)"
    r"|(?:to|will|must|we|they|i|you|he|she|it|not|can|cannot|should|would|could|may|shall|who|ha[sd]|have|been?"
    r"|is|are|was|were|do|did|that|let|also))\s(?=(?P<word>[a-z]{3,}))"
)
_SURELY = 0.7  # share of its uses behind what nouns stand behind, from which on a word is one
# Uses behind such words that an unseen word is held to have, so that a rare one is no verb by chance.
_SEEN = 2.0


def noun_powers(texts: Iterable[str]) -> Mapping[str, float]:
    """How far each word is a noun, 0 to 1, 1 for one that is not told.

    texts: English passages, lower-cased.
    """
    nouns: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for text in texts:
        for found in _BEHIND.finditer(text):
            word = found["word"]
            seen[word] += 1
            nouns[word] += found["noun"] is not None
    return {
        word: min(1.0, (nouns[word] + _SEEN) / (n + _SEEN + 0.5) / _SURELY) ** 2 for word, n in seen.items()
    }


def noun_power(word: str, powers: Mapping[str, float]) -> float:
    """The same of a word or a set phrase, which is named by its noun."""
    return max(powers.get(piece, 1.0) for piece in word.split(" "))
