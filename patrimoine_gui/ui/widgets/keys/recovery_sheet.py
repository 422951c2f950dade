"""What a recovery key looks like on paper, and in a text file.

Both are made here from the same facts. The page is painted by a plain function, on a printer, in a
PDF or on a picture alike.
"""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPainter, QPen

from patrimoine_gui import config, files, formats
from patrimoine_gui.backup import copying
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PER_LINE: Final = 4
_INK: Final = "#16211e"
_GREY: Final = "#53615d"
_ACCENT: Final = "#0b6b5f"
_MARGIN: Final = 0.09
_WORDS: Final = int(Qt.TextFlag.TextWordWrap)
_ANYWHERE: Final = int(Qt.TextFlag.TextWrapAnywhere)


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What is written down.

    Attributes:
        name: name of the household file.
        on: the day the key was made.
        key: the key, in groups with dashes.
    """

    name: str
    on: date
    key: str = field(repr=False)


def lines_of(key: str) -> tuple[str, ...]:
    """Cut a key into two lines of four groups; the check characters end the last one."""
    groups = key.split("-")
    cut = [groups[rank : rank + _PER_LINE] for rank in range(0, len(groups), _PER_LINE)]
    if len(cut) > 1 and len(cut[-1]) < _PER_LINE:
        cut[-2:] = [cut[-2] + cut[-1]]
    return tuple("  ".join(line) for line in cut)


def uses() -> tuple[str, ...]:
    """Say what the key is for, in sentences."""
    return (
        _("This key opens the file if the passphrase is forgotten."),
        _("Whoever has this key and the file can read everything: keep them in different places."),
        _("Without the passphrase and without this key, the data is lost: there is no back door."),
        _("To use it: open the file in Patrimoine, then choose “Use the recovery key”."),
    )


def as_text(sheet: RecoverySheet) -> str:
    """Write a sheet as plain text."""
    rows = (
        _("{program}: recovery key").format(program=config.APP_NAME),
        "",
        _("File: {name}").format(name=sheet.name),
        _("Made on: {day}").format(day=formats.day(sheet.on)),
        "",
        sheet.key,
        "",
        *uses(),
    )
    return "\n".join(rows) + "\n"


def save(sheet: RecoverySheet, target: Path) -> None:
    """Write a sheet to a new text file that only its owner can read; never overwrites.

    Raises:
        FileExists: something stands there.
        FolderReadOnly: the folder cannot be written.
        FileUnreachable, NoSpace: the disk refused it; nothing is left of it.
    """
    try:
        files.write_new(target, as_text(sheet).encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise copying.refusal(target, error, 0) from None


@contextmanager
def keep_private(target: Path | None) -> Iterator[None]:
    """Let somebody else write a file that only its owner can read, from its first byte on.

    What cannot be created is left to whoever writes it, who will say so. A file that was made
    for nothing goes.

    Args:
        target: the file, None where there is none.
    """
    if target is None:
        yield
        return
    made = False
    with suppress(OSError):
        os.close(files.created(target))
        made = True
    _close_to_others(target)
    yield
    with suppress(OSError):
        if made and not target.stat().st_size:
            files.remove(target)
    _close_to_others(target)


def _close_to_others(target: Path) -> None:
    with suppress(OSError):
        descriptor = files.opened(target)
        try:
            files.close_to_others(descriptor)
        finally:
            os.close(descriptor)


def paint(painter: QPainter, page: QRectF, sheet: RecoverySheet) -> None:
    """Draw a sheet on one page, in dark ink on white, whatever the theme.

    Args:
        painter: on any device; points are measured by its resolution.
        page: the part of the device that can be printed on.
        sheet: what to draw.
    """
    pen = _Column(painter, page)
    pen.write(config.APP_NAME, 11, _ACCENT, bold=True)
    pen.write(_("Recovery key"), 26, _INK, bold=True, after=0.6)
    pen.write(_("File: {name}").format(name=sheet.name), 12, _INK)
    pen.write(_("Made on: {day}").format(day=formats.day(sheet.on)), 12, _INK, after=1.2)
    pen.box(lines_of(sheet.key))
    for sentence in uses():
        pen.write(sentence, 11, _GREY, after=0.5)


class _Column:
    """Writes from the top of a page to its bottom."""

    def __init__(self, painter: QPainter, page: QRectF) -> None:
        self._painter = painter
        self._font = QFont(painter.font())
        margin = page.width() * _MARGIN
        self._area = page.adjusted(margin, margin, -margin, -margin)
        self._top = self._area.top()

    def write(
        self, text: str, points: float, colour: str, *, bold: bool = False, after: float = 0.2
    ) -> None:
        """Write a paragraph; `after` is the room below it, in lines."""
        font = QFont(self._font)
        font.setPointSizeF(points)
        font.setBold(bold)
        self._painter.setFont(font)
        self._painter.setPen(QColor(colour))
        room = QRectF(self._area.left(), self._top, self._area.width(), self._area.height())
        fits = self._painter.boundingRect(room, _WORDS, text).width() <= room.width()
        drawn = self._painter.drawText(room, _WORDS if fits else _ANYWHERE, text)
        self._top = drawn.bottom() + after * self._painter.fontMetrics().lineSpacing()

    def box(self, rows: tuple[str, ...]) -> None:
        """Write the key in large letters of one width, in a frame."""
        painter = self._painter
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(21)
        font.setBold(True)
        painter.setFont(font)
        step = painter.fontMetrics().lineSpacing() * 1.5
        frame = QRectF(self._area.left(), self._top, self._area.width(), step * (len(rows) + 0.7))
        painter.setPen(QPen(QColor(_ACCENT), step / 20))
        painter.drawRoundedRect(frame, step / 4, step / 4)
        painter.setPen(QColor(_INK))
        for rank, text in enumerate(rows):
            line = QRectF(frame.left(), frame.top() + step * (rank + 0.35), frame.width(), step)
            painter.drawText(line, int(Qt.AlignmentFlag.AlignCenter), text)
        self._top = frame.bottom() + step
