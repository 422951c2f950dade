"""Commands on settings: what the household chose for its file; never in the journal.

`portfolio.settings` tells what they are. They are written in a transaction like any other command,
and commands on wealth may stand beside them.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final

from patrimoine_gui.database.models.assets import LONGEST_STALE
from patrimoine_gui.portfolio import settings
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.settings import KIND, SUBJECT, SettingKind, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from patrimoine_gui.portfolio.anomalies.anomaly_kinds import Anomaly
    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.row_store import RowStore
    from patrimoine_gui.portfolio.commands.session import Transaction

ENTITY: Final = "setting"

_LAST_DAY: Final = 31


def load(store: RowStore) -> Settings:
    """Read the settings of a file; one that cannot be read says nothing."""
    return settings.read(row["value"] for row in store.where(ENTITY))


def ignore(transaction: Transaction, anomalies: Iterable[Anomaly]) -> None:
    """Show these anomalies no more, until `heed`."""
    for item in anomalies:
        _put(transaction, SettingKind.IGNORED, item.identity, None)


def heed(transaction: Transaction, *identities: str) -> None:
    """Show anomalies again that were ignored; all of them where none is named."""
    for identity in identities or load(transaction.store).ignored:
        _drop(transaction, SettingKind.IGNORED, identity)


def set_delay(transaction: Transaction, subtype: str, days: int | None) -> None:
    """Choose after how many days a value of a subtype is old; None for the usual.

    Raises:
        InputRefused: the number is out of range.
    """
    Validator(ENTITY).count("days", days, 1, LONGEST_STALE)
    _put_or_drop(transaction, SettingKind.DELAY, subtype, days)


def set_statement_day(transaction: Transaction, day: int | None) -> None:
    """Choose from which day of each month to remind of the monthly statement; None for never.

    Raises:
        InputRefused: the number is out of range.
    """
    Validator(ENTITY).count("day", day, 1, _LAST_DAY)
    _put_or_drop(transaction, SettingKind.STATEMENT_DAY, "", day)


def keep_draft(transaction: Transaction, place: str, content: Mapping[str, object]) -> None:
    """Keep what was typed and not confirmed; nothing drops what is kept of a place.

    Args:
        transaction: the transaction.
        place: where it was typed, and of what: a name that the program gives.
        content: a document.
    """
    _put_or_drop(transaction, SettingKind.DRAFT, place, dict(content) or None)


def _put_or_drop(
    transaction: Transaction, kind: SettingKind, subject: str, content: object
) -> None:
    if content is None:
        _drop(transaction, kind, subject)
    else:
        _put(transaction, kind, subject, content)


def _put(transaction: Transaction, kind: SettingKind, subject: str, content: object) -> None:
    store, value = transaction.store, settings.written(kind, subject, content)
    rows = _rows(store, kind, subject)
    if rows:
        store.update(ENTITY, number(rows[0]), {"value": value})
    else:
        key = store.greatest(ENTITY) + 1
        store.insert(ENTITY, [{"id": key, "key": str(uuid.uuid4()), "value": value}])


def _drop(transaction: Transaction, kind: SettingKind, subject: str) -> None:
    store = transaction.store
    store.delete(ENTITY, [number(row) for row in _rows(store, kind, subject)])


def _rows(store: RowStore, kind: SettingKind, subject: str) -> list[RowSnapshot]:
    return [row for row in store.where(ENTITY) if _is(row["value"], kind, subject)]


def _is(value: object, kind: SettingKind, subject: str) -> bool:
    place = (kind.value, subject)
    return isinstance(value, dict) and (value.get(KIND), value.get(SUBJECT)) == place
