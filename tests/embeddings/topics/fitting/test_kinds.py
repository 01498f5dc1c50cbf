"""What is no subject."""

from dataclasses import replace

import numpy as np
import pytest

from embeddings.topics.fitting.kinds import Traits, kind_of, kinds_of, traits_of
from embeddings.topics.fitting.passages import PassageFacts, TopicPassages

PLAIN = Traits(0.0, 0.01, 0.06, 0.0, 0.0, 0.1, 1.0, 0.2, 0.5)


@pytest.mark.parametrize(
    ("traits", "kind"),
    [
        (PLAIN, "subject"),
        (replace(PLAIN, rare=0.3), "noise"),
        (replace(PLAIN, figures=0.07, punctuation=0.11, scraps=0.3), "references"),
        (replace(PLAIN, figures=0.07, punctuation=0.05), "subject"),
        (replace(PLAIN, scraps=0.3, brief=0.05), "references"),
        (replace(PLAIN, scraps=0.3, brief=0.3), "subject"),
        (replace(PLAIN, ends=0.5, ends_times=4.0), "boilerplate"),
        (replace(PLAIN, ends=0.5, ends_times=4.0, voice=0.8), "subject"),
        (replace(PLAIN, voice=0.9, brief=0.5), "boilerplate"),
        (replace(PLAIN, voice=0.9), "subject"),
        (replace(PLAIN, shared=0.5), "boilerplate"),
        (replace(PLAIN, shared=0.75), "subject"),
        (replace(PLAIN, shared=0.75, short=0.5), "boilerplate"),
        (replace(PLAIN, short=0.5), "subject"),
        (replace(PLAIN, meetings=0.5), "boilerplate"),
        (replace(PLAIN, meetings=0.3), "subject"),
    ],
)
def test_traits_tell_kinds(traits: Traits, kind: str) -> None:
    """One place that speaks much of a subject is a subject; what it repeats in short lines is none."""
    assert kind_of(traits) == kind


def test_passages_are_measured() -> None:
    """Footnotes, scans read wrongly and closings are told from a subject."""
    words = ["harbour", "ferry", "crane", "quay"]
    subject = [
        PassageFacts(
            f"a:{n:02}", "en", tuple(words), normalized="The harbour, the ferry, the crane and the quay."
        )
        for n in range(30)
    ]
    notes = [
        PassageFacts(
            f"b:{n:02}", "en", ("journal",), normalized=f"{n}. Journal, vol. {n}, pp. 12-34; www.x.org/{n}"
        )
        for n in range(10)
    ]
    scans = [
        PassageFacts(
            f"c:{n:02}", "en", (f"xq{n}a", f"zv{n}b", f"kk{n}c", f"ww{n}d"), normalized="xqa zvb kkc wwd"
        )
        for n in range(10)
    ]
    ends = [
        PassageFacts(
            f"d:{n:02}", "en", tuple(words), normalized="Long live the harbour and the quay", is_end=True
        )
        for n in range(10)
    ]
    facts = [*subject, *notes, *scans, *ends]
    passages = TopicPassages(np.eye(60, dtype=np.float32), tuple(facts), np.arange(60), np.arange(60))
    labels = np.repeat([0, 1, 2, 3], [30, 10, 10, 10])
    nearest = np.full(60, 0.5, np.float32)
    assert kinds_of(passages, labels, nearest, [{}] * 4) == ["subject", "references", "noise", "boilerplate"]


