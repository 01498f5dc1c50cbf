"""What a person named -> the files that are meant: files, folders and patterns such as `speeches/*.html`."""

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from embeddings.interruption import go_on

# The suffixes of files that are read, the longest first where one ends another.
TEXTS = (".txt", ".md", ".markdown")
PAGES = (".html", ".htm", ".xhtml")
SUBTITLES = (".srt", ".vtt")
DOCUMENTS = (".docx", ".pdf", ".xml", ".odt", ".rtf", ".epub", ".pptx", *SUBTITLES)
OLD_WORD = ".doc"
# Of older programs: what LibreOffice makes of them.
CONVERTED = {
    ".wpd": "docx",
    ".wps": "docx",
    ".ppt": "pptx",
    ".xls": "xlsx",
    ".ods": "xlsx",
    ".odp": "pptx",
}
SHEETS = (".xlsx",)
ROWS = (".jsonl.gz", ".jsonl", ".ndjson", ".json", ".csv", ".tsv")
ARCHIVES = (".zip",)
SUFFIXES = (*TEXTS, *PAGES, *DOCUMENTS, OLD_WORD, *CONVERTED, *SHEETS, *ROWS, *ARCHIVES)
LEFT_OUT = "left out"  # how a line on files that were not meant begins
_PATTERN = frozenset("*?[")


def suffix_of(name: str) -> str:
    """The suffix of a file that is read, in lower case; nothing for all others."""
    return next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")


def is_hidden(parts: Sequence[str]) -> bool:
    """Hidden files, and what macOS puts beside the files it packs."""
    return any(part.strip(".") and (part.startswith(".") or part == "__MACOSX") for part in parts)


def is_packed(name: str) -> bool:
    return suffix_of(name).endswith((*ARCHIVES, ".gz"))


def matching(source: Path) -> list[Path]:
    """The paths that a pattern means, sorted; the path itself when it is there or no pattern."""
    if source.exists() or not _PATTERN.intersection(str(source)):
        return [source]
    root = Path(source.anchor)
    return sorted(root.glob(str(source.relative_to(root))))


def files_in(folder: Path) -> tuple[list[Path], str]:
    """The files of kinds that are read, sorted, and a line on the others; hidden ones are left out.

    A link to a file is followed where that is in the folder, too; one that leads out of it is left out.
    """
    root = folder.resolve()
    files: list[Path] = []
    outside = 0
    for path in sorted(folder.rglob("*")):
        go_on()
        if is_hidden(path.relative_to(folder).parts) or not path.is_file():
            continue
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            outside += 1
        else:
            files.append(path)
    told = [left_out([path.name for path in files])]
    if outside:
        told.append(f"left out links that lead out of the folder: {outside}")
    return [path for path in files if suffix_of(path.name)], "; ".join(filter(None, told))


def name_of(path: Path) -> str:
    r"""A path as text. Bytes of a name that are no UTF-8 are written out: \xbd for the byte BD."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def left_out(names: Iterable[str]) -> str:
    """`left out files of kinds that are not read: 2 .doc`, or nothing when there are none."""
    others = Counter(Path(name).suffix.lower() or "no suffix" for name in names if not suffix_of(name))
    kinds = ", ".join(f"{count} {suffix}" for suffix, count in sorted(others.items()))
    return f"{LEFT_OUT} files of kinds that are not read: {kinds}" if kinds else ""
