"""How many connections this process may have open at once, by the system's leave."""

import logging
import resource

_OTHER_FILES = 256  # the model, snapshots, the libraries' own

log = logging.getLogger(__name__)


def within_open_files(wanted: int, accepting: int) -> int:
    """As many connections as wanted, or as fit; the limit of open files is raised as far as is needed.

    accepting: connections that may be open for a moment beyond those, between being accepted and refused.
    """
    needed = wanted + accepting + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY:
        needed = min(needed, hard)
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
    possible = max(1, needed - accepting - _OTHER_FILES)
    if possible < wanted:
        log.warning(
            "%d connections at most, not %d: %d files may be open (ulimit -n)", possible, wanted, hard
        )
    return possible
