"""Commands on the figures of the law: dated, with their source, and restored as they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.errors import InputFault, ParameterMalformed
from patrimoine_gui.portfolio.commands.draft_columns import columns
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.validation import Validator
from patrimoine_gui.portfolio.household import RegulatoryParam
from patrimoine_gui.portfolio.regulations import Regulations, is_scale

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from patrimoine_gui.portfolio.commands.row_snapshot import RowSnapshot
    from patrimoine_gui.portfolio.commands.session import Transaction

ENTITY: Final = "regulatory_param"

LONGEST_SOURCE: Final = 2000
"""Characters."""

_PROGRAM: Final[Mapping[tuple[str, str], RowSnapshot]] = {
    (key, day): {"key": key, "valid_from": day, "value": value, "unit": unit, "source_url": url}
    for key, day, value, unit, url in ROWS
}
"""What came with the program, by key and first day."""


@dataclass(frozen=True, slots=True)
class ParameterDraft:
    """What a person enters for a figure of the law.

    Attributes:
        key: which figure: one that the program or the file knows.
        valid_from: from which day.
        value: a plain number, or a scale such as "0:90 21:80" where the figure is one.
        source_url: where it was read, "" for none.
    """

    key: str
    valid_from: date
    value: str
    source_url: str = ""


def set_parameter(transaction: Transaction, draft: ParameterDraft) -> bool:
    """Say what a figure is from a day on; one of the same day is replaced. Tells of any change.

    Raises:
        InputRefused: the figure is unknown, its value of another form, or the day out of range.
    """
    rows = transaction.store.where(ENTITY, key=draft.key)
    values = {**columns(ENTITY, draft), "source_url": draft.source_url, "unit": _unit(draft, rows)}
    _check(draft, str(values["unit"]))
    same = [row for row in rows if row["valid_from"] == values["valid_from"]]
    return _write(transaction, same, values)


def remove_parameter(transaction: Transaction, key: str, valid_from: date) -> bool:
    """Take back what was said of a figure from a day on; tells whether anything was."""
    rows = transaction.store.where(ENTITY, key=key, valid_from=valid_from.isoformat())
    if rows:
        transaction.remove(ENTITY, *map(number, rows))
    return bool(rows)


def restore(transaction: Transaction, *keys: str) -> bool:
    """Bring figures back to what came with the program; all of them where none is named.

    Tells whether anything changed. A figure that the program does not have goes.
    """
    present = {
        (str(row["key"]), str(row["valid_from"])): row
        for row in transaction.store.where(ENTITY)
        if not keys or row["key"] in keys
    }
    wanted = {place: row for place, row in _PROGRAM.items() if not keys or place[0] in keys}
    gone = [number(present[place]) for place in present.keys() - wanted.keys()]
    if gone:
        transaction.remove(ENTITY, *sorted(gone))
    is_changed = bool(gone)
    for place, values in wanted.items():
        is_changed |= _write(transaction, [present[place]] if place in present else [], values)
    return is_changed


def is_from_program(parameter: RegulatoryParam) -> bool:
    """Tell whether a figure is as it came with the program."""
    found = _PROGRAM.get((parameter.key, parameter.valid_from.isoformat()))
    return found is not None and found["value"] == parameter.value


def missing(parameters: Iterable[RegulatoryParam]) -> tuple[tuple[str, str], ...]:
    """Give the key and first day of what came with the program and is not there any more."""
    present = {(item.key, item.valid_from.isoformat()) for item in parameters}
    return tuple(place for place in _PROGRAM if place not in present)


def _write(transaction: Transaction, present: list[RowSnapshot], values: RowSnapshot) -> bool:
    if present:
        return transaction.change(ENTITY, number(present[0]), values)
    transaction.add(ENTITY, values)
    return True


def _unit(draft: ParameterDraft, rows: list[RowSnapshot]) -> str:
    """Give the unit of a figure, which no draft changes.

    Raises:
        InputRefused: nobody knows the figure.
    """
    known = [*rows, *(row for (key, _day), row in _PROGRAM.items() if key == draft.key)]
    if not known:
        Validator(ENTITY).refuse(InputFault.PARAMETER_MALFORMED, "key")
    return str(known[0]["unit"])


def _check(draft: ParameterDraft, unit: str) -> None:
    validator = Validator(ENTITY)
    validator.day("valid_from", draft.valid_from)
    law = Regulations([RegulatoryParam(draft.key, draft.valid_from, draft.value)])
    read = law.scale if is_scale(unit) else law.number
    try:
        read(draft.key, draft.valid_from)
    except ParameterMalformed:
        validator.refuse(InputFault.PARAMETER_MALFORMED, "value")
    if len(draft.source_url) > LONGEST_SOURCE:
        validator.refuse(InputFault.PARAMETER_MALFORMED, "source_url")
