"""What the process that parses may not do, as far as the system can forbid it: the network, other files.

On Linux, Landlock takes away all files but the ones Python and the parsers are read from, and a network of
its own (or Landlock again) all connections. Elsewhere the limits of `child` hold alone.
Source: https://docs.kernel.org/userspace-api/landlock.html
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_VERSION = 1  # a flag: asks for the version
_PATH_BENEATH = 1
_NO_NEW_PRIVILEGES = 38  # prctl
_NEW_NETWORK, _NEW_USER = 0x4000_0000, 0x1000_0000
_READ = 1 << 2 | 1 << 3  # read a file, list a folder
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}  # by version
_CONNECT_AND_BIND = 0b11  # TCP, from version 4 on
_SYSTEM_FOLDERS = ("/usr", "/lib", "/lib64", "/etc/localtime", "/dev/null", "/dev/urandom", "/proc/self")


def confine(readable: Iterable[Path]) -> tuple[str, ...]:
    """Give up what parsing does not need; what was given up: "network", "files".

    readable: folders that are read from still, besides those of Python and the system's libraries.
    """
    if not sys.platform.startswith("linux"):
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    without_network = _leave_network(libc)
    version = libc.syscall(_CREATE_RULESET, None, 0, _VERSION)
    if version < 1 or not _restrict(libc, version, (*_python_folders(), *readable)):
        return ("network",) if without_network else ()
    return ("network", "files") if without_network or version >= 4 else ("files",)


def _leave_network(libc: ctypes.CDLL) -> bool:
    """A network with nothing in it; for whoever may not make one, one in a space of users of its own."""
    return bool(libc.unshare(_NEW_NETWORK) == 0 or libc.unshare(_NEW_USER | _NEW_NETWORK) == 0)


def _restrict(libc: ctypes.CDLL, version: int, readable: Iterable[Path]) -> bool:
    rights = _FILE_RIGHTS[max(known for known in _FILE_RIGHTS if known <= version)]
    attributes = struct.pack("=QQ", rights, _CONNECT_AND_BIND) if version >= 4 else struct.pack("=Q", rights)
    rules = libc.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    if rules < 0:
        return False
    try:
        for path in (*map(Path, _SYSTEM_FOLDERS), *readable):
            with suppress(OSError):
                _allow(libc, rules, path)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        return bool(libc.syscall(_RESTRICT_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: Path) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ if path.is_dir() else 1 << 2
        libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
    finally:
        os.close(place)


def _python_folders() -> tuple[Path, ...]:
    places = {sys.prefix, sys.base_prefix, sys.exec_prefix, *filter(None, sys.path)}
    return tuple(Path(place) for place in sorted(places))
