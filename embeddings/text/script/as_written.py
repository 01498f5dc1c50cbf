"""Words that were folded into Simplified characters, as the texts write them."""

from collections import Counter
from collections.abc import Iterable, Sequence

from embeddings.text.script.folding import simplify


def as_written(words: Iterable[str], texts: Sequence[str]) -> dict[str, str]:
    """Each word in the form that most of its places in these texts have; itself where none has it.

    words: in Simplified characters and small letters, as passages are normalized.  texts: as they were said.
    Of equally frequent forms the first in the order of characters.
    """
    folded = [simplify(text) for text in texts]
    found = {}
    for word in words:
        forms: Counter[str] = Counter()
        for text, simple in zip(texts, folded, strict=True):
            at = simple.find(word)
            while at >= 0:
                forms[text[at : at + len(word)]] += 1
                at = simple.find(word, at + len(word))
        found[word] = min(forms, key=lambda form: (-forms[form], form), default=word)
    return found
