"""Keeps Python alive through PySide's `emit`.

Measured with PySide6 6.12 on Python 3.11: each `signal.emit(…)` takes one reference from `True`
that it does not own (200 calls, 200 references). Where `True` is an ordinary counted object
(before Python 3.12) some thousand signals end the process with "deallocating True or False".
From 3.12 on `True` is immortal and nothing has to be done.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_MANY: Final = 1 << 40
_IMMORTAL_SINCE: Final = (3, 12)


def guard() -> None:
    """Give `True` more references than signals will ever take; once, and only where it counts."""
    if sys.implementation.name != "cpython" or sys.version_info >= _IMMORTAL_SINCE:
        return
    counted: bool = True
    count = ctypes.c_ssize_t.from_address(id(counted))  # the first field of every object
    if count.value < _MANY:
        count.value += _MANY
