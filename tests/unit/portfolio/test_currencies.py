"""Amounts of other currencies in euros, by hand: at the last rate known, half up, never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from patrimoine_gui.portfolio.currencies import CurrencyConverter, Rate, decimals

DAY = date(2026, 1, 10)


def rate(base: str, quote: str, value: str, on: date = DAY) -> Rate:
    return Rate(base, quote, on, Decimal(value))


@pytest.mark.parametrize(
    ("amount", "currency", "rates", "expected"),
    [
        (10_000, "EUR", [], 10_000),
        (10_000, "USD", [rate("USD", "EUR", "0.9125")], 9_125),
        (10_000, "USD", [rate("EUR", "USD", "1.25")], 8_000),  # either direction
        (1, "USD", [rate("USD", "EUR", "0.5")], 1),  # half a cent is rounded up,
        (-1, "USD", [rate("USD", "EUR", "0.5")], -1),  # away from zero
        (1_000, "JPY", [rate("EUR", "JPY", "160")], 625),  # 1 000 yen at 160 are 6.25
        (1_000, "TND", [rate("TND", "EUR", "0.3")], 30),  # 1 dinar of 1 000 millimes
        (10_000, "USD", [], None),
        (10_000, "USD", [rate("GBP", "USD", "1.3")], None),  # no rate goes through a third one
        (10_000, "USD", [rate("EUR", "EUR", "2")], None),
    ],
)
def test_an_amount_in_euros(
    amount: int, currency: str, rates: list[Rate], expected: int | None
) -> None:
    assert CurrencyConverter(rates).euros(amount, currency, DAY) == expected


def test_a_rate_counts_from_its_day_to_the_next_and_not_before() -> None:
    exchange = CurrencyConverter(
        [rate("USD", "EUR", "0.9"), rate("USD", "EUR", "0.8", date(2026, 1, 20))]
    )
    days = [date(2026, 1, 9), DAY, date(2026, 1, 19), date(2026, 1, 20), date(2040, 1, 1)]
    assert [exchange.euros(100, "USD", day) for day in days] == [None, 90, 90, 80, 80]


def test_of_two_directions_of_one_day_the_euros_for_one_unit_count() -> None:
    rates = [rate("USD", "EUR", "0.9"), rate("EUR", "USD", "2")]
    for told in (rates, rates[::-1]):
        assert CurrencyConverter(told).euros(100, "USD", DAY) == 90


def test_fractions_of_a_minor_unit() -> None:
    exchange = CurrencyConverter([rate("USD", "EUR", "0.9")])
    assert exchange.convert(Decimal("1549.5"), "EUR", DAY) == 1_550
    assert exchange.convert(Decimal("1549.5"), "USD", DAY) == 1_395  # 1 394.55
    assert exchange.convert(Decimal(1), "CHF", DAY) is None


def test_how_small_the_smallest_unit_is() -> None:
    assert [decimals(code) for code in ("EUR", "JPY", "TND", "XYZ")] == [2, 0, 3, 2]
