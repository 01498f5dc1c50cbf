"""The naive Bayes model of languages: py3langid's, whose automaton numpy walks. The same numbers, sooner."""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from typing import Any

import numpy as np
import py3langid.langid as langid
from numpy.typing import NDArray

_FEW = 200  # bytes of a text that Python walks as soon


class LanguageClassifier(langid.LanguageIdentifier):  # type: ignore[misc]  # the library has no types
    """What its base says of a text, from the same tables."""

    __slots__ = ("_feature", "_next", "_row")

    @classmethod
    def load(cls) -> "LanguageClassifier":
        """Of all languages: 75 MB, and .35 s to unpack."""
        whole: LanguageClassifier = cls.from_model_file(langid.MODEL_FILE, norm_probs=True)
        return whole

    def __init__(self, *tables: Any, **more: Any) -> None:
        super().__init__(*tables, **more)
        self._next = np.asarray(self.tk_nextmove)  # the state behind each byte, a row for each kind of state
        self._row = np.asarray(self.tk_row, np.int64) << 8  # where the row of a state begins
        self._feature = np.asarray(self.tk_output, np.int64)  # what is met in a state; -1 for nothing

    def among(self, languages: Sequence[str]) -> "LanguageClassifier":
        """The same, which shares its tables, asked for these languages alone."""
        among = copy(self)
        among.set_languages(languages)
        # Row by row, as rows are asked for; the library leaves them column by column, in half precision.
        among.nb_ptc = np.ascontiguousarray(among.nb_ptc, np.float32)
        return among

    def _raw_score(self, text: bytes) -> NDArray[np.float32]:
        visits = Counter(self._met(text).tolist()) if len(text) > _FEW else None
        score: NDArray[np.float32] = (
            self._sparse_score(visits, self.nb_ptc) if visits else super()._raw_score(text)
        )
        return score

    def _met(self, text: bytes) -> NDArray[np.int64]:
        """The features met in a text, in order.

        Each state follows from the one before it. All are guessed, and each is led on from the guess before
        it until none changes: then each is right. A state knows a few bytes, so that takes as many rounds.
        """
        read = np.frombuffer(text, np.uint8)
        states = np.zeros(len(read) + 1, self._next.dtype)
        while True:
            led_on = self._next.take(self._row.take(states[:-1]) + read)
            if np.array_equal(led_on, states[1:]):
                break
            states[1:] = led_on
        features = self._feature.take(led_on)
        return features[features >= 0]
