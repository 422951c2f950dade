"""Contributions and gains, by hand; they always make the whole change."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Loan,
    LoanKind,
    Operation,
    OperationKind,
    Position,
    PriceSeries,
    Security,
    Valuation,
)
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.performance.cash_flows import CashFlow
from patrimoine_gui.portfolio.performance.returns import Growth, Lack, NoResult, Performance, Return
from tests.examples.cash_flow_households import (
    ACCOUNT,
    END,
    FUND,
    PLAN,
    START,
    account,
    made,
    month,
    moved,
    of,
    plan,
    value,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# --- contributions and gains ----------------------------------------------------------------------


def test_deposits_are_put_in_and_interest_is_earned() -> None:
    # By hand: 1 000 + 300 - 100 + gains = 1 215, so gains = 15: interest 20, fee 5.
    found = account(
        100_000,
        121_500,
        moved(1, 1, month(3), "depot", 30_000),
        moved(2, 1, month(5), "retrait", -10_000),
        moved(3, 1, month(6), "interet", 2_000),
        moved(4, 1, month(7), "frais", -500),
        moved(5, 1, month(8), "achat", -50_000),
        moved(6, 1, month(8), "arbitrage", -50_000),
    ).growth([1], START, END)
    assert found == Growth(START, END, 100_000, 121_500, 20_000)
    assert isinstance(found, Growth)
    assert found.gains == 1_500


def test_first_day_is_in_the_first_value_and_last_day_is_a_flow() -> None:
    performance = account(
        0,
        500,
        moved(1, 1, START, "depot", 100_000),
        moved(2, 1, END, "depot", 500),
        moved(3, 1, END + timedelta(1), "depot", 7),
    )
    assert performance.flows([1, 1], START, END) == (CashFlow(END, 1, 500, is_in_value=True),)


def test_bin_does_not_count() -> None:
    performance = account(0, 0, moved(1, 1, month(2), "depot", 5, deleted="2026-01-01T00:00:00Z"))
    assert performance.flows([1], START, END) == ()


def test_flow_without_amount_is_none() -> None:
    assert account(0, 0, moved(1, 1, month(2), "depot", 0)).flows([1], START, END) == ()


def test_what_is_delivered_is_put_in_or_taken_out_for_what_it_was_worth() -> None:
    # By hand: 10 at 10 = 100.00; 5 more delivered at 10.20; 2 delivered away at 11; 13 at 11.
    # Gains: 143 - 100 - (51 - 22) = 14 = 15 of price on 10 and 5, less 1 of the delivery's.
    performance = plan(
        [
            moved(1, 3, month(3), "livraison", 5_100),
            moved(2, 3, month(8), "livraison", -2_200),
            moved(3, 3, month(9), "division", 0),
        ],
        [(START, 10), (month(3), 15), (month(8), 13)],
    )
    found = performance.growth([3], START, END)
    assert found == Growth(START, END, 10_000, 14_300, 2_900)
    assert isinstance(found, Growth)
    assert found.gains == 1_400
    assert [flow.is_in_value for flow in performance.flows([3], START, END)] == [True, True]


def test_a_delivery_beside_purchases_and_in_a_balance_is_put_in_too() -> None:
    bought = moved(1, 3, month(2), "achat", -700)
    performance = plan([bought, moved(2, 3, month(3), "livraison", 500)], [(START, 10)])
    assert [flow.cents for flow in performance.flows([3], START, END)] == [700, 500]
    found = account(1_000, 1_600, moved(1, 1, month(3), "livraison", 600))
    assert found.growth([1], START, END) == Growth(START, END, 1_000, 1_600, 600)


def test_a_delivery_whose_worth_nobody_said_leaves_the_asset_out() -> None:
    performance = plan([moved(1, 3, month(3), "livraison", 0)], [(START, 10), (month(3), 15)])
    assert performance.growth([3], START, END) == NoResult(Lack.NO_VALUE, START, (3,))


def test_a_transfer_is_a_flow_of_each_side_and_none_of_both() -> None:
    values = [value(1, 1, START, 900), value(2, 2, START, 100)]
    values += [value(3, 1, END, 650), value(4, 2, END, 351)]
    sides = [
        moved(1, 1, month(4), "virement", -250, uid="u"),
        moved(2, 2, month(4), "virement", 250, uid="u"),
    ]
    performance = of(values, sides)
    assert performance.growth([1], START, END) == Growth(START, END, 900, 650, -250)
    assert performance.growth([2], START, END) == Growth(START, END, 100, 351, 250)
    whole = performance.growth([2, 1], START, END)
    assert whole == Growth(START, END, 1000, 1001, 0)
    assert isinstance(whole, Growth)
    assert whole.gains == 1


def test_securities_take_in_what_is_bought_and_give_what_they_pay() -> None:
    # By hand: 10 at 10 = 100.00; 5 more at 10 with a fee of 1 = 51.00; a dividend of 4; 15 at 11.
    # Gains: 165 - 100 - (51 - 4) = 18 = 15 of price, + 4 of dividend, - 1 of fee.
    performance = plan(
        [
            moved(1, 3, month(2), "depot", 9_999),
            moved(2, 3, month(3), "achat", -5_100),
            moved(3, 3, month(9), "dividende", 400),
            moved(4, 3, month(9), "virement", -400),
        ],
        [(START, 10), (month(3), 15)],
    )
    found = performance.growth([3], START, END)
    assert found == Growth(START, END, 10_000, 16_500, 4_700)
    assert isinstance(found, Growth)
    assert found.gains == 1_800
    flows = performance.flows([3], START, END)
    assert [flow.is_in_value for flow in flows] == [True, False]


def test_securities_without_trades_take_in_what_is_paid_into_them() -> None:
    # By hand: 100.00, then 50.00 paid into a contract whose statement tells 15 units.
    performance = plan(
        [moved(1, 3, month(3), "depot", 5_000), moved(2, 3, month(4), "interet", 100)],
        [(START, 10), (month(3), 15)],
    )
    assert performance.growth([3], START, END) == Growth(START, END, 10_000, 16_500, 5_000)


def test_a_thing_gives_its_rent_and_costs_its_taxes() -> None:
    # By hand: 100 000 to 103 000, rents 4 800 and 1 200 of tax: gains 6 600.
    operations = [
        moved(1, 4, month(6), "loyer", 480_000),
        moved(2, 4, month(10), "impot", -120_000),
        moved(3, 4, month(11), "virement", -480_000),
    ]
    values = [value(1, 4, START, 10_000_000), value(2, 4, END, 10_300_000)]
    found = of(values, operations).growth([4], START, END)
    assert found == Growth(START, END, 10_000_000, 10_300_000, -360_000)
    assert isinstance(found, Growth)
    assert found.gains == 660_000


def test_a_thing_of_which_only_transfers_are_known_takes_them_in() -> None:
    values = [value(1, 4, START, 100), value(2, 4, END, 160)]
    performance = of(values, [moved(1, 4, month(2), "virement", 50)])
    assert performance.growth([4], START, END) == Growth(START, END, 100, 160, 50)


def test_a_loan_is_an_account_below_zero() -> None:
    # By hand: owed 1 000, 100 paid of which 10 are interest: owed 910; it cost 10.
    loan = Loan(9, "", "Prêt", LoanKind.REVOLVING)
    words = [
        Valuation(1, "", None, 9, START, 100_000),
        Valuation(2, "", None, 9, END, 91_000),
    ]
    paid = [
        Operation(1, "", None, 9, month(5), OperationKind.DEPOSIT, 10_000),
        Operation(2, "", None, 9, month(5), OperationKind.INTEREST, -1_000),
    ]
    household = Household(valuations=tuple(words), loans=(loan,))
    found = made(household, paid).growth([9], START, END)
    assert found == Growth(START, END, -100_000, -91_000, 10_000)
    assert isinstance(found, Growth)
    assert found.gains == -1_000


def test_flows_count_in_euros_of_their_day() -> None:
    # By hand: 100 USD at 0.80 = 80.00 €.
    rates = (Rate("USD", "EUR", month(2), Decimal("0.80")), Rate("USD", "EUR", END, Decimal(1)))
    abroad = Asset(1, "", "Abroad", AssetGroup.CASH, "livret", currency="USD")
    household = Household((abroad,), (value(1, 1, month(2), 0), value(2, 1, END, 9_000)), rates)
    performance = made(household, [moved(1, 1, month(3), "depot", 10_000, currency="USD")])
    assert performance.growth([1], month(2), END) == Growth(month(2), END, 0, 9_000, 8_000)


def test_what_lacks_a_value_or_a_rate_is_left_out_and_named() -> None:
    values = [value(1, 1, START, 10), value(2, 1, END, 15), value(3, 2, month(2), 99)]
    values += [value(4, 4, START, 70), value(5, 4, END, 70)]
    performance = of(values, [moved(1, 4, month(3), "depot", 1, currency="USD")])
    found = performance.growth([4, 2, 1, 77], START, END)
    assert found == Growth(START, END, 10, 15, 0, left_out=(2, 4, 77))
    assert performance.money_weighted([1, 2], START, END) == Return(Decimal("50.0000"), (2,))
    assert performance.time_weighted([1, 2], START, END) == Return(Decimal("50.0000"), (2,))
    nothing = NoResult(Lack.NO_VALUE, START, (2, 77))
    for ask in (performance.growth, performance.money_weighted, performance.time_weighted):
        assert ask([2, 77], START, END) == nothing
        assert ask([1], END, END) == NoResult(Lack.TOO_SHORT, END)


def test_what_has_a_line_without_a_price_is_left_out() -> None:
    positions = (Position(1, "", 3, 1, START, Decimal(1)), Position(2, "", 3, 2, START, Decimal(1)))
    prices = (PriceSeries(1, (START.isoformat(),), ("10",)),)
    household = Household(
        (PLAN,), securities=(FUND, Security(2, "")), positions=positions, prices=prices
    )
    found = made(household).growth([3], START, END)
    assert found == NoResult(Lack.NO_VALUE, START, (3,))


def test_the_household_is_what_counts_in_its_totals() -> None:
    # By hand: 100 to 150 counted, 7 to 9 not; 20 owed, then 5: 65 more in all.
    hidden = Asset(5, "", "", AssetGroup.OTHER, "objet", in_net_worth=False)
    loans = tuple(Loan(n, "", "", LoanKind.REVOLVING, off_balance=n == 9) for n in (8, 9))
    owed = (
        Valuation(5, "", None, 8, START, 20),
        Valuation(6, "", None, 9, START, 4_000),
        Valuation(7, "", None, 8, END, 5),
    )
    told = (value(1, 1, START, 100), value(2, 5, START, 7), value(3, 1, END, 150))
    household = Household((ACCOUNT, hidden), (*told, value(4, 5, END, 9), *owed), loans=loans)
    index = ValueIndex(household)
    found = Performance(index).growth(index.counted, START, END)
    assert found == Growth(START, END, 80, 145, 0)
    assert found.after == index.net_worth(END).net


# --- properties -----------------------------------------------------------------------------------

_DAYS = st.dates(START, END)
_AMOUNTS = st.integers(-(10**9), 10**9)
_KINDS = st.sampled_from([kind.value for kind in OperationKind])
_MOVES = st.lists(
    st.tuples(st.sampled_from([1, 2, 3, 4]), _DAYS, _KINDS, _AMOUNTS), min_size=1, max_size=8
)
_ENDS = st.lists(_AMOUNTS, min_size=8, max_size=8)


def _operations(moves: Sequence[tuple[int, date, str, int]]) -> list[Operation]:
    return [moved(n, *move) for n, move in enumerate(moves, 1)]


def _values(ends: Sequence[int]) -> list[Valuation]:
    return [
        value(number, 1 + number % 4, START if number < 4 else END, amount)
        for number, amount in enumerate(ends)
    ]


@settings(max_examples=60)
@given(_MOVES, _ENDS, st.randoms(use_true_random=False))
def test_order_of_entry_never_matters(
    moves: list[tuple[int, date, str, int]], ends: list[int], random: object
) -> None:
    operations = _operations(moves)
    mixed = list(operations)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    one, two = of(_values(ends), operations), of(_values(ends), mixed)
    ids = [1, 2, 3, 4]
    assert one.flows(ids, START, END) == two.flows(ids[::-1], START, END)
    assert one.growth(ids, START, END) == two.growth(ids[::-1], START, END)
    assert one.money_weighted(ids, START, END) == two.money_weighted(ids, START, END)
    assert one.time_weighted(ids, START, END) == two.time_weighted(ids, START, END)


@settings(max_examples=60)
@given(_MOVES, _ENDS)
def test_parts_add_up_to_the_whole(
    moves: list[tuple[int, date, str, int]], ends: list[int]
) -> None:
    performance = of(_values(ends), _operations(moves))
    whole = performance.growth([1, 2, 3, 4], START, END)
    parts = [performance.growth([number], START, END) for number in (1, 2, 3, 4)]
    assert isinstance(whole, Growth)
    told = [part for part in parts if isinstance(part, Growth)]
    assert len(told) == 4
    assert whole.after - whole.before == sum(ends[4:]) - sum(ends[:4])
    assert whole.contributions + whole.gains == whole.after - whole.before
    assert whole.contributions == sum(part.contributions for part in told)
    assert whole.gains == sum(part.gains for part in told)


@settings(max_examples=60)
@given(_MOVES, _ENDS, _DAYS, st.integers(1, 10**9))
def test_a_transfer_inside_never_changes_the_whole(
    moves: list[tuple[int, date, str, int]], ends: list[int], day: date, amount: int
) -> None:
    operations = _operations(moves)
    sides = [
        moved(90, 1, day, "virement", -amount, uid="u"),
        moved(91, 2, day, "virement", amount, uid="u"),
    ]
    before = of(_values(ends), operations).growth([1, 2, 3, 4], START, END)
    after = of(_values(ends), [*operations, *sides]).growth([1, 2, 3, 4], START, END)
    assert before == after
