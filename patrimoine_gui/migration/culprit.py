"""Finds the revision, and the line of it, in which an error was raised."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Culprit:
    """Where a revision raised.

    Attributes:
        file: name of its file.
        line: from 1, the innermost one in that file.
    """

    file: str
    line: int


def find(error: BaseException, migrations: Path) -> Culprit | None:
    """Say where a revision of a migrations folder raised an error, None when none did.

    The error may have been replaced by one of ours since.
    """
    versions = (migrations / "versions").resolve()
    found = None
    for trace in _traces(error):
        path = Path(trace.tb_frame.f_code.co_filename)
        if path.resolve().parent == versions:
            found = Culprit(path.name, trace.tb_lineno)
    return found


def _traces(error: BaseException) -> Iterator[TracebackType]:
    """Give every frame that an error, and those that it stands for, went through."""
    known: BaseException | None = error
    while known is not None:
        trace = known.__traceback__
        while trace is not None:
            yield trace
            trace = trace.tb_next
        known = known.__cause__ or known.__context__
