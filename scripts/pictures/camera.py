"""Saves pictures in few colours: they weigh a third, and nobody sees the difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from patrimoine_gui.ui.selftest.robot import RobotError

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

_COLOURS: Final = 256
_PLAIN: Final = Qt.ImageConversionFlag.ThresholdDither | Qt.ImageConversionFlag.AvoidDither


def keep(window: QWidget, target: Path) -> None:
    """Save a picture of a window as it is now.

    Raises:
        DriveError: the picture could not be written.
    """
    picture = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    reduced = picture.convertToFormat(
        QImage.Format.Format_Indexed8, _most_frequent(picture), _PLAIN
    )
    if not reduced.save(str(target), quality=0):
        raise RobotError(target.name)


def _most_frequent(picture: QImage) -> list[int]:
    """Give the colours that most pixels have."""
    pixels = np.frombuffer(picture.constBits(), dtype=np.uint32)
    colours, counts = np.unique(pixels, return_counts=True)
    first = np.argsort(-counts.astype(np.int64), kind="stable")[:_COLOURS]
    return [int(colour) for colour in colours[first]]
