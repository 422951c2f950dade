"""Keeps the keys that are open out of the files in which a system keeps what crashed."""

from __future__ import annotations

import sys
from contextlib import suppress

_PR_SET_DUMPABLE = 4


def refuse(*, hide: bool) -> None:
    """Have no memory of this process written to a disk, and hide it from the other programs.

    A process that hides is refused by xdg-desktop-portal (its issues 785 and 1490), which reads
    `/proc/PID/root` to know who asks: file choosers would no longer open, and nothing would say
    why. So a program with windows does not hide; the limit of cores alone holds for it, which
    systemd-coredump heeds as well.

    Args:
        hide: whether other programs of the same account may not read the memory either, on Linux
            (`PR_SET_DUMPABLE`).
    """
    with suppress(ImportError, OSError, ValueError):  # no such limit, or none that may be changed
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if hide and sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
