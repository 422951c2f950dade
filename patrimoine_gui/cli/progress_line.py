"""Shows progress: one line redrawn on a terminal, a line a second elsewhere."""

from __future__ import annotations

import json
import shutil
import time
from typing import TYPE_CHECKING, Final, Self

from patrimoine_gui import formats
from patrimoine_gui.cli.terminal import Terminal, width
from patrimoine_gui.i18n import _
from patrimoine_gui.wording import step_name

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from patrimoine_gui.migration.progress import Progress

_BAR: Final = 24
_REDRAWN_EVERY: Final = 0.1
_PLAIN_EVERY: Final = 1.0


class ProgressLine:
    """Receives `Progress`; as a context manager, it leaves the terminal clean."""

    def __init__(self, terminal: Terminal, clock: Callable[[], float] = time.monotonic) -> None:
        self._terminal = terminal
        self._clock = clock
        self._redrawn = terminal.err.isatty() and not terminal.json
        self._interval = _REDRAWN_EVERY if self._redrawn else _PLAIN_EVERY
        self._next = 0.0
        self._drawn = False
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        if self._drawn and self._redrawn:
            self._terminal.say(self._over(""))

    def __call__(self, progress: Progress) -> None:
        """Show where the work stands, unless it was shown just before."""
        now = self._clock()
        if self._drawn and now < self._next:
            return
        self._next = now + self._interval
        self._drawn = True
        self._terminal.say(self._line(progress))

    def _line(self, progress: Progress) -> str:
        if self._terminal.json:
            return json.dumps(_document(progress)) + "\n"
        if not self._redrawn:
            return _text(progress) + "\n"
        return self._over(_cut(f"{_bar(progress.fraction)} {_text(progress)}"))

    def _over(self, line: str) -> str:
        """Write a line over the one before, with blanks: old consoles know no escape codes."""
        rest = " " * max(0, self._width - width(line))
        self._width = width(line)
        return f"\r{line}{rest}" if line else f"\r{rest}\r"


def _document(progress: Progress) -> dict[str, str | float | int | None]:
    return {
        "step": progress.step.name.lower(),
        "revision": progress.revision,
        "done": progress.done,
        "total": progress.total,
        "unit": progress.unit.value,
        "fraction": round(progress.fraction, 4),
        "elapsed": round(progress.elapsed, 3),
        "remaining": None if progress.remaining is None else round(progress.remaining, 1),
    }


def _bar(fraction: float) -> str:
    full = round(min(max(fraction, 0.0), 1.0) * _BAR)
    return f"[{'#' * full}{'.' * (_BAR - full)}]"


def _text(progress: Progress) -> str:
    parts = [f"{int(progress.fraction * 100):3d} %", step_name(progress.step)]
    if progress.revision:
        parts[-1] += f" {progress.revision}"
    if progress.remaining is not None:
        left = _("{duration} left")
        parts.append(left.format(duration=formats.duration(progress.remaining)))
    return "  ".join(parts)


def _cut(line: str) -> str:
    room = shutil.get_terminal_size().columns - 1
    while width(line) > room:
        line = line[:-1]
    return line
