"""What the household chose for its file, and what it left half done: never part of its wealth.

Each is one encrypted row of its own, under a key drawn at random that tells nothing to whoever has
no key of the file: what it is stands inside. None of it is in the journal: undo is about wealth.
What is of another form, from a newer version, is left alone and says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from patrimoine_gui.database.field_values import Document
    from patrimoine_gui.portfolio.anomalies.anomaly_kinds import Anomaly

KIND: Final = "is"
SUBJECT: Final = "of"
CONTENT: Final = "content"


class SettingKind(Enum):
    """What a setting is."""

    IGNORED = "ignored anomaly"
    DELAY = "days after which a value of a subtype is old"
    STATEMENT_DAY = "day of the month of the statement"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that a file holds of them.

    Attributes:
        ignored: identities of anomalies that nobody wants to see (`Anomaly.identity`).
        delays: days after which a value of a subtype is old, where the household chose.
        statement_day: on which day of the month to remind of the monthly statement; None: never.
        drafts: what was typed and not confirmed, each by the name of its place.
    """

    ignored: frozenset[str] = frozenset()
    delays: Mapping[str, int] = field(default_factory=dict)
    statement_day: int | None = None
    drafts: Mapping[str, Mapping[str, object]] = field(default_factory=dict, repr=False)

    def heeded(self, anomalies: Iterable[Anomaly]) -> tuple[Anomaly, ...]:
        """Give the anomalies that are to be shown."""
        return tuple(item for item in anomalies if item.identity not in self.ignored)

    def is_statement_due(self, today: date, last: date | None) -> bool:
        """Tell whether to remind of the monthly statement.

        Args:
            today: the day.
            last: when the last one was entered, None for never.
        """
        if self.statement_day is None or today.day < self.statement_day:
            return False
        return last is None or (last.year, last.month) < (today.year, today.month)


def written(kind: SettingKind, subject: str, content: object) -> Document:
    """Give the document of one setting."""
    return {KIND: kind.value, SUBJECT: subject, CONTENT: content}


def read(documents: Iterable[object]) -> Settings:
    """Read the settings among all documents of a file."""
    found: dict[SettingKind, dict[str, object]] = {kind: {} for kind in SettingKind}
    kinds = {kind.value: kind for kind in SettingKind}
    for document in documents:
        if not isinstance(document, Mapping):
            continue
        kind, subject = kinds.get(str(document.get(KIND))), document.get(SUBJECT)
        if kind is not None and isinstance(subject, str):
            found[kind][subject] = document.get(CONTENT)
    day = found[SettingKind.STATEMENT_DAY].get("")
    return Settings(
        frozenset(found[SettingKind.IGNORED]),
        {
            subtype: days
            for subtype, days in found[SettingKind.DELAY].items()
            if isinstance(days, int)
        },
        day if isinstance(day, int) else None,
        {
            place: content
            for place, content in found[SettingKind.DRAFT].items()
            if isinstance(content, Mapping)
        },
    )
