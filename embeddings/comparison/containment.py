"""How much of the new speech is in an old one, and how much of the old one is in the new."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from embeddings.comparison.result import REUSED, Containment, Stretch, StretchClass
from embeddings.snapshot.tables.speeches import SpeechCard

_LEAST_SHARE = 0.001  # of either; less is told stretch by stretch only


def containment(
    stretches: Sequence[Stretch], n_characters: int, copies: Sequence[SpeechCard] = ()
) -> list[Containment]:
    """For each speech that has a part, most of the new speech first, then by id.

    n_characters: of the new speech, in all its passages.  copies: speeches that read as the new one: each has
    all of it, set phrases too.
    """
    new: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    old: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    kinds: defaultdict[str, dict[StretchClass, int]] = defaultdict(dict)
    cards: dict[str, SpeechCard] = {}
    same = {card.id for card in copies}
    for stretch in stretches:
        if stretch.kind not in REUSED or stretch.kind == "common":
            continue
        for source in stretch.sources:
            id_ = source.speech.id
            cards[id_] = source.speech
            if (stretch.start, stretch.end) not in new[id_]:
                new[id_].append((stretch.start, stretch.end))
                kinds[id_][stretch.kind] = kinds[id_].get(stretch.kind, 0) + stretch.length
            old[id_].append((source.start, source.end))
    found = [
        Containment(
            speech=card,
            of_new=(here := union(new[id_])),
            of_old=(there := union(old[id_])),
            share_of_new=round(here / max(1, n_characters), 4),
            share_of_old=round(min(1.0, there / max(1, card.n_characters)), 4),
            classes=tuple(sorted(kinds[id_].items(), key=lambda item: (-item[1], item[0]))),
        )
        for id_, card in cards.items()
        if id_ not in same
    ]
    lengths: dict[StretchClass, int] = defaultdict(int)
    for stretch in stretches:
        lengths[stretch.kind] += stretch.length
    classes = tuple(sorted(lengths.items(), key=lambda item: (-item[1], item[0])))
    found += [Containment(card, n_characters, card.n_characters, 1.0, 1.0, classes) for card in copies]
    told = [one for one in found if max(one.share_of_new, one.share_of_old) >= _LEAST_SHARE]
    return sorted(told, key=lambda one: (-one.of_new, -one.share_of_old, one.speech.id))


def union(spans: Iterable[tuple[int, int]]) -> int:
    """How many characters some spans cover together."""
    covered, reached = 0, 0
    for start, end in sorted(spans):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered
