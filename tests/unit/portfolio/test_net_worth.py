"""Net worth: one function, equal to the measure that the proof takes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui import paths
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Valuation
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from tests import keys


def asset(key: int) -> Asset:
    return Asset(key, f"u{key}", f"a{key}", AssetGroup.CASH, "livret")


def value(key: int, owner: int, day: date, cents: int) -> Valuation:
    return Valuation(key, f"v{key}", owner, None, day, cents)


def test_the_latest_value_on_or_before_the_date_counts() -> None:
    household = Household(
        (asset(1), asset(2), asset(3)),
        (
            value(1, 1, date(2020, 1, 31), 100),
            value(2, 1, date(2020, 3, 31), 150),
            value(3, 2, date(2020, 2, 29), -40),
        ),
    )
    index = ValueIndex(household)
    assert index.net_worth(date(2020, 1, 30)).unvalued == 3
    february = index.net_worth(date(2020, 3, 30))
    assert (february.gross, february.debts, february.net, february.unvalued) == (100, -40, 60, 1)
    assert index.net_worth(date(2030, 1, 1)).net == 110
    assert index.latest(3) is None
    assert [point.on for point in index.monthly()] == [
        date(2020, 1, 31),
        date(2020, 2, 29),
        date(2020, 3, 31),
    ]


def test_of_two_values_of_one_day_the_last_entered_counts() -> None:
    day = date(2020, 1, 31)
    household = Household((asset(1),), (value(9, 1, day, 200), value(4, 1, day, 100)))
    assert ValueIndex(household).net_worth(day).net == 200


def test_history_of_one_thing_in_its_currency_and_in_euros() -> None:
    """100 dollars at 0.90 are 90 €, 200 at 0.95 are 190 €; before the first rate nothing is."""
    words = (
        replace(value(1, 1, date(2020, 1, 1), 5_000), currency="USD"),
        replace(value(2, 1, date(2020, 2, 1), 10_000), currency="USD"),
        replace(value(3, 1, date(2020, 3, 1), 20_000), currency="USD"),
    )
    rates = (
        Rate("USD", "EUR", date(2020, 1, 15), Decimal("0.90")),
        Rate("USD", "EUR", date(2020, 3, 1), Decimal("0.95")),
    )
    index = ValueIndex(Household((asset(1), asset(2)), words, rates))
    assert index.history(1) == words
    assert index.history_in_euros(1) == ((date(2020, 2, 1), 9_000), (date(2020, 3, 1), 19_000))
    for other in (2, 9):  # nothing is said of the one, and there is no other
        assert not index.history(other)
        assert not index.history_in_euros(other)


def test_a_slip_into_the_future_is_not_what_the_household_is_worth_today() -> None:
    household = Household(
        (asset(1), asset(2)),
        (
            value(1, 1, date(2020, 1, 31), 100),
            value(2, 1, date(2105, 1, 31), 999),
            value(3, 2, date(2106, 1, 31), 5),
        ),
    )
    index = ValueIndex(household, date(2026, 11, 22))
    assert index.span == (date(2020, 1, 31), date(2020, 1, 31))
    assert [point.net for point in index.monthly()] == [100]
    assert index.latest(2) is None
    assert index.net_worth(date(2105, 12, 31)).net == 999
    only_future = Household((asset(2),), household.valuations[2:])
    assert ValueIndex(only_future, date(2026, 11, 22)).span == (date(2106, 1, 31),) * 2


def test_an_empty_household_is_worth_nothing_and_has_no_history() -> None:
    index = ValueIndex(Household())
    assert index.net_worth(date(2020, 1, 1)).net == 0
    assert index.span is None
    assert index.monthly() == index.year_ends() == ()


@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.dates(date(2019, 1, 1), date(2020, 12, 31)), st.integers()),
        max_size=20,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_rows_never_matters(rows: list[tuple[int, date, int]], random: object) -> None:
    values = [value(key, *row) for key, row in enumerate(rows, start=1)]
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assets = (asset(1), asset(2), asset(3))
    first = ValueIndex(Household(assets, tuple(values)))
    second = ValueIndex(Household(assets, tuple(mixed)))
    assert first.monthly() == second.monthly()


def test_it_agrees_with_the_proof_of_the_upgrade_at_every_date(tmp_path: Path) -> None:
    file = Path(shutil.copy(paths.example_file(), tmp_path / "example.patrimoine"))
    manager = MigrationManager()
    measures = keys.upgrade(manager, manager.plan(file)).proof.after
    header = manager.header(file)
    assert header is not None
    index = ValueIndex(household_file.load(file, keys.unlocked(header).fields))
    assert [(item.on, item.net) for item in index.year_ends()] == [
        (item.on, item.cents) for item in measures.year_ends
    ]
    assert measures.latest_on is not None
    assert index.net_worth(measures.latest_on).net == measures.latest
