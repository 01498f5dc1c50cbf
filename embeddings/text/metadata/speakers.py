"""Who speaks in each passage: in a report, whoever a verb of saying names; in a speech, its speaker.

A report passes the word on: 某某指出 opens a passage, 他说 the next, and one that opens with 要 or 一是 goes
on in the same voice. A name is used only when the text gives it with an office, or as the one it began
with; two people in one passage, or a meeting that speaks (会议强调), leave the speaker unknown. Names are
never matched across texts: the premier of one year is not the premier of another.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from embeddings.speech import Passage, Speech
from embeddings.text.metadata.headings import greets, is_prose, tells_of_others
from embeddings.text.metadata.speech_lines import fold_line
from embeddings.text.names import SAYING, honoured_in, name_at, people_in
from embeddings.text.script.character_classes import HAN
from embeddings.text.script.language import is_chinese

_OPENING = 3  # passages among which the first with prose shows whether a text is a report
_GREETED = 8  # passages among which a salutation shows that it is not: captions may stand before it
_STARTS = re.compile(
    r"(?:^|(?<=[。!?！？;；\n])|(?<=[。!?！？]”)|(?<=[:)]))\s?"
    r"(?:(?:在|会上|会后|会前|会见中|会谈中|讨论中|随后|谈到|座谈中)[^,。“”]{0,28},)?"
)
_SAYS = re.compile(rf"[^,。:;“”!?、]{{0,16}}?{SAYING}(?:[,:“]|了|$)")
_QUOTE_SAYS = re.compile(rf"(?:还|也|进一步)?{SAYING}[,。:]")
_PRONOUN = re.compile(r"[他她](?!们)")
_MEETING = re.compile(
    rf"[{HAN}\d“”]{{0,12}}(?:会议|全会|大会|公报|决定|意见|通知|报告|代表们|委员们|大家|双方|与会)"
    rf"[{HAN}]{{0,6}}{SAYING}[,:]"
)
_GOES_ON = re.compile(r"(?:要|一要|二要|三要|四要|五要|一是|二是|三是|第[一二三四五六]|同时,|必须)")
_ALPHABET = re.compile(
    r"(?P<name>(?:\b[A-ZÀ-Þ][\w'’.-]+ ){0,4}\b[A-ZÀ-Þ][\w'’-]+) (?:also |further |then )?"
    r"(?:said|stressed|emphasi[sz]ed|noted|added|stated|told|pointed out|a déclaré|a souligné|dijo|afirmó"
    r"|subrayó|sagte|betonte|erklärte)\b"
)
_HE_SAID = re.compile(
    r"(?:He|She|Il|Elle|Er|Sie) (?:also |further |then )?"
    r"(?:said|stressed|noted|added|a déclaré|sagte|betonte)\b"
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """speaker: the name as the text writes it.  office: the one the text gives, empty when it gives none.
    method: the rule that says so.  evidence: what it read, as normalized; empty for a whole speech.
    """

    speaker: str
    office: str
    method: str
    confidence: float  # 0 to 1
    evidence: str


@dataclass(frozen=True, slots=True)
class _Voice:
    name: str  # as in the normalized text; empty: a meeting, a crowd
    method: str
    confidence: float
    evidence: str


def speaker_of_passages(passages: Sequence[Passage], speech: Speech) -> list[Attribution | None]:
    """The speaker of each passage of one speech, None where no rule tells."""
    if not _is_report(passages):
        own = Attribution(speech.speaker, speech.more.get("office", ""), "the speech is theirs", 0.9, "")
        return [own if speech.speaker else None for _ in passages]
    offices = _offices(passages)
    voices = list(_carried([_voice(passage, offices) for passage in passages], passages))
    wordings = _wordings(passages, {voice.name for voice in voices if voice})

    def attributed(voice: _Voice | None) -> Attribution | None:
        if voice is None or not voice.name:
            return None
        speaker, office = wordings.get(voice.name, voice.name), offices.get(voice.name, "")
        return Attribution(speaker, office, voice.method, voice.confidence, voice.evidence)

    return [attributed(voice) for voice in voices]


def _is_report(passages: Sequence[Passage]) -> bool:
    normalized_texts = [passage.normalized for passage in passages[:_OPENING]]
    n_opening = next(
        (number for number, normalized in enumerate(normalized_texts, 1) if is_prose(normalized)),
        len(normalized_texts),
    )
    greeted = any(greets(passage.normalized) for passage in passages[:_GREETED])
    return bool(normalized_texts) and not greeted and tells_of_others(normalized_texts[:n_opening])


def _offices(passages: Sequence[Passage]) -> dict[str, str]:
    """Everyone the text explains, with the longest office it gives."""
    offices: dict[str, str] = {}
    for passage in passages:
        if is_chinese(passage.language):
            for person in [*people_in(passage.normalized), *honoured_in(passage.normalized)]:
                if len(person.office) > len(offices.get(person.name, "")):
                    offices[person.name] = person.office
    return offices


def _voice(passage: Passage, offices: Mapping[str, str]) -> _Voice | None:
    """The one voice of a passage by its own words; a voice without a name when they are several."""
    found = list((_chinese if is_chinese(passage.language) else _alphabetic)(passage.normalized, offices))
    if len({voice.name for voice in found}) > 1:
        return _Voice("", "several", 0.0, "")
    return found[0] if found else None


def _chinese(normalized: str, offices: Mapping[str, str]) -> Iterator[_Voice]:
    people = {person.start: person for person in people_in(normalized)}
    for start in _STARTS.finditer(normalized):
        at = start.end()
        person = people.get(at) or people.get(at + 1)
        name = person.name if person else next((n for n in offices if normalized.startswith(n, at)), "")
        end = person.end if person else at + len(name)
        says = _SAYS.match(normalized, end) if name else None
        if says:
            yield _Voice(
                name,
                "office and verb" if person else "name and verb",
                0.95 if person else 0.9,
                normalized[at : says.end()],
            )
        elif pronoun := _PRONOUN.match(normalized, at):
            says = _SAYS.match(normalized, pronoun.end())
            if says:
                yield _Voice("他", "pronoun", 0.75, normalized[at : says.end()])
        elif meeting := _MEETING.match(normalized, at):
            yield _Voice("", "meeting", 0.0, meeting[0])
    for person in people.values():
        says = _QUOTE_SAYS.match(normalized, person.end) if normalized[: person.start].endswith("”") else None
        if says:
            yield _Voice(
                person.name, "quotation, office and verb", 0.95, normalized[person.start : says.end()]
            )
    for quote in re.finditer("”", normalized):
        name = name_at(normalized, quote.end())
        says = _QUOTE_SAYS.match(normalized, quote.end() + len(name)) if name in offices else None
        if says:
            yield _Voice(name, "quotation, name and verb", 0.9, normalized[quote.end() : says.end()])


def _alphabetic(normalized: str, _offices: Mapping[str, str]) -> Iterator[_Voice]:
    for match in _ALPHABET.finditer(normalized):
        if " " in match["name"]:
            yield _Voice(match["name"], "name and verb", 0.8, match[0])
    pronoun = _HE_SAID.match(normalized)
    if pronoun:
        yield _Voice("他", "pronoun", 0.7, pronoun[0])


def _carried(voices: Sequence[_Voice | None], passages: Sequence[Passage]) -> Iterator[_Voice | None]:
    """他 is the last who spoke alone; a passage that opens with 要 goes on where the one before it stopped.
    A meeting, several voices or a passage in nobody's voice end both.
    """
    last: _Voice | None = None
    for voice, passage in zip(voices, passages, strict=True):
        if voice and voice.name == "他":
            voice = replace(voice, name=last.name) if last and last.name else None
        elif voice is None and last and last.name and (goes_on := _GOES_ON.match(passage.normalized)):
            voice = _Voice(last.name, "goes on", 0.6, goes_on[0])
        last = voice
        yield voice


def _wordings(passages: Sequence[Passage], names: set[str]) -> dict[str, str]:
    """Each name as its text writes it, which is not always in the script of the normalized text."""
    wordings: dict[str, str] = {}
    for passage in passages:
        for name in names - wordings.keys() - {""}:
            at = passage.normalized.find(name)
            if at >= 0:
                line = fold_line(passage.text, chinese=is_chinese(passage.language))
                at = line.text.find(name)
                wordings[name] = line.wording(at, at + len(name)) if at >= 0 else name
    return wordings
