"""What is typed into a statement, what surprises in it, what a paste fills, and its totals."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from patrimoine_gui.entry.amounts import EnteredAmount
from patrimoine_gui.errors import EntryFault, EntryUnreadable
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Loan, Valuation
from patrimoine_gui.portfolio.monthly_statement import (
    new_values,
    pasted_values,
    surprises,
    totals,
)
from patrimoine_gui.portfolio.monthly_statement.new_values import NewValue
from patrimoine_gui.portfolio.monthly_statement.pasted_values import PastedValues
from patrimoine_gui.portfolio.monthly_statement.statement_rows import (
    KnownValue,
    StatementRow,
    rows,
)
from patrimoine_gui.portfolio.monthly_statement.surprises import Surprise, SurpriseKind
from patrimoine_gui.portfolio.monthly_statement.totals import StatementTotals
from patrimoine_gui.portfolio.net_worth import ValueIndex

DAY = date(2026, 11, 30)
LAST = KnownValue(1_000_00, "EUR", date(2026, 10, 31))


def new(
    amount: int,
    last: int | None = 1_000_00,
    *,
    owned: int = 1,
    largest: int | None = None,
    currency: str = "EUR",
) -> NewValue:
    asset = Asset(owned, "", "Livret", AssetGroup.CASH, "livret_a")
    known = None if last is None else LAST._replace(amount=last)
    return NewValue(
        StatementRow(asset, "", DAY, known, largest_move=largest), EnteredAmount(amount, currency)
    )


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("=", 1_000_00, "EUR"),
        (" = ", 1_000_00, "EUR"),
        ("=12*3", 36_00, "EUR"),
        ("+200", 1_200_00, "EUR"),
        ("+ 0,50 €", 1_000_50, "EUR"),
        ("-200", -200_00, "EUR"),
        ("1234,5", 1_234_50, "EUR"),
        ("US$ 20", 20_00, "USD"),
    ],
)
def test_what_is_typed_is_read(text: str, minor: int, currency: str) -> None:
    assert new_values.read(text, LAST, "EUR") == EnteredAmount(minor, currency)


def test_nothing_typed_is_nothing() -> None:
    assert new_values.read("", LAST, "EUR") is None
    assert new_values.read(" \u202f ", LAST, "EUR") is None


@pytest.mark.parametrize(
    ("text", "last", "fault"),
    [
        ("=", None, EntryFault.NO_LAST_VALUE),
        ("+200", None, EntryFault.NO_LAST_VALUE),
        ("+20 USD", LAST, EntryFault.OTHER_CURRENCY),
        ("douze", LAST, EntryFault.NOT_A_NUMBER),
        ("+", LAST, EntryFault.EMPTY),
    ],
)
def test_what_cannot_be_read_says_why(
    text: str, last: KnownValue | None, fault: EntryFault
) -> None:
    with pytest.raises(EntryUnreadable) as caught:
        new_values.read(text, last, "EUR")
    assert caught.value.fault is fault


def test_a_change_is_told_in_one_currency_alone() -> None:
    assert new(1_200_00).change == 200_00
    assert new(1_000_00).is_confirmed
    assert new(1_000_00, None).change is None
    assert new(1_000_00, currency="USD").change is None
    assert not new(1_000_00, currency="USD").is_confirmed


# --- surprises ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind", "factor"),
    [
        (new(10_000_00), SurpriseKind.TIMES, 10),
        (new(8_000_00), SurpriseKind.TIMES, 10),
        (new(12_000_00), SurpriseKind.TIMES, 10),
        (new(95_000_00), SurpriseKind.TIMES, 100),
        (new(100_00), SurpriseKind.FRACTION, 10),
        (new(10_20), SurpriseKind.FRACTION, 100),
        (new(-1_000_00), SurpriseKind.SIGN, 0),
        (new(50_00, -20_00), SurpriseKind.SIGN, 0),
        (new(-50_00, None), SurpriseKind.SIGN, 0),
        (new(1_301_00, largest=100_00), SurpriseKind.LARGE_MOVE, 0),
    ],
)
def test_a_surprising_value_is_told(value: NewValue, kind: SurpriseKind, factor: int) -> None:
    assert surprises.find([value]) == (Surprise(1, kind, factor),)


@pytest.mark.parametrize(
    "value",
    [
        new(1_000_00),
        new(2_000_00),
        new(7_990_00),
        new(12_010_00),
        new(0),
        new(5_00, 0),
        new(10_000_00, None),
        new(10_000_00, currency="USD"),
        new(1_300_00, largest=100_00),
        new(5_000_00, largest=0),
        new(5_000_00, None, largest=1),
    ],
)
def test_a_plain_value_is_not(value: NewValue) -> None:
    assert surprises.find([value]) == ()


def test_the_same_amount_in_two_rows_is_told_of_both() -> None:
    values = [new(1_500_00), new(1_500_00, owned=2), new(1_700_00, owned=3)]
    assert surprises.find(values) == (
        Surprise(1, SurpriseKind.SAME_AS, other_id=2),
        Surprise(2, SurpriseKind.SAME_AS, other_id=1),
    )
    assert surprises.find([new(0), new(0, owned=2)]) == ()
    assert surprises.find([new(1_000_00), new(1_000_00, 900_00, owned=2)]) == ()


# --- paste ----------------------------------------------------------------------------------------

NAMES = ("Livret A d’Élodie", "PEL", "PEL", "Compte")


def test_values_below_one_another_fill_the_rows_in_turn() -> None:
    assert pasted_values.match("1\n\n3\r\n", NAMES, (1, 3, 2)) == PastedValues({1: "1", 2: "3"})
    assert pasted_values.match("1\n2\n\n3", NAMES, (3,)) == PastedValues({3: "1"}, ("2", "3"))


def test_names_find_their_rows() -> None:
    text = "Nom\tValeur\nLIVRET a  d’elodie\t12 €\tvu\nPEL\t5\n\nCompte\t7\ncompte\t8"
    found = pasted_values.match(text, NAMES, (0,))
    assert found.texts == {0: "12 €", 3: "7"}
    assert found.left == ("Nom\tValeur", "PEL\t5", "compte\t8")


# --- totals ---------------------------------------------------------------------------------------


def test_the_totals_say_what_the_file_will_say() -> None:
    cash = AssetGroup.CASH
    household = Household(
        assets=(
            Asset(1, "", "Compte", cash, "compte_courant"),
            Asset(2, "", "Livret", cash, "livret_a"),
            Asset(3, "", "À part", cash, "livret_a", in_net_worth=False),
            Asset(4, "", "Dollars", cash, "livret", currency="USD"),
        ),
        loans=(Loan(9, "", "Découvert"),),
        valuations=(Valuation(1, "", 1, None, DAY, 100_00), Valuation(2, "", None, 9, DAY, 40_00)),
        rates=(Rate("USD", "EUR", DAY, Decimal("0.5")),),
    )
    index = ValueIndex(household)
    found = {row.owned.id: row for row in rows(index, DAY)}
    values = [
        NewValue(found[1], EnteredAmount(150_00, "EUR")),
        NewValue(found[2], EnteredAmount(10_00, "EUR")),
        NewValue(found[3], EnteredAmount(999_00, "EUR")),
        NewValue(found[4], EnteredAmount(20_00, "USD")),
        NewValue(found[9], EnteredAmount(30_00, "EUR")),
    ]
    assert totals.totals(index, DAY, values) == StatementTotals(60_00, 140_00, 0)
    assert totals.totals(index, DAY, ()) == StatementTotals(60_00, 60_00, 2)
    yen = [NewValue(found[1], EnteredAmount(5, "JPY"))]
    assert totals.totals(index, DAY, yen) == StatementTotals(60_00, 60_00, 2)
