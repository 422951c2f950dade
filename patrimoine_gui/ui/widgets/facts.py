"""Names and values in two columns; every value can be copied."""

from __future__ import annotations

from collections.abc import Iterable  # noqa: TC003

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from patrimoine_gui.ui.widgets.labels import BrokenText, label
from patrimoine_gui.ui.widgets.layouts import SPACE

_LONG_WORD = 20


def facts(pairs: Iterable[tuple[str, str]]) -> QGridLayout:
    """Lay out names and what they stand for, in two columns."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(3 * SPACE)
    grid.setVerticalSpacing(SPACE)
    grid.setColumnStretch(1, 1)
    for rank, (name, value) in enumerate(pairs):
        title = label(name, "muted", wrap=False)
        shown = fact(value)
        shown.setAccessibleName(f"{name} {value}")
        grid.addWidget(title, rank, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(shown, rank, 1)
    return grid


def fact(value: str) -> QWidget:
    """Show a value that can be copied; one with a long word, such as a path, breaks anywhere."""
    if any(len(word) > _LONG_WORD for word in value.split()):
        return BrokenText(value)
    result = label(value, select=True)
    result.setAlignment(Qt.AlignmentFlag.AlignTop)
    return result
