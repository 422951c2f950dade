"""A line that understands what is typed, and says so while one types."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass

from PySide6.QtWidgets import QLineEdit

from patrimoine_gui.i18n import _


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line makes of what was typed.

    Attributes:
        fault: why it cannot be kept as it stands, "" where it can.
        meaning: what was understood, "" where the text says it itself.
        tone: of the meaning: "info", or "warn" for what is allowed and unusual.
        choices: where it can be read in several ways, a text for each way that fits.
    """

    fault: str = ""
    meaning: str = ""
    tone: str = "info"
    choices: tuple[str, ...] = ()


class EntryEdit(QLineEdit):
    """A line of one kind of values."""

    @abstractmethod
    def reading(self) -> Reading:
        """Say what the line makes of what stands in it now."""
        raise NotImplementedError

    def tidy(self) -> None:
        """Write what was understood in its usual form; what is not understood stays as it is."""


class NameEdit(EntryEdit):
    """A line for a name; a name is needed."""

    def reading(self) -> Reading:
        """Ask for something besides blanks."""
        return Reading("" if self.name() else _("Type a name."))

    def name(self) -> str:
        """Give the name, without the blanks around it."""
        return self.text().strip()
