"""Recognises the things of two files that come from the same old one, upgraded twice.

A uid is made at random by the upgrade that first gives one: an old backup that is upgraded today
has other uids than the file that was upgraded last year, although nothing differs. The numbers
are those of the old file in both, for no upgrade changes one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from patrimoine_gui.portfolio.entities import Operation, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from patrimoine_gui.portfolio.household import Household

_KINDS: Final = (
    "members",
    "institutions",
    "assets",
    "loans",
    "ownerships",
    "loan_shares",
    "loan_events",
    "valuations",
    "positions",
    "operations",
    "categories",
    "securities",
    "statements",
)
_SIGNS: Final = ("asset_id", "loan_id", "security_id", "as_of", "on_date", "group")
"""What the same number has to say in both files to stand for the same thing."""

Row = Any
"""Something with a number and a uid."""


def with_matching_uids(before: Household, after: Household) -> Household:
    """Give the first household with the uids of the second, kind by kind.

    A kind of which both files share one uid is left as it is: its uids are older than either.
    """
    changed: dict[str, Any] = {}
    for kind in _KINDS:
        mine, theirs = getattr(before, kind), getattr(after, kind)
        if mine and theirs and _are_apart(mine, theirs):
            changed[kind] = tuple(_adopting(mine, theirs))
    return replace(before, **changed) if changed else before


def _are_apart(mine: Sequence[Row], theirs: Sequence[Row]) -> bool:
    if mine[0].uid == theirs[0].uid:  # the usual case, at once
        return False
    return {row.uid for row in mine}.isdisjoint(row.uid for row in theirs)


def _adopting(mine: Sequence[Row], theirs: Sequence[Row]) -> Iterator[Row]:
    known = {_sign(row): row for row in theirs}
    for row in mine:
        twin = known.get(_sign(row))
        yield row if twin is None else _adopted(row, twin)


def _sign(row: Row) -> tuple[object, ...]:
    return (row.id, *(getattr(row, name, None) for name in _SIGNS))


def _adopted(row: Row, twin: Row) -> Row:
    if isinstance(row, Statement):
        return _same_statement(row, twin)
    if not isinstance(row, Operation):
        return replace(row, uid=twin.uid)
    splits = row.splits
    if len(splits) == len(twin.splits):
        pairs = zip(splits, twin.splits, strict=True)
        splits = tuple(replace(part, uid=other.uid) for part, other in pairs)
    transfer = twin.transfer_uid if row.transfer_uid and twin.transfer_uid else row.transfer_uid
    return replace(row, uid=twin.uid, splits=splits, transfer_uid=transfer)


def _same_statement(mine: Statement, twin: Statement) -> Statement:
    """Give a statement the lines of its twin, which name assets by their uids."""
    figures = [(row.label, row.gross, row.debts, row.net) for row in (mine, twin)]
    if figures[0] != figures[1]:
        return replace(mine, uid=twin.uid)
    return replace(mine, uid=twin.uid, lines=twin.lines, digest=twin.digest)
