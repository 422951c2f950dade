"""Work killed at each of its steps on the disk, one after the other.

Python tells of every file that it is about to open, name, rename or remove: a process of ours ends
itself there, without a chance to clean anything, as if the power had gone.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from tests.faults import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PLACE = f"{os.sep}mortal{os.sep}"
"""A folder of this name is where steps count."""

_Subject = TypeVar("_Subject")
STEPS = {"open", "os.rename", "os.link", "os.remove", "os.truncate", "os.chmod", "sqlite3.connect"}


def deaths(
    prepare: Callable[[], _Subject],
    work: Callable[[_Subject], object],
    *,
    stride: int = 1,
) -> Iterator[_Subject]:
    """Do work in processes of their own, each killed a little later than the one before.

    Args:
        prepare: gives what the work is done on, afresh for each process.
        work: a function of a module.
        stride: how many steps later each is killed.

    Yields:
        What each was working on, once it is dead; nothing for the one that came to its end.
    """
    step, subject = 1, prepare()
    while not _survives(step, work, subject):
        yield subject
        step, subject = step + stride, prepare()


def _survives(step: int, work: Callable[[_Subject], object], subject: _Subject) -> bool:
    with suppress(EOFError):
        process.call(die_at, step, work, subject)
        return True
    return False


def die_at(step: int, work: Callable[[_Subject], object], subject: _Subject) -> None:
    """Do work, and die before a step of it; for a process of its own."""
    left = step

    def hook(event: str, details: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS and any(PLACE in _text(item) for item in details):
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    work(subject)


def _text(item: object) -> str:
    return os.fsdecode(item) if isinstance(item, str | bytes | os.PathLike) else ""
