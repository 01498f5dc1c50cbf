"""The door of this folder: a speech -> its passages, a question -> its normalized text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from embeddings.errors import EmptySpeech
from embeddings.interruption import going_on
from embeddings.speech import Finding, Passage, Repair, Speech
from embeddings.text.cleaning.clean import CleanText, apply, clean
from embeddings.text.cleaning.rules import QUESTION_RULES, RULES, Rule
from embeddings.text.metadata.found import Metadata, find_metadata
from embeddings.text.metadata.speakers import speaker_of_passages
from embeddings.text.script.folding import fold
from embeddings.text.script.language import is_chinese, language_of, resolve_declared
from embeddings.text.script.offsets import Traced, pack_trace, unpack_trace
from embeddings.text.splitting import Span, split
from embeddings.text.turns.speakers import CONFIDENCE, Voice, interjections_in, speakers_in, voices_of

_LOOKED_AT = 5_000  # characters of a speech that tell its language


@dataclass(frozen=True, slots=True)
class SplitSpeech:
    """A speech, read.

    findings: what its text says of what was not given with it.
    """

    passages: tuple[Passage, ...]
    repairs: tuple[Repair, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, eq=False)
class NormalizedQuery:
    """A question as it is compared with passages, traced to the text as it was typed."""

    traced: Traced
    language: str

    @property
    def normalized(self) -> str:
        return self.traced.text


def passages_of(speech: Speech, rules: Sequence[Rule] = RULES) -> SplitSpeech:
    """Clean and split a speech. Raises EmptySpeech when nothing is left of it."""
    cleaned = clean(speech.raw, rules)
    spans = split(cleaned.text, cleaned.walls)
    if not spans:
        raise EmptySpeech(f"{speech.id or 'the speech'} holds no text to index")
    language = resolve_declared(speech.language) or language_of(cleaned.text[:_LOOKED_AT])
    numbered = enumerate(going_on(spans, each=16))
    passages = tuple(_passage(speech, cleaned, position, span, language) for position, span in numbered)
    known = find_metadata(speech, cleaned)
    voices = voices_of(speech.raw, cleaned.repairs, speech.speaker)
    if any(voice.name for voice in voices):
        known = replace(known, speaker=None)
    elif voices and known.speaker:  # an interview: the head says who answers
        voices = voices_of(speech.raw, cleaned.repairs, known.speaker.value)
    findings = tuple(_findings(known))
    spoken = next((finding.value for finding in findings if finding.field == "speaker"), speech.speaker)
    passages = tuple(_attributed(passages, replace(speech, speaker=spoken), voices))
    findings = (*findings, *_turn_findings(speech, cleaned, voices))
    return SplitSpeech(passages, cleaned.repairs, findings)


def normalize(cleaned: CleanText, start: int, end: int, language: str) -> Traced:
    """The normalized text of `cleaned.text[start:end]`, traced to the raw text."""
    return fold(cleaned.traced.part(start, end), chinese=is_chinese(language))


def trace_passage(passage: Passage) -> Traced:
    """The normalized text of a passage, each of its characters traced to `passage.text`."""
    return unpack_trace(passage.normalized, passage.trace)


def traces(speech: Speech, repairs: tuple[Repair, ...], passages: Sequence[Passage]) -> list[bytes]:
    """The traces of passages that were split and kept without them, from the ledger of their speech.

    Where normalizing gives another text today than it gave then, every character is traced to all of the
    passage: less than could be known, and nothing wrong.
    """
    cleaned = apply(speech.raw, repairs)
    return [pack_trace(_normalized_again(cleaned, passage)) for passage in passages]


def _normalized_again(cleaned: CleanText, passage: Passage) -> Traced:
    start = int(np.searchsorted(cleaned.traced.starts, passage.start, side="left"))
    end = int(np.searchsorted(cleaned.traced.ends, passage.end, side="right"))
    normalized = normalize(cleaned, start, end, passage.language)
    if normalized.text == passage.normalized:
        return normalized.from_start(passage.start)
    everywhere = np.zeros(len(passage.normalized), np.int32)
    return Traced(passage.normalized, everywhere, everywhere + np.int32(len(passage.text)))


def normalize_query(text: str, *, language: str = "") -> NormalizedQuery:
    """The normalized text of a question. language: as the person gave it, empty when they did not."""
    cleaned = clean(text, QUESTION_RULES)
    found = language_of(cleaned.text, expected=language)
    folded = fold(cleaned.traced, chinese=is_chinese(found))
    start = len(folded.text) - len(folded.text.lstrip())
    return NormalizedQuery(folded.part(start, max(start, len(folded.text.rstrip()))), found)


def _passage(speech: Speech, cleaned: CleanText, position: int, span: Span, expected: str) -> Passage:
    start, end = span.start, span.end
    language = language_of(cleaned.text[start:end], expected=expected)
    raw_start, raw_end = cleaned.raw_span(start, end)
    normalized = normalize(cleaned, start, end, language)
    return Passage(
        speech.id, position, raw_start, raw_end, speech.raw[raw_start:raw_end], normalized.text, language,
        trace=pack_trace(normalized.from_start(raw_start)),
    )  # fmt: skip


def _findings(known: Metadata) -> Iterator[Finding]:
    """The findings by the field of a speech that each would fill."""
    by_field = {
        "title": known.title,
        "date": known.date,
        "speaker": known.speaker,
        "place": known.place,
        "source": known.outlet,
        "meeting": known.meeting,
    }
    for field, finding in by_field.items():
        if finding is not None:
            yield Finding(
                field, finding.value, finding.method, finding.confidence, finding.start, finding.end
            )


def _attributed(passages: Sequence[Passage], speech: Speech, voices: Sequence[Voice]) -> Iterator[Passage]:
    """In a debate the one whose turn it is; what nobody else says is of the speaker of the whole."""
    if voices:
        for passage, name in zip(passages, speakers_in(passages, voices), strict=True):
            speaker, confidence = (speech.speaker, 0.8) if name is None else (name, CONFIDENCE)
            yield replace(passage, speaker=speaker, speaker_confidence=confidence if speaker else 0.0)
        return
    for passage, said in zip(passages, speaker_of_passages(passages, speech), strict=True):
        if said is None:
            yield passage
        else:
            yield replace(passage, speaker=said.speaker, speaker_confidence=said.confidence)


def _turn_findings(speech: Speech, cleaned: CleanText, voices: Sequence[Voice]) -> Iterator[Finding]:
    """Each who has a turn, once, with the office beside the name; and each interjection."""
    seen: set[tuple[str, str]] = set()
    for voice in voices:
        if (voice.name, voice.office) not in seen:
            seen.add((voice.name, voice.office))
            beside = f" ({voice.office})" if voice.office and voice.office != voice.name else ""
            said = voice.name + beside if voice.name else voice.office
            yield Finding("turn", said, "speaker's label", CONFIDENCE, voice.start, voice.end)
    for start, end in interjections_in(speech.raw, cleaned.repairs) if voices else ():
        yield Finding("interjection", speech.raw[start:end].strip(), "line in brackets", 0.9, start, end)
