"""Net worth over time: on every day what the one function says, worked out all at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patrimoine_gui.portfolio.breakdowns import DEBTS, By, breakdown
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Household,
    Liquidity,
    Loan,
    LoanKind,
    Member,
    Ownership,
    Position,
    PriceSeries,
    Right,
    Security,
    Valuation,
    ValuationMode,
)
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.ownership import Owner, OwnerKind
from patrimoine_gui.portfolio.series.history import Frequency, History, Series

FIRST, LAST = date(2019, 12, 30), date(2021, 1, 2)
PAUL, LEA = (Owner(OwnerKind.MEMBER, key) for key in (1, 2))


def said(key: int, owned: int, day: date, cents: int, currency: str = "EUR") -> Valuation:
    return Valuation(key, f"v{key}", owned, None, day, cents, currency)


def owed(key: int, loan: int, day: date, cents: int, currency: str = "EUR") -> Valuation:
    return Valuation(key, f"v{key}", None, loan, day, cents, currency)


HOUSEHOLD = Household(
    assets=(
        Asset(1, "a1", "account", AssetGroup.CASH, "livret"),
        Asset(2, "a2", "shares", AssetGroup.FINANCIAL, "pea", mode=ValuationMode.POSITIONS),
    ),
    loans=(Loan(3, "l3", "loan"),),
    valuations=(
        said(1, 1, date(2020, 1, 1), 10_001),
        owed(2, 3, date(2020, 1, 2), 5_000),
        said(3, 1, date(2020, 12, 31), 20_000),
    ),
    securities=(Security(1, "s1"),),
    positions=(Position(1, "p1", 2, 1, date(2020, 1, 1), Decimal("1.5")),),
    prices=(PriceSeries(1, ("2020-01-02", "2020-01-04"), ("10.33", "20.15")),),
    members=(Member(1, "m1", "Paul"), Member(2, "m2", "Lea", position=1)),
    ownerships=(
        Ownership(1, "o1", 1, None, 1, 1, 2),
        Ownership(2, "o2", 1, None, 2, 1, 2),
    ),
)


def plain(series: Series) -> list[tuple[str, int, int, int, int]]:
    columns = (series.days, series.gross, series.debts, series.unvalued, series.unpriced)
    rows = zip(*columns, strict=True)
    return [(str(row[0]), int(row[1]), int(row[2]), int(row[3]), int(row[4])) for row in rows]


def history(household: Household, first: date = FIRST, last: date = LAST) -> History:
    return History(ValueIndex(household), (first, last))


def test_each_day_by_hand() -> None:
    """1.5 x 10.33 is 15.495, half up 15.50; 1.5 x 20.15 is 30.225, half up 30.23."""
    days = history(HOUSEHOLD).total(last=date(2020, 1, 4))
    assert plain(days) == [
        ("2019-12-30", 0, 0, 3, 0),
        ("2019-12-31", 0, 0, 3, 0),
        ("2020-01-01", 10_001, 0, 1, 1),
        ("2020-01-02", 11_551, -5_000, 0, 0),
        ("2020-01-03", 11_551, -5_000, 0, 0),
        ("2020-01-04", 13_024, -5_000, 0, 0),
    ]
    assert days.net.tolist() == [0, 0, 10_001, 6_551, 6_551, 8_024]


def test_months_and_years_end_with_the_last_day() -> None:
    found = history(HOUSEHOLD)
    years = [row[:2] for row in plain(found.total(Frequency.YEAR))]
    assert years == [("2019-12-31", 0), ("2020-12-31", 23_023), ("2021-01-02", 23_023)]
    months = found.total(Frequency.MONTH, date(2020, 10, 31), date(2020, 12, 30))
    assert [day for day, *_rest in plain(months)] == ["2020-10-31", "2020-11-30", "2020-12-30"]
    assert plain(found.total(Frequency.YEAR, date(2022, 1, 1))) == []


def test_the_usual_days_are_those_of_the_index() -> None:
    index = ValueIndex(HOUSEHOLD)
    found = History(index)
    assert (found.days[0].item(), found.days[-1].item()) == index.span
    assert [int(net) for net in found.total(Frequency.MONTH).net] == [
        point.net for point in index.monthly()
    ]


def test_an_empty_household_has_no_days() -> None:
    found = History(ValueIndex(Household(assets=(HOUSEHOLD.assets[0],))))
    assert plain(found.total(Frequency.MONTH)) == []
    assert [plain(series) for series in found.by(By.OWNER).values()] == []


def test_lines_by_hand() -> None:
    found = history(HOUSEHOLD, date(2020, 1, 4), date(2020, 1, 4))

    def lines(by: By) -> dict[object, int]:
        return {key: int(series.net[0]) for key, series in found.by(by).items()}

    assert lines(By.GROUP) == {AssetGroup.CASH: 10_001, AssetGroup.FINANCIAL: 3_023, DEBTS: -5_000}
    assert lines(By.WRAPPER) == {"livret": 10_001, "pea": 3_023, LoanKind.AMORTIZING: -5_000}
    assert lines(By.CURRENCY) == {"EUR": 8_024}
    assert lines(By.LIQUIDITY).items() >= {(Liquidity.WEEK, 3_023), (DEBTS, -5_000)}
    assert lines(By.INSTITUTION) == {None: 8_024}
    assert lines(By.OWNER) == {PAUL: 5_001 + 3_023 - 5_000, LEA: 5_000}


def test_amounts_beyond_64_bits_stay_exact() -> None:
    huge = 2**61 + 1
    rich = replace(
        HOUSEHOLD,
        valuations=(said(1, 1, FIRST, huge), said(2, 4, FIRST, huge), said(3, 5, FIRST, 2**80 + 1)),
        assets=(*HOUSEHOLD.assets, *(replace(HOUSEHOLD.assets[0], id=key) for key in (4, 5))),
        ownerships=(*HOUSEHOLD.ownerships, Ownership(3, "o3", 5, None, 1, 1, 3)),
        loans=(),
    )
    found = history(rich, FIRST, FIRST)
    assert [int(cents) for cents in found.total().gross] == [2 * huge + 2**80 + 1]
    parts = {key: int(series.gross[0]) for key, series in found.by(By.OWNER).items()}
    assert parts[PAUL] == huge // 2 + 1 + huge + (2**80 + 1) // 3 + ((2**80 + 1) % 3 == 2)
    assert sum(parts.values()) == 2 * huge + 2**80 + 1


def test_an_amount_beyond_64_bits_outside_the_days_changes_nothing_of_them() -> None:
    day = date(2020, 1, 1)
    once_rich = replace(
        HOUSEHOLD, valuations=(said(1, 1, FIRST, 2**80), said(2, 1, day, 7)), loans=()
    )
    agree(once_rich, day, day)


@pytest.mark.parametrize(
    ("quantity", "price"),
    [
        ("1234567890123.123456789012", "98765.4321"),
        ("9" * 30 + ".5", "0." + "0" * 20 + "7"),
        ("9" * 40, "9" * 40),
        ("-1.5", "10.33"),
        ("1000", "3"),
        ("1E+3", "0.004"),
    ],
)
def test_securities_of_any_size_are_worth_what_the_one_function_says(
    quantity: str, price: str
) -> None:
    held = replace(HOUSEHOLD.positions[0], quantity=Decimal(quantity))
    series = PriceSeries(1, ("2020-01-02", "2020-02-02"), (price, "1"))
    agree(replace(HOUSEHOLD, positions=(held,), prices=(series,)), FIRST, date(2020, 2, 3))


def test_a_security_that_two_assets_hold_counts_in_both() -> None:
    """1.5 and 3 at 20.15 are 30.225 and 60.45: 30.23 and 60.45."""
    other = replace(HOUSEHOLD.assets[1], id=4, subtype="compte_titres")
    held = Position(2, "p2", 4, 1, date(2020, 1, 1), Decimal(3))
    both = replace(
        HOUSEHOLD,
        assets=(*HOUSEHOLD.assets, other),
        positions=(*HOUSEHOLD.positions, held),
    )
    day = date(2020, 1, 4)
    found = history(both, day, day).by(By.WRAPPER)
    assert [int(found[key].gross[0]) for key in ("pea", "compte_titres")] == [3_023, 6_045]


def test_a_security_in_dollars_counts_in_euros_of_each_day() -> None:
    """1.5 x 10.33 $ at 0.90 is 13.9455 €; at 0.95, 14.72025 €; before a rate it has no worth."""
    rates = (
        Rate("USD", "EUR", date(2020, 1, 3), Decimal("0.90")),
        Rate("USD", "EUR", date(2020, 1, 5), Decimal("0.95")),
    )
    quoted = (PriceSeries(1, ("2020-01-02",), ("10.33",)),)
    dollars = (Security(1, "s1", currency="USD"),)
    abroad = replace(HOUSEHOLD, securities=dollars, prices=quoted, rates=rates)
    first, last = date(2020, 1, 2), date(2020, 1, 5)
    pea = history(abroad, first, last).by(By.WRAPPER)["pea"]
    assert pea.gross.tolist() == [0, 1_395, 1_395, 1_472]
    assert pea.unpriced.tolist() == [1, 0, 0, 0]


def agree(household: Household, first: date, last: date) -> None:
    """Compare every day and every line with the one function."""
    index = ValueIndex(household)
    found = History(index, (first, last))
    total = plain(found.total())
    lines = {by: found.by(by) for by in By}
    for rank, day in enumerate(found.days.tolist()):
        now = index.net_worth(day)
        assert total[rank][1:] == (now.gross, now.debts, now.unvalued, now.unpriced)
        for by in By:
            told = breakdown(index, by, day, found.owners)
            for line in told:
                series = lines[by][line.key]
                mine = (series.gross, series.debts, series.unvalued, series.unpriced)
                theirs = (line.gross, line.debts, line.unvalued, line.unpriced)
                assert tuple(int(part[rank]) for part in mine) == theirs, (by, line.key, day)
            assert sum(line.gross for line in told) == now.gross
            assert sum(line.debts for line in told) == now.debts
            assert sum(int(series.net[rank]) for series in lines[by].values()) == now.net


# --- any household --------------------------------------------------------------------------------

near = st.dates(date(2020, 1, 1), date(2020, 2, 10))
money = st.sampled_from(["EUR", "USD", "JPY"])
cents = st.one_of(st.integers(-10_000, 10_000), st.integers(-(10**17), 10**17))
decimals = st.decimals(0, 10**6, places=4) | st.sampled_from([Decimal(0), Decimal("0.005")])


@st.composite
def households(draw: st.DrawFn) -> Household:
    maybe = st.none() | near
    assets = tuple(
        Asset(
            key,
            f"a{key}",
            "x",
            draw(st.sampled_from(AssetGroup)),
            draw(st.sampled_from(["livret", "pea"])),
            currency=draw(money),
            mode=draw(st.sampled_from(ValuationMode)),
            opened_on=draw(maybe),
            closed_on=draw(maybe),
            in_net_worth=draw(st.booleans() | st.just(value=True)),
        )
        for key in (1, 2, 3)
    )
    loans = (
        Loan(4, "l4", "y", draw(st.sampled_from(LoanKind)), currency=draw(money)),
        Loan(
            5,
            "l5",
            "z",
            principal=100_000,
            rate=Decimal(3),
            first_due_on=draw(near),
            months=draw(st.integers(1, 3)),
            closed_on=draw(maybe),
            off_balance=draw(st.booleans()),
        ),
    )
    words = draw(st.lists(st.tuples(st.integers(1, 5), near, cents, money), max_size=4))
    valuations = [
        (said if own < 4 else owed)(key, own, day, amount, currency)
        for key, (own, day, amount, currency) in enumerate(words, 1)
    ]
    held = draw(
        st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), near, decimals), max_size=4)
    )
    priced = draw(st.lists(st.dictionaries(near, decimals, max_size=3), min_size=2, max_size=2))
    shares = draw(
        st.lists(
            st.tuples(
                st.integers(1, 5), st.sampled_from([1, 2, None]), st.integers(0, 3),
                st.sampled_from(Right), maybe, maybe,
            ),
            max_size=5,
        )
    )  # fmt: skip
    return Household(
        assets=assets,
        loans=loans,
        valuations=tuple(sorted(valuations, key=lambda word: (word.as_of, word.id))),
        rates=tuple(
            Rate(*pair, day, value)
            for pair, day, value in draw(
                st.lists(
                    st.tuples(
                        st.sampled_from([("EUR", "USD"), ("USD", "EUR"), ("EUR", "JPY")]),
                        near,
                        st.decimals("0.001", 200, places=3),
                    ),
                    max_size=4,
                )
            )
        ),
        securities=(Security(1, "s1", currency=draw(money)), Security(2, "s2")),
        positions=tuple(
            Position(key, f"p{key}", asset, security, day, quantity)
            for key, (asset, security, day, quantity) in enumerate(held, 1)
        ),
        prices=tuple(
            PriceSeries(
                key,
                tuple(day.isoformat() for day in sorted(days)),
                tuple(f"{days[day]:f}" for day in sorted(days)),
            )
            for key, days in enumerate(priced, 1)
            if days
        ),
        members=(Member(1, "m1", "p", date(1950, 1, 20)), Member(2, "m2", "l", position=1)),
        ownerships=tuple(
            Ownership(
                key,
                f"o{key}",
                own if own < 4 else None,
                None if own < 4 else own,
                who,
                num,
                3,
                right,
                "" if who else "tiers",
                starts_on=starts,
                ends_on=ends,
            )
            for key, (own, who, num, right, starts, ends) in enumerate(shares, 1)
        ),
    )  # fmt: skip


@settings(max_examples=60)
@given(households())
def test_every_day_and_every_line_is_what_the_one_function_says(household: Household) -> None:
    agree(household, date(2019, 12, 31), date(2020, 2, 11))


@settings(max_examples=60)
@given(households(), households(), st.data())
def test_after_any_edit_the_figures_are_those_of_a_full_computation(
    before: Household, other: Household, data: st.DataObject
) -> None:
    names = ("assets", "loans", "valuations", "rates", "securities", "positions", "prices")
    edited = data.draw(st.sets(st.sampled_from([*names, "ownerships"]), max_size=3))
    after = replace(before, **{name: getattr(other, name) for name in edited})
    today = date(2020, 2, 1)
    index = ValueIndex(before, today)
    old = History(index)
    old.by(By.OWNER)
    following = index.after(after)
    found, full = old.after(following), History(ValueIndex(after, today))
    assert np.array_equal(found.days, full.days)
    assert plain(found.total()) == plain(full.total())
    for by in By:
        mine = {key: plain(series) for key, series in found.by(by).items()}
        assert mine == {key: plain(series) for key, series in full.by(by).items()}


def test_an_edit_leaves_what_it_does_not_touch_as_it_is() -> None:
    index = ValueIndex(HOUSEHOLD)
    words = (*HOUSEHOLD.valuations, said(4, 1, date(2020, 6, 1), 1))
    following = index.after(replace(HOUSEHOLD, valuations=words))
    assert following.values(2) is index.values(2)
    assert following.values(3) is index.values(3)
    assert following.values(1) is not index.values(1)
    with pytest.raises(KeyError):
        following.values(9)


def test_a_price_that_is_added_is_all_that_is_read_again() -> None:
    """10 at 3.00, which stay, and 1.5 at 2.00 instead of 20.15: 30.00 and 3.00."""
    household = replace(
        HOUSEHOLD,
        securities=(*HOUSEHOLD.securities, Security(2, "s2")),
        positions=(*HOUSEHOLD.positions, Position(2, "p2", 2, 2, date(2020, 1, 1), Decimal(10))),
        prices=(*HOUSEHOLD.prices, PriceSeries(2, ("2020-01-01",), ("3",))),
    )
    index = ValueIndex(household)
    first = History(index)
    before = dict(first._scaled._lines)
    series = PriceSeries(1, ("2020-01-02", "2020-01-05"), ("10.33", "2"))
    following = first.after(index.after(replace(household, prices=(series, household.prices[1]))))
    assert plain(following.total(first=FIRST + timedelta(6), last=FIRST + timedelta(6))) == [
        ("2020-01-05", 10_001 + 3_000 + 300, -5_000, 0, 0)
    ]
    after = following._scaled._lines
    assert after[2, 2] is before[2, 2]
    assert after[2, 1] is not before[2, 1]


def test_an_edit_of_shares_alone_divides_the_same_worths_anew() -> None:
    """Léa has the account alone, 100.01 instead of half of it."""
    first = History(ValueIndex(HOUSEHOLD))
    first.by(By.OWNER)
    alone = (Ownership(1, "o1", 1, None, 2, 1, 1),)
    following = first.after(first.index.after(replace(HOUSEHOLD, ownerships=alone)))
    assert [int(following.by(By.OWNER)[who].gross[0]) for who in (PAUL, LEA)] == [0, 10_001]
