"""The command line: `python migrate.py`, or `patrimoine-migrate` once installed.

Its commands call the same engine as the windows, see `dispatch`. What a command does not need is
loaded by those that do, so that `status` answers at once.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit status."""
    from patrimoine_gui.cli import dispatch

    return dispatch.run(sys.argv[1:] if argv is None else list(argv))
