"""A comparison says what was done between two households: no more, no less, in any order."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrimoine_gui.portfolio import household
from patrimoine_gui.portfolio.commands import (
    assets,
    loans,
    members,
    operations,
    securities,
    statements,
    trash,
    valuations,
)
from patrimoine_gui.portfolio.comparison.households import Comparison, compare
from patrimoine_gui.portfolio.comparison.lines import ChangeKind, RecordKind
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import Household
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.households import DAY, ELODIE, FUND, LIVRET, LOAN, PEA, made, operation, session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import Transaction

LATER = date(2026, 12, 1)
_MIRROR = {
    ChangeKind.ADDED: ChangeKind.REMOVED,
    ChangeKind.REMOVED: ChangeKind.ADDED,
    ChangeKind.CHANGED: ChangeKind.CHANGED,
}


def _begin(transaction: Transaction) -> None:
    members.add_member(transaction, ELODIE)
    members.add_institution(transaction, members.InstitutionDraft("Banque"))
    assets.create(transaction, replace(LIVRET, institution_id=1))
    assets.create(transaction, PEA)
    loans.create(transaction, LOAN)
    loans.link(transaction, 3, 1, 1, 2)
    members.add_ownership(
        transaction, members.OwnershipDraft(household.Right.FULL, 1, 1, 1, member_id=1)
    )
    valuations.set_value(
        transaction, valuations.ValueDraft(DAY, 1_000, household.ValueSource.MANUAL, 1)
    )
    securities.create(transaction, FUND)
    securities.set_position(transaction, securities.PositionDraft(2, 1, DAY, Decimal(2)))
    securities.set_prices(transaction, 1, {DAY: Decimal(10)}, household.PriceSource.QUOTE)
    operations.add_category(transaction, operations.CategoryDraft("Revenus"))
    operations.create(
        transaction, operation(5, label="paye", splits=(operations.SplitDraft(5, 1),))
    )


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = made(tmp_path_factory.mktemp("begun") / "maison.patrimoine")
    opened = session(file)
    with opened.command() as transaction:
        _begin(transaction)
    opened.close()
    return file


@pytest.fixture(scope="module")
def first(begun: Path) -> Household:
    return household_file.load(begun, keys.new_keyring().fields)


def after(begun: Path, tmp_path: Path, *deeds: Callable[[Transaction], object]) -> Household:
    """Do things to a copy of the file, and read it."""
    file = tmp_path / "copy.patrimoine"
    file.write_bytes(begun.read_bytes())
    opened = session(file)
    for deed in deeds:
        with opened.command() as transaction:
            deed(transaction)
    opened.close()
    return household_file.load(file, keys.new_keyring().fields)


def said(found: Comparison) -> list[tuple[RecordKind, ChangeKind, str, int]]:
    return [(line.kind, line.change, line.owner, line.count) for line in found.lines]


def _uids(*things: object) -> list[str]:
    return [str(getattr(thing, "uid", thing is not None)) for thing in things]


def mirrored(found: Comparison) -> set[object]:
    return {
        (
            line.kind,
            _MIRROR[line.change],
            line.count,
            line.first,
            line.last,
            tuple((item.day, *_uids(item.after, item.before), item.fields) for item in line.items),
        )
        for line in found.lines
    }


def as_seen(found: Comparison) -> set[object]:
    return {
        (
            line.kind,
            line.change,
            line.count,
            line.first,
            line.last,
            tuple((item.day, *_uids(item.before, item.after), item.fields) for item in line.items),
        )
        for line in found.lines
    }


# --- what was done --------------------------------------------------------------------------------


def _values(transaction: Transaction) -> None:
    for day, amount in ((LATER, 1_500), (date(2026, 11, 30), 1_200), (date(2026, 3, 12), 900)):
        valuations.set_value(
            transaction, valuations.ValueDraft(day, amount, household.ValueSource.MANUAL, 1)
        )


def test_values_are_counted_by_what_they_are_of(
    begun: Path, first: Household, tmp_path: Path
) -> None:
    found = compare(first, after(begun, tmp_path, _values), LATER)
    (line,) = found.lines
    assert said(found) == [(RecordKind.VALUATION, ChangeKind.ADDED, "Livret d'Élodie", 3)]
    assert (line.first, line.last) == (date(2026, 3, 12), LATER)
    assert [item.day for item in line.items] == [
        date(2026, 3, 12),
        date(2026, 11, 30),
        LATER,
    ]
    assert (found.before.net, found.after.net - found.before.net) == (
        found.after.net - found.difference,
        500,
    )


DEEDS: tuple[
    tuple[Callable[[Transaction], object], list[tuple[RecordKind, ChangeKind, str, int]]], ...
] = (
    (
        lambda transaction: members.describe(transaction, members.HouseholdDraft("Famille")),
        [(RecordKind.HOUSEHOLD, ChangeKind.CHANGED, "", 1)],
    ),
    (
        lambda transaction: securities.set_prices(
            transaction, 1, {DAY: Decimal(11), LATER: Decimal(12)}, household.PriceSource.QUOTE
        ),
        [
            (RecordKind.PRICE, ChangeKind.ADDED, "Un fonds", 1),
            (RecordKind.PRICE, ChangeKind.CHANGED, "Un fonds", 1),
        ],
    ),
    (
        lambda transaction: securities.set_rates(
            transaction, [Rate("USD", "EUR", DAY, Decimal("0.9"))]
        ),
        [(RecordKind.RATE, ChangeKind.ADDED, "", 1)],
    ),
    (
        lambda transaction: operations.create(transaction, operation(7, label="prime")),
        [(RecordKind.OPERATION, ChangeKind.ADDED, "Livret d'Élodie", 1)],
    ),
    (
        lambda transaction: trash.put(transaction, "operation", 1),
        [(RecordKind.OPERATION, ChangeKind.REMOVED, "Livret d'Élodie", 1)],
    ),
    (
        lambda transaction: trash.put(transaction, "asset", 1),
        [
            (RecordKind.ASSET, ChangeKind.REMOVED, "", 1),
            (RecordKind.OWNERSHIP, ChangeKind.REMOVED, "Livret d'Élodie", 1),
            (RecordKind.LOAN_SHARE, ChangeKind.REMOVED, "Prêt de la maison", 1),
            (RecordKind.VALUATION, ChangeKind.REMOVED, "Livret d'Élodie", 1),
            (RecordKind.OPERATION, ChangeKind.REMOVED, "Livret d'Élodie", 1),
        ],
    ),
    (
        lambda transaction: trash.put(transaction, "institution", 1),
        [
            (RecordKind.INSTITUTION, ChangeKind.REMOVED, "", 1),
            (RecordKind.ASSET, ChangeKind.CHANGED, "", 1),
        ],
    ),
    (
        lambda transaction: members.add_ownership(
            transaction,
            members.OwnershipDraft(household.Right.FULL, 1, 2, 2, third_party_name="Luc"),
        ),
        [(RecordKind.OWNERSHIP, ChangeKind.ADDED, "PEA", 1)],
    ),
    (
        lambda transaction: securities.set_position(
            transaction, securities.PositionDraft(2, 1, LATER, Decimal(3))
        ),
        [(RecordKind.POSITION, ChangeKind.ADDED, "PEA", 1)],
    ),
    (
        lambda transaction: loans.add_event(
            transaction,
            3,
            loans.EventDraft(DAY, household.EventKind.PREPAYMENT, 5, keep=household.Keep.DURATION),
        ),
        [(RecordKind.LOAN_EVENT, ChangeKind.ADDED, "Prêt de la maison", 1)],
    ),
    (
        lambda transaction: statements.freeze(
            transaction, statements.StatementDraft(DAY, 9, -2, 7, {"lines": []}, "ab" * 32, "Fin")
        ),
        [(RecordKind.STATEMENT, ChangeKind.ADDED, "", 1)],
    ),
)


def test_each_deed_is_told_and_nothing_else(begun: Path, first: Household, tmp_path: Path) -> None:
    for deed, expected in DEEDS:
        second = after(begun, tmp_path, deed)
        assert said(compare(first, second, LATER)) == expected
        assert mirrored(compare(second, first, LATER)) == as_seen(compare(first, second, LATER))


def test_several_deeds_are_told_together(begun: Path, first: Household, tmp_path: Path) -> None:
    chosen = [DEEDS[rank] for rank in (0, 1, 2, 3, 7, 8, 9)]
    second = after(begun, tmp_path, *(deed for deed, _expected in chosen))
    found = said(compare(first, second, LATER))
    assert sorted(found, key=repr) == sorted(
        (line for _deed, expected in chosen for line in expected), key=repr
    )


def test_what_was_changed_is_named(begun: Path, first: Household, tmp_path: Path) -> None:
    def rename(transaction: Transaction) -> None:
        assets.edit(transaction, 1, replace(LIVRET, name="Livret A", institution_id=1))

    (line,) = compare(first, after(begun, tmp_path, rename), LATER).lines
    (item,) = line.items
    assert item.fields == ("name",)
    assert (item.name, item.before, item.after) == ("Livret A", first.assets[0], item.after)


# --- laws -----------------------------------------------------------------------------------------


def test_a_household_does_not_differ_from_itself(begun: Path, first: Household) -> None:
    again = household_file.load(begun, keys.new_keyring().fields)
    found = compare(first, again, LATER)
    assert found.is_empty
    assert found.difference == 0


def renumbered(household: Household, by: int) -> Household:
    """Give the same household with other numbers everywhere, as another file may have."""
    links = {
        "id",
        *("asset_id", "loan_id", "member_id", "institution_id", "security_id", "category_id"),
    }

    def moved(row: object) -> object:
        if not hasattr(row, "__dataclass_fields__"):
            return row
        found: dict[str, object] = {}
        for item in fields(row):  # type: ignore[arg-type]
            value = getattr(row, item.name)
            if item.name in links and isinstance(value, int):
                found[item.name] = value + by
            elif item.name == "splits":
                found[item.name] = tuple(map(moved, value))
        return replace(row, **found)  # type: ignore[type-var]

    return _each(household, lambda rows: [moved(row) for row in rows])


def _each(household: Household, change: Callable[[list[object]], list[object]]) -> Household:
    found: dict[str, Any] = {}
    for item in fields(household):
        value = getattr(household, item.name)
        found[item.name] = tuple(change(list(value))) if isinstance(value, tuple) else value
    return Household(**found)


@settings(max_examples=25, deadline=None)
@given(by=st.integers(1, 3), seed=st.integers(0, 999), kept=st.floats(0, 1))
def test_neither_numbers_nor_order_matter_and_it_has_a_mirror(
    first: Household, by: int, seed: int, kept: float
) -> None:
    random = Random(seed)  # noqa: S311  (no secret)

    def some(rows: list[object]) -> list[object]:
        return random.sample(rows, len(rows))

    assert compare(first, _each(renumbered(first, by), some), LATER).is_empty

    second = replace(
        first,
        valuations=tuple(row for row in first.valuations if random.random() < kept),
        operations=tuple(row for row in first.operations if random.random() < kept),
        members=tuple(row for row in first.members if random.random() < kept),
        prices=tuple(row for row in first.prices if random.random() < kept),
    )
    found = compare(first, second, LATER)
    assert mirrored(compare(second, first, LATER)) == as_seen(found)
    assert found.is_empty == (second == first)
    assert as_seen(compare(first, _each(second, some), LATER)) == as_seen(found)
    assert found.difference == -compare(second, first, LATER).difference
