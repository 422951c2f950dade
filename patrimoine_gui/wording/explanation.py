"""What a person reads when something does not work."""

from __future__ import annotations

from dataclasses import dataclass

from patrimoine_gui.i18n import _


@dataclass(frozen=True, slots=True)
class Explanation:
    """Four answers, translated, to be shown in this order.

    Attributes:
        title: what it is, in a few words, without a full stop.
        what: what happened.
        safe: whether the data is safe.
        next: what to do now; never to delete anything.
    """

    title: str
    what: str
    safe: str
    next: str

    def sentences(self) -> tuple[str, str, str]:
        """Give the three answers below the title."""
        return self.what, self.safe, self.next


def untouched() -> str:
    """Say that the file was only read."""
    return _("Your file has not been changed.")


def nothing_written() -> str:
    """Say that nothing at all was written."""
    return _("Nothing has been created or changed.")


def as_before() -> str:
    """Say that work was begun on a copy, and that the file is what it was."""
    return _("Your file is intact: the work was done on a private copy, which was not used.")
