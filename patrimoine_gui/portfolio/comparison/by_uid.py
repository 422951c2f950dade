"""Compares what has a uid: members, assets, loans and all that is said of them, one by one."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date  # noqa: TC003
from operator import attrgetter
from typing import TYPE_CHECKING

from patrimoine_gui.portfolio.comparison.lines import (
    ChangeKind,
    ComparisonItem,
    ComparisonLine,
    RecordKind,
    Thing,
    Uniform,
)
from patrimoine_gui.portfolio.household import (
    Asset,
    Category,
    Household,
    HouseholdInfo,
    Institution,
    Loan,
    Member,
    Operation,
    Ownership,
    Security,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_LINKS = {
    "asset_id": "owned",
    "loan_id": "owned",
    "parent_id": "owned",
    "institution_id": "institution",
    "member_id": "member",
    "security_id": "security",
}
"""Attributes that hold the number of something else in the same file."""


@dataclass(frozen=True, slots=True)
class _Trait:
    """How the things of a kind are found and named.

    Attributes:
        name: gives the attribute that names one, or that links to what does.
        day: the attribute that dates one, "" for none.
        owners: the attributes that link to what one belongs to.
    """

    kind: RecordKind
    rows: Callable[[Household], Iterable[Uniform]]
    name: str = ""
    day: str = ""
    owners: tuple[str, ...] = ()


def _in_use(household: Household) -> list[Operation]:
    return [operation for operation in household.operations if not operation.deleted_at]


_OWNED = ("asset_id", "loan_id")
_TRAITS = (
    _Trait(RecordKind.MEMBER, attrgetter("members"), "name"),
    _Trait(RecordKind.INSTITUTION, attrgetter("institutions"), "name"),
    _Trait(RecordKind.ASSET, attrgetter("assets"), "name"),
    _Trait(RecordKind.LOAN, attrgetter("loans"), "name"),
    _Trait(RecordKind.OWNERSHIP, attrgetter("ownerships"), "member_id", "starts_on", _OWNED),
    _Trait(RecordKind.LOAN_SHARE, attrgetter("loan_shares"), "asset_id", "", ("loan_id",)),
    _Trait(RecordKind.LOAN_EVENT, attrgetter("loan_events"), "", "on_date", ("loan_id",)),
    _Trait(RecordKind.VALUATION, attrgetter("valuations"), "", "as_of", _OWNED),
    _Trait(RecordKind.POSITION, attrgetter("positions"), "security_id", "as_of", ("asset_id",)),
    _Trait(RecordKind.OPERATION, _in_use, "label", "on_date", _OWNED),
    _Trait(RecordKind.CATEGORY, attrgetter("categories"), "name"),
    _Trait(RecordKind.SECURITY, attrgetter("securities"), "name"),
    _Trait(RecordKind.STATEMENT, attrgetter("statements"), "label", "as_of"),
)


class _Names:
    """The uid and the name of each thing of one file that others link to, by its number."""

    def __init__(self, household: Household) -> None:
        self._found: dict[str, dict[int, tuple[str, str]]] = {
            "owned": _named(household.owned),
            "institution": _named(household.institutions),
            "member": _named(household.members),
            "security": _named(household.securities),
            "category": _named(household.categories),
        }

    def agrees(self, other: _Names) -> bool:
        """Tell whether no number stands for one thing here and for another there."""
        return all(
            found[key][0] == theirs[key][0]
            for kind, found in self._found.items()
            for theirs in (other._found[kind],)
            for key in found.keys() & theirs.keys()
        )

    def uid(self, kind: str, key: int | None) -> str:
        """Give the uid of what bears a number; "" for nothing."""
        return self._of(kind, key)[0]

    def name(self, kind: str, key: int | None) -> str:
        """Give the name of what bears a number; "" for nothing."""
        return self._of(kind, key)[1]

    def _of(self, kind: str, key: int | None) -> tuple[str, str]:
        return ("", "") if key is None else self._found[kind].get(key, (f"#{key}", ""))


def _named(
    rows: Iterable[Asset | Loan | Institution | Member | Security | Category],
) -> dict[int, tuple[str, str]]:
    return {row.id: (row.uid, row.name) for row in rows}


def lines(before: Household, after: Household) -> Iterator[ComparisonLine]:
    """Compare everything that has a uid, and what is said of the household itself."""
    fields_changed = _differing(
        before.info, after.info, lambda _name, value: value, lambda _n, v: v
    )
    if fields_changed:
        item = ComparisonItem(after.info.name, None, before.info, after.info, fields_changed)
        yield ComparisonLine(RecordKind.HOUSEHOLD, ChangeKind.CHANGED, "", 1, items=(item,))
    pair = _Names(before), _Names(after)
    for trait in _TRAITS:
        kind_lines = _Comparer(trait, *pair).lines(trait.rows(before), trait.rows(after))
        yield from sorted(kind_lines, key=lambda line: _rank(line.items[0]))


class _Comparer:
    """Compares the things of one kind."""

    def __init__(self, trait: _Trait, before: _Names, after: _Names) -> None:
        self._trait = trait
        self._names = {
            ChangeKind.REMOVED: before,
            ChangeKind.ADDED: after,
            ChangeKind.CHANGED: after,
        }
        self._before, self._after = before, after
        self._is_plain = before.agrees(after)

    def lines(
        self, before: Iterable[Uniform], after: Iterable[Uniform]
    ) -> Iterator[ComparisonLine]:
        groups: dict[tuple[str, ChangeKind], tuple[str, list[ComparisonItem]]] = {}
        for change, row, item in self._items(before, after):
            uid, name = self._owner(row, self._names[change])
            groups.setdefault((uid, change), (name, []))[1].append(item)
        for (_uid, change), (name, items) in groups.items():
            yield _line(self._trait.kind, change, name, items)

    def _items(
        self, before: Iterable[Uniform], after: Iterable[Uniform]
    ) -> Iterator[tuple[ChangeKind, Uniform, ComparisonItem]]:
        earlier_rows = {row.uid: row for row in before}
        is_plain, take = self._is_plain, earlier_rows.pop
        for row in after:
            earlier = take(row.uid, None)
            if earlier is None:
                yield ChangeKind.ADDED, row, self._item(row, self._after, after=row)
            elif not (is_plain and earlier == row) and (names := self._changed(earlier, row)):
                item = self._item(row, self._after, before=earlier, after=row)
                yield ChangeKind.CHANGED, row, replace(item, fields=names)
        for row in earlier_rows.values():
            yield ChangeKind.REMOVED, row, self._item(row, self._before, before=row)

    def _changed(self, before: Uniform, after: Uniform) -> tuple[str, ...]:
        return _differing(before, after, self._told(self._before), self._told(self._after))

    def _told(self, names: _Names) -> Callable[[str, object], object]:
        """Give what says an attribute in words that both files have in common."""

        def told(name: str, value: object) -> object:
            kind = self._linked(name)
            if kind and (value is None or isinstance(value, int)):
                return names.uid(kind, value)
            if name == "splits" and isinstance(value, tuple):
                return sorted(
                    (part.uid, names.uid("category", part.category_id), part.amount, part.note)
                    for part in value
                )
            return value

        return told

    def _linked(self, name: str) -> str:
        if name == "parent_id" and self._trait.kind is RecordKind.CATEGORY:
            return "category"
        return _LINKS.get(name, "")

    def _item(
        self,
        row: Uniform,
        names: _Names,
        before: Uniform | None = None,
        after: Uniform | None = None,
    ) -> ComparisonItem:
        day = getattr(row, self._trait.day) if self._trait.day else None
        return ComparisonItem(self._name(row, names), day, before, after)

    def _name(self, row: Uniform, names: _Names) -> str:
        if isinstance(row, Ownership) and row.member_id is None:
            return row.third_party_name
        value: object = getattr(row, self._trait.name) if self._trait.name else ""
        kind = self._linked(self._trait.name)
        return names.name(kind, value) if kind and isinstance(value, int) else str(value)

    def _owner(self, row: Uniform, names: _Names) -> tuple[str, str]:
        key = next(
            (key for name in self._trait.owners if (key := getattr(row, name)) is not None), None
        )
        return names.uid("owned", key), names.name("owned", key)


def _differing(
    before: Thing,
    after: Thing,
    told_before: Callable[[str, object], object],
    told_after: Callable[[str, object], object],
) -> tuple[str, ...]:
    names = (item.name for item in fields(before) if item.name not in {"id", "uid"})
    return tuple(
        name
        for name in names
        if told_before(name, getattr(before, name)) != told_after(name, getattr(after, name))
    )


def _line(
    kind: RecordKind, change: ChangeKind, owner: str, items: list[ComparisonItem]
) -> ComparisonLine:
    """Make a line of its items, in an order that is not that of the rows."""
    items.sort(key=_rank)
    days: list[date] = [item.day for item in items if item.day is not None]
    return ComparisonLine(
        kind,
        change,
        owner,
        len(items),
        min(days, default=None),
        max(days, default=None),
        tuple(items),
    )


def _rank(item: ComparisonItem) -> tuple[str, str, str]:
    thing = item.after or item.before
    uid = "" if thing is None or isinstance(thing, HouseholdInfo) else thing.uid
    return (item.day.isoformat() if item.day else "", item.name, uid)
