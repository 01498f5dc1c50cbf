"""What is no subject: boilerplate, references and noise, told by what was measured of a topic's passages.

noise         words that stand nowhere else: scans read wrongly, scraps of letters
references    figures and punctuation where words should be: footnotes, addresses, lists of sources
boilerplate   how speeches begin and end; the short lines that one source or speaker repeats; cheers, headings
              and scraps that go together in tone and share few words; and the business of meetings: who
              presides, what is on the agenda
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.similarity.space import centre_key
from embeddings.topics.fitting.communities import Labels, Shares
from embeddings.topics.fitting.passages import PassageFacts, TopicPassages
from embeddings.topics.model import Kind
from embeddings.topics.neighbours import Numbers

_NOISE = 0.12  # by how much more of its words stand nowhere else, than of its languages' words at large
_FIGURES, _PUNCTUATION = 0.04, 0.08  # shares of characters from which on they are references,
_SCRAPS = 0.12  # if such a share of the passages hold an address or hardly a word
_ADDRESSES = 0.2  # share of the passages that hold an address and words, from which on they are references
_ENDS, _TIMES = 1 / 6, 2.3  # share of its passages that open or close a speech, and how many times chance
_MANY_VOICES = 0.5  # share of the commonest source or speaker, below which that is how speeches are made
_ONE_VOICE, _BRIEF = 0.7, 0.3  # share of one source or speaker, of passages that hold hardly a word
_ALIKE = 0.75  # cosine that a passage of one voice has with its nearest on average, when it is a set text
_FEW_WORDS = 4
# Share of its passages that hold one of a topic's words, by that of the corpus's middle topic. Cheers and
# headings have .46 to .66 in mixed speeches, labelled subjects .72 and more.
_SHARED = 0.67
_SHARED_BY_SHORT, _SHORT = 0.8, 1 / 3  # the same of topics of which such a share is short: headings, notes
_LINE = 0.3  # words of a short passage, by those of the middle one of its language
_MEETINGS = 0.38  # cosine with what is said of the business of meetings, from which on a topic is about that
# Passages that a speech is held to have beside those that are here, with as many ends as speeches have: of a
# speech with one or two passages nothing is known.
_AT_LARGE = 6.0
_SPACES, _FIGURES_IN, _PUNCTUATION_IN = re.compile(r"\s"), re.compile(r"\d"), re.compile(r"[^\w\s]|_")
_ADDRESS = re.compile(
    r"https?:|www\.|\bdoi\b|\.(?:com|org|net|gov|edu)\b|\bpp\.|\bvol\.|\bibid\b", re.IGNORECASE
)


WordsByLanguage = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Traits:
    """Means over the passages of a topic, 0 to 1 each.

    ends_times: how many times as many open or close a speech as would if they were drawn at random from their
    own speeches: in short ones many do.  short: share that is short for its language, in this corpus.
    rare: excess of words that one passage alone has.  voice: share of the commonest source or speaker, 0
    where the corpus has no other.  nearest: mean cosine with the nearest other passage.  shared: share that
    holds one of the topic's words, by that of the middle topic: 1 and more in half of them.  meetings: cosine
    with what is said of the business of meetings, 0 where that is not known.
    """

    rare: float
    figures: float
    punctuation: float
    scraps: float
    brief: float
    ends: float
    ends_times: float
    voice: float
    nearest: float
    short: float = 0.0
    shared: float = 1.0
    meetings: float = 0.0


def kind_of(traits: Traits) -> Kind:
    """What these traits say; `subject` when nothing speaks against it."""
    if traits.rare >= _NOISE:
        return "noise"
    if traits.figures >= _FIGURES and traits.punctuation >= _PUNCTUATION and traits.scraps >= _SCRAPS:
        return "references"
    if traits.scraps - traits.brief >= _ADDRESSES:
        return "references"
    if traits.ends >= _ENDS and traits.ends_times >= _TIMES and traits.voice < _MANY_VOICES:
        return "boilerplate"
    if traits.voice >= _ONE_VOICE and (traits.brief >= _BRIEF or traits.nearest >= _ALIKE):
        return "boilerplate"
    if traits.meetings >= _MEETINGS:
        return "boilerplate"
    enough = _SHARED_BY_SHORT if traits.short >= _SHORT else _SHARED
    return "boilerplate" if traits.shared < enough else "subject"


def traits_of(
    passages: TopicPassages,
    labels: Labels,
    nearest: Numbers,
    words: Sequence[WordsByLanguage],
    meetings: Numbers | None = None,
) -> list[Traits]:
    """The traits of each community.

    nearest: the cosine of each passage with its nearest other, (n,).  words: of each community, by language.
    meetings: of each community the cosine with what is said of meetings, (n_communities,), if that is known.
    """
    facts = passages.facts
    holding = Counter(pair for fact in facts for pair in _words(fact))
    rare = np.array([_mean([holding[pair] == 1 for pair in _words(fact)]) for fact in facts])
    keys = np.array([centre_key(fact.language) for fact in facts])
    for key in np.unique(keys):
        rare[keys == key] -= rare[keys == key].mean()
    columns = np.array([_shares(fact) for fact in facts])
    short = _short(facts, keys)
    ends = np.array([fact.is_end for fact in facts], float)
    by_chance = _by_speech(ends, facts)
    sources, speakers = Counter(fact.source for fact in facts), Counter(fact.speaker for fact in facts)
    shared = _shared(facts, labels, words)
    found = []
    for label in range(int(labels.max()) + 1):
        rows = np.flatnonzero(labels == label)
        own = [facts[row] for row in rows.tolist()]
        figures, punctuation, scraps, brief = columns[rows].mean(axis=0).tolist()
        found.append(
            Traits(
                rare=float(rare[rows].mean()),
                figures=figures,
                punctuation=punctuation,
                scraps=scraps,
                brief=brief,
                ends=float(ends[rows].mean()),
                ends_times=float(ends[rows].mean() / max(by_chance[rows].mean(), 1e-9)),
                voice=max(
                    _voice(Counter(fact.source for fact in own), sources),
                    _voice(Counter(fact.speaker for fact in own), speakers),
                ),
                nearest=float(nearest[rows].mean()),
                short=float(short[rows].mean()),
                shared=float(shared[label]),
                meetings=0.0 if meetings is None else float(meetings[label]),
            )
        )
    return found


def kinds_of(
    passages: TopicPassages,
    labels: Labels,
    nearest: Numbers,
    words: Sequence[WordsByLanguage],
    meetings: Numbers | None = None,
) -> list[Kind]:
    """The kind of each community, from what `traits_of` takes."""
    return [kind_of(traits) for traits in traits_of(passages, labels, nearest, words, meetings)]


def _shared(facts: Sequence[PassageFacts], labels: Labels, words: Sequence[WordsByLanguage]) -> Shares:
    """Which share of each community holds one of its words, by that of the middle one; 1 where none does.

    Of its passages in languages that it has words of.
    """
    counted, holding = np.zeros(len(words)), np.zeros(len(words))
    for fact, label in zip(facts, labels.tolist(), strict=True):
        own = words[label].get(centre_key(fact.language), ())
        text = fact.normalized.lower()
        counted[label] += bool(own)
        holding[label] += any(word in text for word in own)
    shares: Shares = np.divide(holding, counted, out=np.ones(len(words)), where=counted > 0)
    middle = float(np.median(shares))
    return shares / middle if middle else np.ones(len(words))


def _short(facts: Sequence[PassageFacts], keys: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
    """Which passages are short, by the middle one of their language."""
    lengths = np.array([len(fact.tokens) for fact in facts], float)
    short = np.zeros(len(facts), bool)
    for key in np.unique(keys):
        rows = np.flatnonzero(keys == key)
        short[rows] = lengths[rows] < _LINE * np.median(lengths[rows])
    return short


def _by_speech(ends: Shares, facts: Sequence[PassageFacts]) -> Shares:
    """Of each passage the share of ends in its speech, shrunk towards that in the corpus; of one that stands
    alone, that in the corpus.
    """
    number = {name: at for at, name in enumerate(dict.fromkeys(fact.speech for fact in facts))}
    speech = np.array([number[fact.speech] for fact in facts])
    known = np.bincount(speech) + _AT_LARGE
    shares: Shares = (np.bincount(speech, ends) + _AT_LARGE * ends.mean()) / known
    if "" in number:
        shares[number[""]] = ends.mean()
    by_speech: Shares = shares[speech]
    return by_speech


def _words(fact: PassageFacts) -> set[tuple[str, str]]:
    key = centre_key(fact.language)
    return {(key, word) for word in fact.tokens}


def _shares(fact: PassageFacts) -> tuple[float, float, float, float]:
    """Of figures and of punctuation among characters; whether it is a scrap; whether it hardly holds a
    word.
    """
    text = fact.normalized
    written = max(1, len(text) - len(_SPACES.findall(text)))
    figures = len(_FIGURES_IN.findall(text)) / written
    punctuation = len(_PUNCTUATION_IN.findall(text)) / written
    brief = float(len(fact.tokens) < _FEW_WORDS)
    return figures, punctuation, max(brief, float(_ADDRESS.search(text) is not None)), brief


def _voice(own: Counter[str], everywhere: Counter[str]) -> float:
    """The share of the commonest known name in a topic, if that is half as common or less in the corpus."""
    named = [(n, name) for name, n in own.items() if name]
    if not named:
        return 0.0
    n, name = max(named)
    share = n / own.total()
    return share if everywhere[name] / everywhere.total() <= share / 2 else 0.0


def _mean(values: list[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
