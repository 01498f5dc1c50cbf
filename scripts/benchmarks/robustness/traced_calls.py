"""The system calls of a process, recorded by strace, done again on a model of a disk."""

import ast
import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from scripts.benchmarks.robustness.disk_model import File, Folder, Node

_CALLS = (
    "openat,open,creat,close,write,pwrite64,writev,pwritev,fsync,fdatasync,rename,renameat,renameat2,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir,ftruncate,lseek,dup,dup2,dup3,fcntl,copy_file_range,sendfile,link,linkat"
)
_LINE = re.compile(r"(?P<pid>\d+)\s+(?P<rest>.*)", re.DOTALL)
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+|\?)", re.DOTALL)
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(?P<rest>.*)", re.DOTALL)
_ARGUMENT = re.compile(r'"(?:[^"\\]|\\.)*"(?:\.\.\.)?|[^,"\[\{]+|\[[^\]]*\]|\{[^}]*\}')
TOLD = 2  # the descriptor on which a job says what it acknowledges


class NotModelled(Exception):
    """A call that changes files in a way the model does not know."""


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: Sequence[str]
    result: int


def recorded(command: Sequence[str], trace: Path) -> list[Call]:
    """Run a command under strace; its calls that succeeded, in order."""
    strace = ["strace", "-f", "-xx", "-s", "100000000", "-e", f"trace={_CALLS}", "-o", str(trace)]
    subprocess.run([*strace, *command], check=True, stderr=subprocess.DEVNULL)
    return list(_parsed(trace.read_text("ascii")))


def _parsed(text: str) -> Iterator[Call]:
    begun: dict[str, str] = {}
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if not match:
            continue
        pid, rest = match["pid"], match["rest"]
        if rest.endswith("<unfinished ...>"):
            begun[pid] = rest.removesuffix("<unfinished ...>")
            continue
        if resumed := _RESUMED.fullmatch(rest):
            rest = begun.pop(pid, "") + resumed["rest"]
        call = _CALL.match(rest)
        if call and call["result"] not in ("?", "-1"):
            found = (argument.strip() for argument in _ARGUMENT.findall(call["arguments"]))
            yield Call(call["name"], [argument for argument in found if argument], int(call["result"]))


@dataclass
class _Opened:
    node: Node | None  # None: not in the folder
    path: str
    offset: int = 0
    appends: bool = False


