"""Is one question in Simplified, in Traditional and in pinyin-polluted script one question?"""

from collections.abc import Sequence
from itertools import cycle

import opencc

from embeddings.evaluation.asking import Asking
from embeddings.evaluation.measures import Measure
from embeddings.search.questions.question import Question

# Converters put the reading of a converted character behind it; which reading it is does not matter here.
_READINGS = ("fā", "jīng", "tǒng", "zhuǎn", "guó", "yè", "huì")


def in_scripts(text: str) -> tuple[str, str, str]:
    """A Chinese text in Simplified, in Traditional, and in Traditional with readings in brackets."""
    simplified = opencc.OpenCC("t2s").convert(text)
    traditional = opencc.OpenCC("s2t").convert(simplified)
    readings = cycle(_READINGS)
    if len(traditional) != len(simplified):
        return simplified, traditional, traditional
    polluted = "".join(
        new if new == old else f"{new}({next(readings)})"
        for old, new in zip(simplified, traditional, strict=True)
    )
    return simplified, traditional, polluted


def invariance(asking: Asking, texts: Sequence[str], name: str) -> dict[str, Measure]:
    """The share of questions with the same first ten in all three scripts, all of which were prepared."""
    same = sum(len({_first_ten(asking, version) for version in in_scripts(text)}) == 1 for text in texts)
    return {
        f"{name} same top 10 in three scripts": Measure(round(same / len(texts), 4), len(texts), margin=0.02)
    }


def _first_ten(asking: Asking, text: str) -> tuple[str, ...]:
    return tuple(match.passage.address for match in asking.matches(Question(text)))
