"""Whose turn each passage of a debate stands in, and what in it nobody of them says."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from embeddings.speech import Passage, Repair
from embeddings.text.script.character_classes import HAN
from embeddings.text.turns.labels import Label, label_of
from embeddings.text.turns.shown import blanked, tidy
from embeddings.text.turns.titles import ARTICLE, CHAIR, HONOUR

RULE = "speaker_labels"
CONFIDENCE = 0.95
_INTERJECTION = re.compile(r"[(（\[〔【*_]{1,3}[^()（）\[\]〔〕]{2,200}[)）\]〕】*_.]{1,3}\.?")
_CHAIR_OF = re.compile(
    rf"^(?:主\s*席|議\s*長|议\s*长|主持人|会議?長|委員長)[\s\u3000:：]+(?P<head>[{HAN}\s\u3000]{{2,12}})$",
    re.MULTILINE,
)
_HAN_CHAIR = re.compile("主席|議長|议长|委員長|委员长")
# Labels that say what is said rather than who says it.
QUESTION, ANSWER = "question", "answer"
_PARTS = {
    **dict.fromkeys(
        [
            "q",
            "question",
            "frage",
            "pregunta",
            "pergunta",
            "domanda",
            "pytanie",
            "otázka",
            "вопрос",
            "питання",
            "soru",
            "pertanyaan",
            "fråga",
            "vraag",
            "問",
            "问",
            "提问",
            "提問",
            "質問",
            "질문",
        ],
        QUESTION,
    ),
    **dict.fromkeys(
        [
            "a",
            "answer",
            "antwort",
            "respuesta",
            "resposta",
            "risposta",
            "odpowiedź",
            "ответ",
            "відповідь",
            "cevap",
            "jawaban",
            "svar",
            "antwoord",
            "答",
            "回答",
            "답변",
        ],
        ANSWER,
    ),
}
REACTIONS = ("stage_directions", "asides")  # the rules that take out how a room reacted
_BEHIND = 100  # characters behind a label that help to read it
_HEADING = 100  # characters of a last line of a turn that is the heading of what comes next
_ENDS = re.compile(r"[。.!?！？…;；:：,，\"”’»)）]$")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who has the word from `start` (in raw) on.  name: as it is shown.  office: beside it, or empty.

    In an interview that names nobody the name is empty and the office QUESTION or ANSWER.
    """

    start: int
    end: int  # of the label
    name: str
    office: str


def voices_of(raw: str, repairs: Sequence[Repair], given: str = "") -> list[Voice]:
    """The turns of a speech, from the labels in its ledger, in order. given: the speaker it came with."""
    found = [
        Voice(repair.start, repair.end, label.name, label.office)
        for repair in repairs
        if repair.rule == RULE and (label := _label_again(raw, repair))
    ]
    return list(_resolved(found, raw, given)) if found else []


def _label_again(raw: str, repair: Repair) -> Label | None:
    """The label that a repair took out, as it is read with what stands behind it."""
    line = blanked(raw[repair.start : repair.end + _BEHIND].split("\n", 1)[0])
    label = label_of(line) if len(line) >= len(repair.before) else None
    if label is not None and label.end == len(repair.before):
        return label
    return label_of(blanked(repair.before) + "…") or label_of(blanked(repair.before))


def _resolved(voices: Sequence[Voice], raw: str, given: str) -> Iterator[Voice]:
    """An office said with a name once stands for that name; the given speaker has their whole name."""
    holders = {_plain(voice.office): voice.name for voice in voices if voice.name and voice.office}
    chair = _chair_in_head(raw[: voices[0].start])
    if given and not any(voice.name and _is_same(voice.name, given) for voice in voices):
        main = _main_office(voices, len(raw))
        holders |= {main: given} if main else {}
    for voice in voices:
        part = _PARTS.get(voice.office.casefold(), "") if not voice.name else ""
        if part:
            yield replace(voice, name=given if part == ANSWER else "", office=part)
            continue
        name = voice.name
        if not name:
            name = holders.get(_plain(voice.office), "")
        if not name and chair and _HAN_CHAIR.fullmatch(voice.office):
            name = chair
        if given and name and _is_same(name, given):
            name = given
        yield replace(voice, name=name or _office_as_name(voice.office))


def _main_office(voices: Sequence[Voice], end: int) -> str:
    """The office without a name that says more than half: that of whose speech it is (The President.)."""
    said: Counter[str] = Counter()
    for voice, following in zip_longest(voices, [voice.start for voice in voices[1:]]):
        said[_plain(voice.office) if not voice.name else ""] += (following or end) - voice.end
    office, most = said.most_common(1)[0]
    return office if 2 * most > said.total() else ""


def _plain(office: str) -> str:
    return re.sub(rf"^(?:(?:{ARTICLE}|{HONOUR})\.? )+", "", office).casefold()


def _office_as_name(office: str) -> str:
    """Mr. Speaker is the Speaker."""
    plain = re.sub(rf"^(?:(?:{HONOUR})\.? )+(?=(?:{CHAIR})$)", "", office)
    return (
        "The "
        if plain != office and plain.isascii() and re.fullmatch("(?i:.*(?:speaker|chair.*|president))", plain)
        else ""
    ) + tidy(plain)


def _is_same(name: str, given: str) -> bool:
    words, whole = name.casefold().split(), given.casefold().split()
    return (
        name in given if re.match(f"[{HAN}]", name) else set(words) <= set(whole) and words[-1] == whole[-1]
    )


def _chair_in_head(head: str) -> str:
    """主席 林院長金生: the person whom the head of minutes gives as the chair."""
    match = _CHAIR_OF.search(head)
    label = label_of(re.sub(r"[\s\u3000]", "", match["head"]) + "：…") if match else None
    return label.name if label else ""


def speakers_in(passages: Sequence[Passage], voices: Sequence[Voice]) -> list[str | None]:
    """The name of who says each passage: None before the first turn, "" for what nobody says.

    Nobody says an interjection that is a whole passage, nor the heading between two turns.
    """
    found: list[str | None] = []
    number = -1
    for place, passage in enumerate(passages):
        while number + 1 < len(voices) and voices[number + 1].end <= passage.start:
            number += 1
        if number < 0:
            found.append(None)
            continue
        following = (
            passages[place + 1].start if place + 1 < len(passages) else len(passage.text) + passage.end
        )
        ends = number + 1 < len(voices) and voices[number + 1].end <= following
        opens = place == 0 or passages[place - 1].start < voices[number].end
        text = passage.text.strip()
        heading = ends and not opens and len(text) <= _HEADING and not _ENDS.search(text)
        found.append("" if heading or _INTERJECTION.fullmatch(text) else voices[number].name)
    return found


def interjections_in(raw: str, repairs: Sequence[Repair]) -> list[tuple[int, int]]:
    """Where nobody of the speakers says what stands in brackets: (Applause), （鼓掌）, [Laughter].

    That is on a line of its own, or how the room reacted, wherever that stands.
    """
    reactions = [(repair.start, repair.end) for repair in repairs if repair.rule in REACTIONS]
    gone = {repair.start for repair in repairs if not repair.after}
    lines = [
        match.span()
        for match in re.finditer(
            r"^[ \t\u3000]*([(（\[〔【][^()（）\[\]〔〕【】\n]{2,200}[)）\]〕】]\.?)[ \t\u3000]*$",
            raw,
            re.MULTILINE,
        )
        if match.start() not in gone
    ]
    return sorted({*reactions, *lines})