@pytest.mark.parametrize(("n", "kind"), [(8, "subject"), (60, "boilerplate")])
def test_short_speeches_have_many_ends(n: int, kind: str) -> None:
    """Half of a speech of eight passages are its ends, which says nothing of what they are about."""
    words = ("harbour", "ferry", "crane", "quay")
    facts, labels = [], []
    for speech in range(6):
        for position in range(n):
            is_end = min(position, n - 1 - position) < 2
            text = f"The harbour and its ferry, of which {speech} spoke {position} times."
            facts.append(
                PassageFacts(f"{speech}:{position:02}", "en", words, text, speech=f"{speech}", is_end=is_end)
            )
            labels.append(0 if is_end or (n == 8 and position < 6) else 1)
    rows = np.arange(len(facts))
    passages = TopicPassages(np.eye(len(facts), dtype=np.float32), tuple(facts), rows, rows)
    assert kinds_of(passages, np.array(labels), np.full(len(facts), 0.5, np.float32), [{}] * 2)[0] == kind


def test_of_a_speech_in_pieces_little_is_known() -> None:
    """Where each speech has one passage here, an end is not what was to be expected of it."""
    words = ("harbour", "ferry", "crane", "quay")
    facts = [
        PassageFacts(f"{n:03}", "en", words, f"The harbour, {n}.", speech=f"{n}", is_end=n < 12)
        for n in range(120)
    ]
    rows = np.arange(120)
    passages = TopicPassages(np.eye(120, dtype=np.float32), tuple(facts), rows, rows)
    nearest = np.full(120, 0.5, np.float32)
    opening, rest = traits_of(passages, (rows >= 12).astype(np.int64), nearest, [{}] * 2)
    assert opening.ends_times > 3
    assert rest.ends_times == 0


def test_meetings_are_told_of_the_topics_that_are_near_them() -> None:
    """Where what words mean is not known, none is."""
    words = ("harbour", "ferry", "crane", "quay")
    facts = [PassageFacts(f"{n:02}", "en", words, "The harbour and its ferry.") for n in range(20)]
    rows = np.arange(20)
    passages = TopicPassages(np.eye(20, dtype=np.float32), tuple(facts), rows, rows)
    labels, nearest, meetings = rows // 10, np.full(20, 0.5, np.float32), np.array([0.1, 0.6], np.float32)
    assert kinds_of(passages, labels, nearest, [{}] * 2) == ["subject", "subject"]
    assert kinds_of(passages, labels, nearest, [{}] * 2, meetings) == ["subject", "boilerplate"]


def test_a_short_passage_is_short_for_its_language() -> None:
    """Where all are titles none is."""
    title, paragraph = ("harbour", "ferry"), ("harbour", "ferry", "crane", "quay") * 5
    for long, shares in ((paragraph, [1, 0, 0]), (title, [0, 0, 0])):
        facts = [
            PassageFacts(
                f"a:{n:02}", "en", title if n < 4 else long, normalized=f"Harbour {n}", speech=f"{n}"
            )
            for n in range(18)
        ]
        rows = np.arange(18)
        passages = TopicPassages(np.eye(18, dtype=np.float32), tuple(facts), rows, rows)
        labels = np.repeat([0, 1, 2], [4, 7, 7])
        traits = traits_of(passages, labels, np.full(18, 0.5, np.float32), [{}] * 3)
        assert [one.short for one in traits] == shares


def test_passages_that_share_no_words_are_no_subject() -> None:
    """Cheers go together in tone, each says something else; other languages do not count."""
    said = ["The harbour opens", "Ferries at noon", "Schools for all", *(f"Onwards, {n}!" for n in range(6))]
    facts = [
        PassageFacts(f"a:{n:02}", "en", (), normalized=text, speech=str(n))
        for n, text in enumerate([*said[:1] * 6, *said[1:2] * 6, *said[2:3] * 6, *said[3:]])
    ]
    facts[1] = replace(facts[1], language="fr", normalized="Le port")
    rows = np.arange(len(facts))
    passages = TopicPassages(np.eye(len(facts), dtype=np.float32), tuple(facts), rows, rows)
    words = [{"en": (word,)} for word in ("harbour", "ferries", "schools", "onwards, 1")]
    traits = traits_of(passages, rows // 6, np.full(len(facts), 0.5, np.float32), words)
    assert [one.shared for one in traits] == pytest.approx([1, 1, 1, 1 / 6])
