"""Layouts: rows and columns, with the one unit of every margin."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

SPACE: Final = 8
"""The unit of every margin."""


def column(*parts: QWidget | QLayout, spacing: int = SPACE, margin: int = 0) -> QVBoxLayout:
    """Stack parts from top to bottom."""
    layout = QVBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        _add(layout, part)
    return layout


def row(*parts: QWidget | QLayout, spacing: int = SPACE, margin: int = 0) -> QHBoxLayout:
    """Put parts side by side."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    layout.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        _add(layout, part)
    return layout


def _add(layout: QVBoxLayout | QHBoxLayout, part: QWidget | QLayout) -> None:
    if isinstance(part, QWidget):
        layout.addWidget(part)
    else:
        layout.addLayout(part)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        inner, widget = item.layout(), item.widget()
        if inner is not None:
            clear(inner)
        if widget is not None:
            widget.hide()
            widget.deleteLater()