class Replay:
    """Does calls again on the model of the folder `root`. told: what the job acknowledged so far."""

    def __init__(self, root: Path, model: Folder, *, with_fsync: bool = True) -> None:
        self._root = str(root)
        self.model = model
        self.told: list[str] = []
        self._with_fsync = with_fsync
        self._descriptors: dict[int, _Opened] = {}

    def do(self, call: Call) -> bool:
        """Whether the call changed the disk, or told something."""
        work = getattr(self, f"_{call.name}", None)
        return bool(work(call.arguments, call.result)) if work else False

    def _openat(self, arguments: Sequence[str], result: int) -> bool:
        path, flags = self._path(arguments[1], arguments[0]), arguments[2]
        opened = _Opened(None, path, appends="O_APPEND" in flags)
        self._descriptors[result] = opened
        found = self._found(path)
        if found is None:
            return False
        parent, name = found
        opened.node = self.model if not name else parent.names.get(name)
        if opened.node is None and "O_CREAT" in flags:
            opened.node = File()
            parent.change(None, name, opened.node)
            return True
        if "O_TRUNC" in flags and isinstance(opened.node, File):
            opened.node.pending.append((0, None))
            return True
        return False

    def _open(self, arguments: Sequence[str], result: int) -> bool:
        return self._openat(["AT_FDCWD", *arguments], result)

    def _close(self, arguments: Sequence[str], _result: int) -> bool:
        self._descriptors.pop(int(arguments[0]), None)
        return False

    def _dup(self, arguments: Sequence[str], result: int) -> bool:
        if int(arguments[0]) in self._descriptors:
            self._descriptors[result] = self._descriptors[int(arguments[0])]
        return False

    _dup2 = _dup3 = _dup

    def _fcntl(self, arguments: Sequence[str], result: int) -> bool:
        return self._dup(arguments, result) if "F_DUPFD" in arguments[1] else False

    def _lseek(self, arguments: Sequence[str], result: int) -> bool:
        if opened := self._descriptors.get(int(arguments[0])):
            opened.offset = result
        return False

    def _write(self, arguments: Sequence[str], result: int) -> bool:
        if int(arguments[0]) == TOLD:
            self.told.append(_bytes(arguments[1]).decode())
            return True
        opened = self._descriptors.get(int(arguments[0]))
        if opened is None or not isinstance(opened.node, File):
            return False
        if opened.appends:
            opened.offset = len(opened.node.after(lambda: True))
        opened.node.pending.append((opened.offset, _bytes(arguments[1])[:result]))
        opened.offset += result
        return True

    def _pwrite64(self, arguments: Sequence[str], result: int) -> bool:
        opened = self._descriptors.get(int(arguments[0]))
        if opened is None or not isinstance(opened.node, File):
            return False
        opened.node.pending.append((int(arguments[3]), _bytes(arguments[1])[:result]))
        return True

    def _ftruncate(self, arguments: Sequence[str], _result: int) -> bool:
        opened = self._descriptors.get(int(arguments[0]))
        if opened is None or not isinstance(opened.node, File):
            return False
        opened.node.pending.append((int(arguments[1]), None))
        return True

    def _fsync(self, arguments: Sequence[str], _result: int) -> bool:
        opened = self._descriptors.get(int(arguments[0]))
        if opened is None or opened.node is None or not self._with_fsync:
            return False
        opened.node.sync()
        return True

    _fdatasync = _fsync

    def _unknown(self, arguments: Sequence[str], _result: int) -> bool:
        descriptors = [int(each) for each in arguments[:3] if each.isdigit()]
        if any(
            isinstance(self._descriptors[each].node, File)
            for each in descriptors
            if each in self._descriptors
        ):
            raise NotModelled(f"{arguments[:1]} in {self._root}")
        return False

    _writev = _pwritev = _copy_file_range = _sendfile = _unknown

    def _rename(self, arguments: Sequence[str], _result: int) -> bool:
        return self._move(self._path(arguments[0]), self._path(arguments[1]))

    def _renameat(self, arguments: Sequence[str], _result: int) -> bool:
        return self._move(self._path(arguments[1], arguments[0]), self._path(arguments[3], arguments[2]))

    _renameat2 = _renameat

    def _move(self, path: str, to: str) -> bool:
        source, target = self._found(path), self._found(to)
        if source is None or target is None:
            return False
        if source[0] is not target[0]:
            raise NotModelled(f"a rename from one folder to another: {path} to {to}")
        node = source[0].names[source[1]]
        source[0].change(source[1], target[1], node)
        return True

    def _link(self, arguments: Sequence[str], _result: int) -> bool:
        return self._second_name(self._path(arguments[0]), self._path(arguments[1]))

    def _linkat(self, arguments: Sequence[str], _result: int) -> bool:
        return self._second_name(
            self._path(arguments[1], arguments[0]), self._path(arguments[3], arguments[2])
        )

    def _second_name(self, path: str, to: str) -> bool:
        source, target = self._found(path), self._found(to)
        if target is None:
            return False
        if source is None:
            raise NotModelled(f"a link to a file elsewhere: {path}")
        target[0].change(None, target[1], source[0].names[source[1]])
        return True

    def _unlink(self, arguments: Sequence[str], _result: int) -> bool:
        return self._gone(self._path(arguments[0]))

    _rmdir = _unlink

    def _unlinkat(self, arguments: Sequence[str], _result: int) -> bool:
        return self._gone(self._path(arguments[1], arguments[0]))

    def _gone(self, path: str) -> bool:
        found = self._found(path)
        if found is None or found[1] not in found[0].names:
            return False
        found[0].change(found[1], None, None)
        return True

    def _mkdir(self, arguments: Sequence[str], _result: int) -> bool:
        found = self._found(self._path(arguments[0]))
        if found is None:
            return False
        found[0].change(None, found[1], Folder())
        return True

    def _mkdirat(self, arguments: Sequence[str], result: int) -> bool:
        return self._mkdir([self._quoted(self._path(arguments[1], arguments[0]))], result)

    @staticmethod
    def _quoted(path: str) -> str:
        return f'"{path}"'

    def _path(self, quoted: str, folder: str = "AT_FDCWD") -> str:
        path = os.fsdecode(_bytes(quoted))
        if not path.startswith("/") and folder.isdigit() and int(folder) in self._descriptors:
            path = f"{self._descriptors[int(folder)].path}/{path}"
        return os.path.normpath(path)

    def _found(self, path: str) -> tuple[Folder, str] | None:
        """The folder of a path in the model, and the name in it; None for what is elsewhere."""
        if path == self._root:
            return self.model, ""
        if not path.startswith(f"{self._root}/"):
            return None
        *folders, name = PurePosixPath(path).relative_to(self._root).parts
        folder = self.model
        for each in folders:
            inner = folder.names.get(each)
            if not isinstance(inner, Folder):
                return None
            folder = inner
        return folder, name


def _bytes(quoted: str) -> bytes:
    value = ast.literal_eval(f"b{quoted.removesuffix('...')}")
    return bytes(value)
