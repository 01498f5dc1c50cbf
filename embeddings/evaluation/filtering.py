"""Does a filtered answer hold just what brute force finds? Filter and ranking are made a second way here."""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.evaluation.asking import Asking
from embeddings.evaluation.measures import Measure
from embeddings.search.nearness import Nearness
from embeddings.search.questions.question import Question, read_question
from embeddings.search.ranking import by_meaning
from embeddings.search.search import Match, search
from embeddings.similarity.space import Vectors, centre_key
from embeddings.snapshot.filters import Filters
from embeddings.snapshot.snapshot import Snapshot
from embeddings.snapshot.tables.speeches import SpeechCard
from embeddings.speech import Passage

_SEED = 1_000
_AS_GOOD_AS = 1e-6  # cosines closer than this are one


@dataclass(frozen=True)
class Everything:
    """All of a snapshot, laid out for brute force. centred: row i for passage i, shape (n, dim)."""

    passages: Sequence[Passage]
    topics: Sequence[str | None]
    cards: Mapping[str, SpeechCard]
    centred: npt.NDArray[np.float64]

    @classmethod
    def of(cls, snapshot: Snapshot, vectors: Mapping[str, Vectors]) -> "Everything":
        """vectors: what the encoder made of the forms, by form."""
        placed = list(snapshot.placed_passages())
        passages = [passage for passage, _ in placed]
        return cls(
            passages=passages,
            topics=[topic for _, topic in placed],
            cards=snapshot.speeches(sorted({passage.speech_id for passage in passages})),
            centred=_centred(
                snapshot,
                [vectors[passage.normalized] for passage in passages],
                [passage.language for passage in passages],
            ),
        )


def filtering(
    asking: Asking, texts: Sequence[str], everything: Everything, n: int, name: str
) -> dict[str, Measure]:
    """How many of n random combinations of filters give another first ten than brute force, by meaning.

    texts: questions that were prepared.
    """
    draw = np.random.default_rng(_SEED)
    differing = 0
    for filters in _combinations(everything, draw, n):
        text = texts[int(draw.integers(len(texts)))]
        question = Question(text, mode="meaning", filters=filters, collapse=False, literal=True)
        differing += not _agrees(asking, question, everything)
    return {f"{name} filters that differ from brute force": Measure(differing, n, "lower", margin=0.0)}


def _agrees(asking: Asking, question: Question, everything: Everything) -> bool:
    snapshot = asking.corpus.snapshot
    asked = read_question(question)
    vector = asking.vectors[asked.normalized]
    page = search(snapshot, asked, vector)
    cosines = everything.centred @ _centred(snapshot, [vector], [page.asked.language])[0]
    may = [row for row in range(len(cosines)) if _passes(everything, row, question.filters)]
    scores = _scores(snapshot, vector, page.asked.language)
    best = sorted(may, key=lambda row: (-scores[row], row))[: question.k]
    addresses = [everything.passages[row].address for row in best]
    return addresses == [match.passage.address for match in page.matches] and all(
        _as_good(match, cosines[row]) for match, row in zip(page.matches, best, strict=True)
    )


def _scores(snapshot: Snapshot, vector: Vectors, language: str) -> dict[int, float]:
    """What every row is ranked by, whatever the filters."""
    centred = snapshot.space.centred(vector[None, :], [language])[0]
    key = centre_key(language)
    column = snapshot.languages.index(key) if key in snapshot.languages else None
    ranking = by_meaning(Nearness(snapshot, centred, column), None)
    return {found.row: found.score for found in ranking.first(ranking.n_eligible)}


def _as_good(match: Match, cosine: float) -> bool:
    return abs(match.cosine - cosine) <= _AS_GOOD_AS


def _centred(
    snapshot: Snapshot, vectors: Sequence[Vectors], languages: Sequence[str]
) -> npt.NDArray[np.float64]:
    centres = snapshot.space.centres
    rows = [
        vector.astype(np.float64) - centres.get(centre_key(language), centres["*"])
        for vector, language in zip(vectors, languages, strict=True)
    ]
    return np.array([row / np.sqrt((row * row).sum()) for row in rows])


def _passes(everything: Everything, row: int, filters: Filters) -> bool:
    passage = everything.passages[row]
    card = everything.cards[passage.speech_id]
    languages = (passage.language, passage.language.split("-")[0])
    return (
        _one_of(filters.language, *languages)
        and _one_of(filters.speaker, card.speaker, passage.speaker)
        and _one_of(filters.place, card.place)
        and _one_of(filters.source, card.source)
        and _one_of(filters.topic, everything.topics[row] or "")
        and _one_of(filters.speech, card.id)
        and card.id not in filters.exclude_speech
        and _in_time(card.date, filters.date_from, filters.date_to)
    )


def _one_of(wanted: Sequence[str], *values: str) -> bool:
    return not wanted or any(value in wanted for value in values)


def _in_time(date: str, first: str, last: str) -> bool:
    """Can the date lie between the two? One without a year never does."""
    if not first and not last:
        return True
    if not date[:4].isdigit():
        return False
    return (not first or _days(date)[1] >= _days(first)[0]) and (not last or _days(date)[0] <= _days(last)[1])


def _days(date: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first and the last day that a date can mean."""
    year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
    months = (month or 1, month or 12)
    return (year, months[0], day or 1), (year, months[1], day or calendar.monthrange(year, months[1])[1])


def _languages(everything: Everything) -> set[str]:
    return {passage.language for passage in everything.passages}


def _combinations(everything: Everything, draw: np.random.Generator, n: int) -> Iterator[Filters]:
    """Filters of up to four fields, with values that the corpus has."""
    cards = list(everything.cards.values())
    values = {
        "language": sorted({*_languages(everything), *map(centre_key, _languages(everything))}),
        "speaker": sorted({card.speaker for card in cards if card.speaker}),
        "place": sorted({card.place for card in cards if card.place}),
        "source": sorted({card.source for card in cards if card.source}),
        "topic": sorted({topic for topic in everything.topics if topic}),
        "speech": sorted(everything.cards),
        "exclude_speech": sorted(everything.cards),
    }
    dates = sorted({card.date[:length] for card in cards for length in (4, 7, 10) if card.date[:4].isdigit()})
    fields = [field for field, known in values.items() if known]
    for _ in range(n):
        chosen = draw.choice(fields, int(draw.integers(1, 4)), replace=False).tolist()
        some = {
            field: tuple(draw.choice(values[field], min(2, len(values[field])), replace=False).tolist())
            for field in chosen
        }
        bounds = sorted(draw.choice(dates, 2).tolist()) if dates and draw.random() < 0.5 else ["", ""]
        yield Filters(**some, date_from=bounds[0], date_to=bounds[1])
