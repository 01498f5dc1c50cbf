"""All measures that the files of a folder allow, and the cost of an answer."""

import hashlib
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from embeddings.corpus import Corpus
from embeddings.encoder.encoding import Encoder
from embeddings.errors import UnusableEvaluation
from embeddings.evaluation.asking import Asking, Row, asking, index_texts, rows_of
from embeddings.evaluation.filtering import Everything, filtering
from embeddings.evaluation.invariance import in_scripts, invariance
from embeddings.evaluation.measures import Measure
from embeddings.evaluation.promises import (
    edit,
    near_copies,
    percentiles,
    strangers,
    translation_rows,
    translations,
)
from embeddings.evaluation.retrieval import agreement, chinese, crosslingual, retrieval
from embeddings.evaluation.topics import topic_measures
from embeddings.ingest.missing_vectors import Progress, quietly
from embeddings.snapshot.snapshot import Snapshot
from embeddings.store.store import Store

_CHINESE = "zh_retrieval"
_LANGUAGES = "crosslingual_retrieval"
_TRANSLATIONS = "crosslingual_pairs"
_TOPICS = "topics_labelled"
_IN_SCRIPTS = 200  # questions
_TRANSLATED = 600  # pairs
_ASKED = 200  # strangers, and near copies
_FILTERED = 1_000  # combinations of filters
_TIMED = 50


class Evaluation:
    """One folder of labelled files, measured with one encoder.

    kept: a folder for what the labelled texts become, so that measuring again encodes nothing.
    """

    def __init__(self, labelled: Path, encoder: Encoder, kept: Path, *, progress: Progress = quietly) -> None:
        self._labelled = labelled
        self._encoder = encoder
        self._kept = kept
        self._progress = progress
        # By set, the folder of its texts, and whether they were there already.
        self.kept: dict[str, tuple[Path, bool]] = {}

    def measures(self, corpus: Path | None = None) -> dict[str, Measure]:
        """Everything that the folder has files for. corpus: one to measure strengths and percentiles on too.

        Raises UnusableEvaluation when there is no file to measure with, or one with other fields.
        """
        try:
            measured = self._chinese() | self._languages() | self._translations() | self._topics()
            if corpus is not None:
                measured |= self._promises(corpus)
        except (KeyError, ValueError) as error:
            raise UnusableEvaluation(
                f"{self._labelled} holds rows that were not expected: {error!r}"
            ) from None
        if not measured:
            raise UnusableEvaluation(f"{self._labelled} holds none of the files that are measured with")
        return measured | self._cost()

    def _rows(self, name: str) -> list[Row]:
        file = self._labelled / f"{name}.jsonl"
        return rows_of(file) if file.is_file() else []

    def _corpus(self, name: str) -> Corpus:
        file = self._labelled / f"{name}_corpus.jsonl"
        return index_texts(file, self._folder_of(name, file.read_bytes()), self._encoder, self._progress)

    def _folder_of(self, name: str, content: bytes) -> Path:
        """Where these very texts are kept; others of the same name are kept elsewhere and never mixed."""
        folder = self._kept / f"{name}-{hashlib.sha256(content).hexdigest()[:12]}"
        self.kept[name] = (folder, folder.exists())
        return folder

    def _asking(self, corpus: Corpus, texts: Sequence[str], *, literal: bool = False) -> Asking:
        return asking(corpus, texts, self._kept / "questions", self._progress, literal=literal)

    def _chinese(self) -> dict[str, Measure]:
        questions = chinese(self._rows(_CHINESE))
        if not questions:
            return {}
        some = [question.text for question in questions[:: max(1, len(questions) // _IN_SCRIPTS)]]
        versions = [version for text in some for version in in_scripts(text)]
        texts = [*(question.text for question in questions), *versions]
        asked = self._asking(self._corpus(_CHINESE), texts)
        return (
            retrieval(asked, questions, _CHINESE)
            | invariance(asked, some, _CHINESE)
            | self._percentiles(self.kept[_CHINESE][0], _CHINESE)
        )

    def _languages(self) -> dict[str, Measure]:
        rows = self._rows(_LANGUAGES)
        if not rows:
            return {}
        questions = crosslingual(rows, self._rows(f"{_LANGUAGES}_corpus"))
        texts = [question.text for question in questions]
        asked = self._asking(self._corpus(_LANGUAGES), texts)
        return agreement(asked, questions, _LANGUAGES)

    def _translations(self) -> dict[str, Measure]:
        rows = translation_rows(self._rows(_TRANSLATIONS), _TRANSLATED)
        if not rows:
            return {}
        self._kept.mkdir(parents=True, exist_ok=True)
        content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        file = self._kept / f"{_TRANSLATIONS}.jsonl"
        file.write_bytes(content)
        corpus = index_texts(file, self._folder_of(_TRANSLATIONS, content), self._encoder, self._progress)
        return translations(corpus.snapshot, rows)

    def _topics(self) -> dict[str, Measure]:
        rows = self._rows(_TOPICS)
        return topic_measures(rows, self._encoder) if rows else {}

    def _promises(self, folder: Path) -> dict[str, Measure]:
        corpus, name = Corpus.open(folder, self._encoder), "corpus"
        snapshot = corpus.snapshot
        rows = np.linspace(0, len(snapshot.index) - 1, min(_ASKED, len(snapshot.index))).astype(int)
        copies = edit(snapshot.passages(rows.tolist()))
        questions = chinese(self._rows(_CHINESE))
        texts = [question.text for question in questions[:: max(1, len(questions) // _ASKED)]][:_ASKED]
        asked = self._asking(corpus, [*texts, *copies], literal=True)
        measured = near_copies(asked, copies, name) | self._percentiles(folder, name)
        measured |= filtering(asked, copies, self._everything(folder, snapshot), _FILTERED, name)
        return measured | (strangers(asked, texts, name) if texts else {})

    def _percentiles(self, folder: Path, name: str) -> dict[str, Measure]:
        with Store.open(folder) as store:
            passages = [passage for speech in store.speeches() for passage in store.passages(speech)]
            vectors = store.vectors.of([passage.normalized for passage in passages])
        languages = [passage.language for passage in passages]
        return percentiles(vectors, languages, [passage.speech_id for passage in passages], name)

    def _everything(self, folder: Path, snapshot: Snapshot) -> Everything:
        with Store.open_to_read(folder) as store:
            normalized_texts = sorted({passage.normalized for passage, _ in snapshot.placed_passages()})
            return Everything.of(
                snapshot, dict(zip(normalized_texts, store.vectors.of(normalized_texts), strict=True))
            )

    def _cost(self) -> dict[str, Measure]:
        """What encoding a question costs, one at a time."""
        texts = [
            f"{number} {word}" for number, word in enumerate(["harbour", "堤防", "jobs", "养老"] * _TIMED)
        ]
        seconds = []
        for text in texts[:_TIMED]:
            start = time.perf_counter()
            self._encoder.query(text)
            seconds.append(time.perf_counter() - start)
        return {
            "encoding a question p50 ms": Measure(
                round(float(np.median(seconds)) * 1e3, 2), len(seconds), "lower", margin=None
            )
        }
