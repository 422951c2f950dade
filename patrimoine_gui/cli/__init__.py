"""The command line: `python migrate.py`, or `patrimoine-migrate` once installed.

Its commands call the same engine as the windows, see `dispatch`. Importing this package loads
nothing, so that `status` answers at once.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command, and give its exit status."""
    words = sys.argv[1:] if argv is None else list(argv)
    from patrimoine_gui.cli import quick

    answered = quick.answer(words)
    if answered is not None:
        return answered
    from patrimoine_gui.cli import dispatch

    return dispatch.run(words)
