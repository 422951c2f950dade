"""Buying and selling: the operation and the positions that follow, in any order of entry."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice, permutations
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrimoine_gui.errors import EntityMissing, InputFault, InputRefused
from patrimoine_gui.portfolio.commands import assets, operations, securities, trades
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.household import OperationKind
from tests.households import FUND, PEA, made, operation, rows, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.operations import OperationDraft
    from patrimoine_gui.portfolio.commands.session import CommandSession


@pytest.fixture
def opened(tmp_path: Path) -> CommandSession:
    return ready(tmp_path / "maison.patrimoine")


def ready(file: Path) -> CommandSession:
    file.unlink(missing_ok=True)
    found = session(made(file))
    with found.command() as transaction:
        assets.create(transaction, PEA)
        securities.create(transaction, FUND)
    return found


def draft(kind: str, month: int, units: str, price: str, fees: int = 0) -> OperationDraft:
    given = operation(
        0,
        date(2026, month, 1),
        kind=OperationKind(kind),
        security_id=1,
        quantity=Decimal(units),
        unit_price=Decimal(price),
        fees=fees,
    )
    return replace(given, amount=trades.amount_of(given))


def enter(opened: CommandSession, *drafts: OperationDraft) -> None:
    for item in drafts:
        with opened.command() as transaction:
            trades.trade(transaction, item)


def held(opened: CommandSession) -> list[tuple[str, str, str | None]]:
    found = rows(opened, "position")["position"]
    told = [(str(row["as_of"]), str(row["quantity"]), row["unit_cost"]) for row in found]
    return sorted((day, units, None if cost is None else str(cost)) for day, units, cost in told)


def test_a_purchase_writes_the_operation_and_the_position(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100.005", fees=150))
    (made_of,) = rows(opened, "operation")["operation"]
    assert made_of["amount"] == -100_155  # 10 x 100.005 = 1 000.05, and 1.50 of fees
    assert held(opened) == [("2026-01-01", "10", "100.155")]
    assert len(rows(opened, "operation_split")["operation_split"]) == 1
    undo(opened)
    assert rows(opened, "operation", "position") == {"operation": [], "position": []}


def test_purchases_are_averaged_and_a_sale_leaves_the_average(opened: CommandSession) -> None:
    enter(
        opened,
        draft("achat", 1, "10", "100"),
        draft("achat", 2, "5", "130"),
        draft("vente", 3, "6", "150", fees=100),
        draft("vente", 4, "9", "150"),
    )
    assert held(opened) == [
        ("2026-01-01", "10", "100"),
        ("2026-02-01", "15", "110"),  # (1 000 + 650) / 15
        ("2026-03-01", "9", "110"),
        ("2026-04-01", "0", None),
    ]
    amounts = [row["amount"] for row in rows(opened, "operation")["operation"]]
    assert amounts == [-100_000, -65_000, 89_900, 135_000]


def test_the_order_of_entry_never_matters(tmp_path: Path) -> None:
    drafts = (
        draft("achat", 1, "10", "100"),
        draft("achat", 2, "3", "70"),
        draft("achat", 2, "4", "90", fees=33),
        draft("vente", 3, "6", "150"),
    )
    found = []
    for order in islice(permutations(drafts), 0, None, 3):
        opened = ready(tmp_path / "o.patrimoine")
        try:
            enter(opened, *order)
        except InputRefused:  # a sale before what is sold was entered
            continue
        found.append(held(opened))
    assert len(found) > 3
    assert all(item == found[0] for item in found)
    assert found[0][-1][:2] == ("2026-03-01", "11")


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    moves=st.lists(
        st.tuples(st.integers(1, 12), st.decimals("0.001", "999", places=3), st.integers(1, 999)),
        min_size=2,
        max_size=4,
    ),
    shuffled=st.randoms(use_true_random=False),
)
def test_purchases_in_any_order_give_the_same_positions(
    tmp_path: Path, moves: list[tuple[int, Decimal, int]], shuffled: object
) -> None:
    drafts = [draft("achat", month, f"{units}", f"{price}") for month, units, price in moves]
    opened = ready(tmp_path / "a.patrimoine")
    enter(opened, *drafts)
    first = held(opened)
    shuffled.shuffle(drafts)  # type: ignore[attr-defined]
    again = ready(tmp_path / "b.patrimoine")
    enter(again, *drafts)
    assert held(again) == first


def test_what_a_statement_says_stands(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100"))
    with opened.command() as transaction:
        stated = securities.PositionDraft(1, 1, date(2026, 6, 1), Decimal(12), Decimal(90))
        securities.set_position(transaction, stated)
    enter(opened, draft("achat", 7, "1", "90"), draft("achat", 2, "5", "100"))
    assert [(day, units) for day, units, _cost in held(opened)] == [
        ("2026-01-01", "10"),
        ("2026-02-01", "15"),
        ("2026-06-01", "12"),
        ("2026-07-01", "13"),
    ]


def test_a_trade_on_the_day_of_a_statement_counts_from_it(opened: CommandSession) -> None:
    with opened.command() as transaction:
        securities.set_position(
            transaction, securities.PositionDraft(1, 1, date(2026, 1, 1), Decimal(7))
        )
    enter(opened, draft("achat", 1, "3", "50"))
    assert held(opened) == [("2026-01-01", "10", None)]  # what the seven cost is not known


def test_more_than_is_held_is_never_sold(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100"), draft("vente", 5, "8", "100"))
    before = rows(opened)
    for late in (draft("vente", 3, "3", "100"), draft("vente", 6, "3", "100")):
        with pytest.raises(InputRefused) as caught:
            enter(opened, late)
        assert caught.value.fault is InputFault.QUANTITY_SHORT
    assert rows(opened) == before


def test_a_cancelled_trade_leaves_the_positions_as_without_it(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100"))
    alone = held(opened)
    enter(opened, draft("achat", 2, "5", "130"), draft("vente", 3, "6", "150"))
    with opened.command() as transaction:
        trades.cancel(transaction, 2)
    assert held(opened) == [*alone, ("2026-03-01", "4", "100")]
    with pytest.raises(InputRefused) as caught, opened.command() as transaction:
        trades.cancel(transaction, 1)
    assert caught.value.fault is InputFault.QUANTITY_SHORT
    with opened.command() as transaction:
        trades.cancel(transaction, 3)
    assert held(opened) == alone


def test_only_a_trade_can_be_entered_or_cancelled_as_one(opened: CommandSession) -> None:
    with opened.command() as transaction:
        operations.create(transaction, operation(5))
    with pytest.raises(EntityMissing), opened.command() as transaction:
        trades.cancel(transaction, 1)
    for wrong, fault in (
        (operation(5), InputFault.SUBJECT_AMBIGUOUS),
        (draft("achat", 1, "0", "1"), InputFault.QUANTITY_OUT_OF_RANGE),
        (draft("achat", 1, "-3", "1"), InputFault.QUANTITY_OUT_OF_RANGE),
    ):
        with pytest.raises(InputRefused) as caught, opened.command() as transaction:
            trades.trade(transaction, wrong)
        assert caught.value.fault is fault


def test_nothing_is_counted_from_a_position_that_cannot_be_read(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100"))
    with closing(sqlite3.connect(opened.file)) as link, link:
        link.execute("UPDATE position SET quantity = x'0201'")
    with pytest.raises(InputRefused) as caught:
        enter(opened, draft("achat", 2, "1", "100"))
    assert caught.value.fault is InputFault.QUANTITY_OUT_OF_RANGE


def test_a_purchase_whose_fees_cannot_be_read_makes_the_cost_unknown(
    opened: CommandSession,
) -> None:
    enter(opened, draft("achat", 1, "10", "100", fees=5))
    with closing(sqlite3.connect(opened.file)) as link, link:
        link.execute("UPDATE operation SET fees = x'0201'")
    enter(opened, draft("achat", 1, "1", "100"))
    assert held(opened) == [("2026-01-01", "11", None)]


# --- deliveries and divisions ---------------------------------------------------------------------


def delivered(month: int, units: str, cost: str | None = None, worth: int = 0) -> OperationDraft:
    """Give securities that come in, or go out below zero; no money moves."""
    return operation(
        worth,
        date(2026, month, 1),
        kind=OperationKind.DELIVERY,
        security_id=1,
        quantity=Decimal(units),
        unit_price=None if cost is None else Decimal(cost),
    )


def divided(month: int, ratio: str) -> OperationDraft:
    """Give a division: so many units afterwards for one before."""
    day = date(2026, month, 1)
    return operation(0, day, kind=OperationKind.STOCK_SPLIT, security_id=1, quantity=Decimal(ratio))


def test_what_is_delivered_comes_in_at_what_it_had_cost_and_goes_out(
    opened: CommandSession,
) -> None:
    enter(opened, draft("achat", 1, "10", "100"), delivered(2, "10", "50", worth=120_000))
    enter(opened, delivered(3, "-5", worth=-60_000))
    assert held(opened) == [
        ("2026-01-01", "10", "100"),
        ("2026-02-01", "20", "75"),  # (1 000 + 500) / 20
        ("2026-03-01", "15", "75"),
    ]
    amounts = [row["amount"] for row in rows(opened, "operation")["operation"]]
    assert amounts == [-100_000, 120_000, -60_000]


def test_what_is_delivered_without_its_cost_leaves_none(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100"), delivered(2, "1"))
    assert held(opened)[-1] == ("2026-02-01", "11", None)


def test_more_than_is_held_is_not_delivered(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100"))
    with pytest.raises(InputRefused) as caught:
        enter(opened, delivered(2, "-11"))
    assert caught.value.fault is InputFault.QUANTITY_SHORT


def test_a_division_makes_more_units_that_each_cost_less(opened: CommandSession) -> None:
    enter(
        opened,
        draft("achat", 1, "10", "100"),
        draft("achat", 3, "1", "26"),
        divided(2, "4"),
        draft("vente", 4, "20", "30"),
    )
    assert held(opened) == [
        ("2026-01-01", "10", "100"),
        ("2026-02-01", "40", "25"),
        ("2026-03-01", "41", "25.024390243902"),  # (1 000 + 26) / 41
        ("2026-04-01", "21", "25.024390243902"),
    ]


def test_a_purchase_of_before_that_is_entered_late_is_divided_too(opened: CommandSession) -> None:
    enter(opened, draft("achat", 2, "10", "100"), divided(3, "1.5"), draft("achat", 4, "1", "100"))
    enter(opened, draft("achat", 1, "2", "40"))
    assert held(opened) == [
        ("2026-01-01", "2", "40"),
        ("2026-02-01", "12", "90"),
        ("2026-03-01", "18", "60"),
        ("2026-04-01", "19", "62.105263157895"),  # (1 080 + 100) / 19
    ]


def test_a_division_comes_before_the_trades_of_its_day(tmp_path: Path) -> None:
    """By hand: 10 become 40 at 25, then 4 more at 36, so (1 000 + 144) / 44 = 26 each."""
    found = []
    for order in permutations(
        (draft("achat", 1, "10", "100"), divided(2, "4"), draft("achat", 2, "4", "36"))
    ):
        opened = ready(tmp_path / "o.patrimoine")
        enter(opened, *order)
        found.append(held(opened))
    assert found == [[("2026-01-01", "10", "100"), ("2026-02-01", "44", "26")]] * 6


def test_a_division_without_end_that_is_taken_back_leaves_what_was(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "300", "7"), draft("achat", 3, "1", "21"))
    before = held(opened)
    enter(opened, divided(2, "0.333333333333333333"))  # one for three
    assert [item[:2] for item in held(opened)[1:]] == [("2026-02-01", "100"), ("2026-03-01", "101")]
    with opened.command() as transaction:
        trades.cancel(transaction, 3)
    assert held(opened) == before


def test_a_position_that_was_stated_on_the_day_of_a_division_is_divided(
    opened: CommandSession,
) -> None:
    stated = securities.PositionDraft(1, 1, date(2026, 2, 1), Decimal(7), Decimal(8))
    with opened.command() as transaction:
        securities.set_position(transaction, stated)
    enter(opened, divided(2, "2"))
    assert held(opened) == [("2026-02-01", "14", "4")]
    with opened.command() as transaction:
        trades.cancel(transaction, 1)
    assert held(opened) == [("2026-02-01", "7", "8")]


def test_what_is_stated_after_a_division_stands(opened: CommandSession) -> None:
    enter(opened, draft("achat", 1, "10", "100"))
    stated = securities.PositionDraft(1, 1, date(2026, 3, 1), Decimal(33))
    with opened.command() as transaction:
        securities.set_position(transaction, stated)
    enter(opened, divided(2, "4"))
    assert [item[:2] for item in held(opened)] == [
        ("2026-01-01", "10"),
        ("2026-02-01", "40"),
        ("2026-03-01", "33"),
    ]
