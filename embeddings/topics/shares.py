"""How much of a text belongs to each topic, and how far two such distributions are apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, log2

Votes = Sequence[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class TopicShares:
    """Shares of a text's characters.

    by_topic: (topic id, share) of every topic that has one, largest first, then by id; each passage counts
    wholly for its topic.  by_votes: the same, each passage counting for every topic as much as its voters
    are of it.  With `unassigned` either sums to 1.
    """

    by_topic: tuple[tuple[str, float], ...]
    unassigned: float
    by_votes: tuple[tuple[str, float], ...] = ()


def shares(
    topics: Sequence[str | None], lengths: Sequence[int], votes: Sequence[Votes] | None = None
) -> TopicShares:
    """The distribution of a text over topics: each passage counts with its number of characters.

    topics: the id of each passage's topic, None when it is unassigned.  votes: of each passage that is
    assigned, (topic id, share), summing to 1; without them each topic has all votes of its passages.

    A text without characters belongs to no topic: it is wholly unassigned.
    Raises ValueError when there are not as many lengths as topics, or one is negative.
    """
    if len(topics) != len(lengths) or any(length < 0 for length in lengths):
        raise ValueError(f"{len(topics)} passages need as many lengths of 0 or more, got {len(lengths)}")
    if votes is not None and len(votes) != len(topics):
        raise ValueError(f"{len(topics)} passages but votes for {len(votes)}")
    total = sum(lengths)
    if total == 0:
        return TopicShares(by_topic=(), unassigned=1.0)
    characters: dict[str | None, int] = {}
    for topic, length in zip(topics, lengths, strict=True):
        characters[topic] = characters.get(topic, 0) + length
    unassigned = characters.pop(None, 0) / total
    by_topic = _ranked({topic: n / total for topic, n in characters.items() if topic is not None and n})
    return TopicShares(
        by_topic, unassigned, by_topic if votes is None else _by_votes(topics, lengths, votes, total)
    )


def _by_votes(
    topics: Sequence[str | None], lengths: Sequence[int], votes: Sequence[Votes], total: int
) -> tuple[tuple[str, float], ...]:
    weights: dict[str, list[float]] = {}
    for topic, length, cast in zip(topics, lengths, votes, strict=True):
        if topic is not None:
            for voted, share in cast:
                weights.setdefault(voted, []).append(share * length)
    return _ranked({topic: fsum(parts) / total for topic, parts in weights.items() if fsum(parts) > 0})


def _ranked(by_topic: dict[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(by_topic.items(), key=lambda share: (-share[1], share[0])))


def divergence(a: TopicShares, b: TopicShares) -> float:
    """Jensen-Shannon divergence in bits: 0 for equal distributions, 1 for those with nothing in common.

    JSD(P, Q) = KL(P || M) / 2 + KL(Q || M) / 2 with M = (P + Q) / 2 and logarithms to base 2, over the
    topics and `unassigned`, which counts as one more topic.
    Source: J. Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information
    Theory 37(1), 1991.
    """
    p, q = _distribution(a), _distribution(b)
    terms = [_term(p.get(key, 0.0), q.get(key, 0.0)) for key in sorted(p.keys() | q.keys())]
    return min(1.0, max(0.0, fsum(terms)))


def _distribution(of: TopicShares) -> dict[str, float]:
    return {**dict(of.by_topic), "": of.unassigned}


def _term(p: float, q: float) -> float:
    mean = (p + q) / 2
    return sum(share / 2 * log2(share / mean) for share in (p, q) if share > 0)
