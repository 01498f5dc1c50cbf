"""The words of .srt and .vtt: what rolls up or grows is said once, names before captions are who speaks."""

import html
import re
from collections.abc import Iterator

from embeddings.errors import UnreadableSource
from embeddings.text.formats.extract import Extract

_CUE = re.compile(r"(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}.*")
_SUBTITLE_TAG = re.compile(
    r"</?(?:i|b|u|c|font|ruby|lang)(?:[ .][^<>]*)?>|\{\\[^{}]*\}|<\d[\d:.]*>", re.IGNORECASE
)
_ROLLED = 0.3  # of the cues that repeat what the one before shows, in a file of live captions
_NAMED = re.compile(
    r"(?P<name>[^\W\d_a-zß-ÿ][\w.'’-]*(?: [^\W\d_a-zß-ÿ][\w.'’-]*){0,3})(?:\s\([^()]{1,40}\))?:\s"
)
_FEWEST_NAMED, _MOSTLY = 3, 0.5  # cues that begin with a name, and of all of them
_PARAGRAPH = 400  # characters: captions have no paragraphs of their own
_VOICE = re.compile(r"<v(?:\.[\w.]+)?\s+([^<>]{1,80})>")


def subtitles_text(content: bytes) -> Extract:
    """The words of .srt and .vtt without times and tags; a cue that goes on is one line with the next."""
    text = content.decode("utf-8-sig")
    cues: list[list[str]] = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = block.strip("\n").split("\n")
        at = next((place for place, line in enumerate(lines) if _CUE.fullmatch(line.strip())), None)
        said = [_caption(line) for line in lines[at + 1 :]] if at is not None else []
        if any(said):
            cues.append(list(filter(None, said)))
    said = [" ".join(cue) for cue in _rolled(cues) if cue]
    text = "\n".join(_paragraphs_of(_sentences_of(_labelled(said))))
    if not text.strip():
        raise UnreadableSource("no text")
    return Extract(text)


def _caption(line: str) -> str:
    voice = _VOICE.search(line)
    said = html.unescape(_SUBTITLE_TAG.sub("", _VOICE.sub("", line)).replace("</v>", "")).strip()
    return (f"◆{voice[1].strip()}: " if voice else "") + said if said else ""


def _rolled(cues: list[list[str]]) -> list[list[str]]:
    """Cues without what the one before has said already, where a file rolls its lines up or lets them grow.

    Live captions show a line again above the next one. What stands in two cues is said twice elsewhere.
    """
    new = [cue[_shared(before, cue) :] for before, cue in zip([[], *cues], cues, strict=False)]
    grown = [_grown(before, cue) for before, cue in zip([[], *cues], cues, strict=False)]
    n_again = sum(len(one) < len(cue) or two != cue for one, two, cue in zip(new, grown, cues, strict=True))
    if n_again < _ROLLED * len(cues):
        return cues
    return [two if len(one) == len(cue) else one for one, two, cue in zip(new, grown, cues, strict=True)]


def _shared(before: list[str], cue: list[str]) -> int:
    """How many lines a cue begins with that the one before it ends with."""
    most = min(len(before), len(cue))
    return next((n for n in range(most, 0, -1) if before[-n:] == cue[:n]), 0)


def _grown(before: list[str], cue: list[str]) -> list[str]:
    """What a cue adds to the one before, whose words it begins with."""
    shown, said = " ".join(before), " ".join(cue)
    if not shown or not said.startswith(shown):
        return cue
    return list(filter(None, [said[len(shown) :].strip()]))


def _labelled(cues: list[str]) -> list[str]:
    """Cues with the label of who speaks where that changes, in a file that names who speaks in most cues."""
    named = [_NAMED.match(cue) for cue in cues]
    if sum(map(bool, named)) < max(_FEWEST_NAMED, _MOSTLY * len(cues)):
        return cues
    result = []
    speaker = ""
    for cue, match in zip(cues, named, strict=True):
        said = cue[match.end() :].strip() if match else cue
        if match and match["name"] != speaker and said:
            speaker = match["name"]
            said = f"◆{speaker}: {said}"
        result.append(said)
    return list(filter(None, result))


def _paragraphs_of(sentences: Iterator[str]) -> Iterator[str]:
    """So many sentences of one who speaks on a line as make a paragraph."""
    line = ""
    for sentence in sentences:
        if line and (len(line) >= _PARAGRAPH or sentence.startswith(("◆", "- ", "– ", "-", ">>"))):
            yield line
            line = ""
        line += ("" if not line or re.search("[\u3040-\u9fff]$", line) else " ") + sentence
    if line:
        yield line


def _sentences_of(cues: list[str]) -> Iterator[str]:
    """Cues joined until a sentence ends or somebody else speaks; a cue said twice running is said once."""
    line = ""
    for cue, before in zip(cues, ["", *cues], strict=False):
        if cue == before:
            continue
        if line and (
            re.search(r"[.!?。！？…]['\"”»)]?$", line)
            or cue.startswith(("◆", "- ", "– ", "-", ">>"))
            or len(line) > 1000
        ):
            yield line
            line = ""
        glue = "" if not line or re.search("[\u3040-\u9fff]$", line) else " "
        line += glue + cue
    if line:
        yield line
