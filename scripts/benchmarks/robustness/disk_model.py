"""A disk that keeps no more than it must: what was fsynced survives a power cut, and any part of the rest.

A file keeps what was written before its last fsync; of what was written since, any pages. A folder keeps
the names it had at its own last fsync; of what was done to its names since, anything. fsync of a file says
nothing of its name. A rename is done or not, never half. That is less than any file system in use promises,
so what holds here holds there (Pillai et al., All File Systems Are Not Created Equal, OSDI 2014).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

PAGE = 4096

# Whether a change that was not fsynced is on the disk all the same.
Choice = Callable[[], bool]


@dataclass(eq=False)
class File:
    """durable: what is there for sure.  pending: since then (offset, bytes), or (length, None): cut there."""

    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)

    def sync(self) -> None:
        self.durable = self.after(lambda: True)
        self.pending.clear()

    def after(self, choice: Choice) -> bytes:
        content = bytearray(self.durable)
        for offset, data in self.pending:
            if data is None:
                if choice():
                    del content[offset:]
                    content.extend(bytes(max(0, offset - len(content))))
                continue
            for start, piece in _pages(offset, data):
                if choice():
                    content.extend(bytes(max(0, start - len(content))))
                    content[start : start + len(piece)] = piece
        return bytes(content)


@dataclass(eq=False)
class Folder:
    """durable: the names there are for sure.  pending: what was done to them since, in order."""

    durable: dict[str, "Node"] = field(default_factory=dict)
    names: dict[str, "Node"] = field(default_factory=dict)  # as a process sees them
    pending: list[tuple[str | None, str | None, "Node | None"]] = field(default_factory=list)

    def change(self, gone: str | None, new: str | None, node: "Node | None") -> None:
        """One step: a name goes, a name comes, or both at once."""
        _apply(self.names, gone, new, node)
        self.pending.append((gone, new, node))

    def sync(self) -> None:
        self.durable = dict(self.names)
        self.pending.clear()

    def after(self, choice: Choice) -> dict[str, "Node"]:
        names = dict(self.durable)
        for gone, new, node in self.pending:
            if choice():
                _apply(names, gone, new, node)
        return names


Node = File | Folder


def loaded(path: Path) -> Folder:
    """A folder as it lies on a real disk, all of it durable."""
    folder = Folder()
    for each in path.iterdir() if path.exists() else ():
        node = loaded(each) if each.is_dir() else File(each.read_bytes())
        folder.names[each.name] = folder.durable[each.name] = node
    return folder


def left(folder: Folder, to: Path, choice: Choice) -> None:
    """Write what a power cut left to a real folder."""
    to.mkdir(parents=True)
    for name, node in sorted(folder.after(choice).items()):
        if isinstance(node, Folder):
            left(node, to / name, choice)
        else:
            (to / name).write_bytes(node.after(choice))


def _apply(names: dict[str, Node], gone: str | None, new: str | None, node: Node | None) -> None:
    if gone is not None:
        names.pop(gone, None)
    if new is not None and node is not None:
        names[new] = node


def _pages(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    while start < len(data):
        end = min(len(data), (offset + start) // PAGE * PAGE + PAGE - offset)
        yield offset + start, data[start:end]
        start = end
