"""What a comparison asks of the snapshot, asked once: which passages may answer, their dates, their texts."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from embeddings.comparison.alignment.units import UnitText, Vocabulary, unit_text
from embeddings.comparison.placing import Placed
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage
from embeddings.text.passages import trace_passage


class CorpusSide:
    """The passages that may answer one comparison, taken apart when they are first needed."""

    def __init__(self, snapshot: Snapshot, *, with_speech: str | None, leave_out: Iterable[str]) -> None:
        """Raises UnknownSpeech."""
        self.snapshot = snapshot
        self.vocabulary = Vocabulary()
        n = len(snapshot.index)
        if with_speech is None:
            self.allowed = np.ones(n, bool)
        else:
            self.allowed = np.zeros(n, bool)
            self.allowed[snapshot.rows_of(with_speech)] = True
        self.left_out = np.zeros(n, bool)
        for speech_id in leave_out:
            self.left_out[snapshot.rows_of(speech_id)] = True
        self.allowed &= ~self.left_out
        whole = bool(self.allowed.all())
        self.among: npt.NDArray[np.int64] | None = None if whole else np.flatnonzero(self.allowed)
        self._passages: dict[int, Passage] = {}
        self._texts: dict[int, UnitText] = {}
        self._placed: dict[int, Placed] = {}

    def passages(self, rows: Sequence[int]) -> list[Passage]:
        missing = [row for row in dict.fromkeys(rows) if row not in self._passages]
        if missing:
            self._passages.update(zip(missing, self.snapshot.passages(missing), strict=True))
        return [self._passages[row] for row in rows]

    def cards(self, rows: Sequence[int]) -> list[SpeechCard]:
        passages = self.passages(rows)
        cards = self.snapshot.speeches(sorted({passage.speech_id for passage in passages}))
        return [cards[passage.speech_id] for passage in passages]

    def text(self, row: int) -> UnitText:
        if row not in self._texts:
            (passage,) = self.passages([row])
            self._texts[row] = unit_text(passage.normalized, passage.language, self.vocabulary)
        return self._texts[row]

    def placed(self, row: int) -> Placed:
        if row not in self._placed:
            (passage,) = self.passages([row])
            self._placed[row] = Placed(passage, self.text(row), trace_passage(passage))
        return self._placed[row]

    def neighbour(self, row: int, places: int) -> int | None:
        """The row so many places after another in its speech; None where there is none that may answer."""
        (passage,) = self.passages([row])
        (n,) = (card.n_passages for card in self.cards([row]))
        within = 0 <= passage.position + places < n
        return row + places if within and self.allowed[row + places] else None

    def order(self, row: int) -> tuple[str, str]:
        """By which equal candidates are told apart: the earliest first, then by address."""
        (passage,) = self.passages([row])
        return str(self.snapshot.first_days[row]), f"{passage.speech_id}:{passage.position:06}"
