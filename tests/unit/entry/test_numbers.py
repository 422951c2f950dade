"""Numbers, amounts and rates as they are typed: read rightly, asked, or refused; never guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patrimoine_gui import formats
from patrimoine_gui.entry import amounts, numbers
from patrimoine_gui.entry.amounts import EnteredAmount
from patrimoine_gui.errors import EntryAmbiguous, EntryFault, EntryUnreadable
from patrimoine_gui.portfolio.currencies import decimals

CENTS = st.integers(-(10**13), 10**13)
LANGUAGES = st.sampled_from(["fr", "en"])


def amount(text: str, currency: str = "EUR") -> EnteredAmount:
    return amounts.parse(text, currency, decimals)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", "0"),
        ("-0", "0"),
        ("007", "7"),
        ("1234", "1234"),
        ("1 234,5", "1234.5"),
        ("1\u00a0234,5", "1234.5"),
        ("1\u202f234\u202f567,5", "1234567.5"),
        ("1\u2009234,500", "1234.5"),
        ("1'234.50", "1234.5"),
        ("1\u2019234\u2019567", "1234567"),
        ("1234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1,234.50", "1234.5"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1 234.567", "1234.567"),
        ("0,123", "0.123"),
        ("0.123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,23", "1.23"),
        ("1,2345", "1.2345"),
        (",5", "0.5"),
        ("5,", "5"),
        ("12k", "12000"),
        ("12 K", "12000"),
        ("1,2M", "1200000"),
        ("1,5 Md", "1500000000"),
        ("0.000000000000000001", "0.000000000000000001"),
        ("-500", "-500"),
        ("\u2212500", "-500"),
        ("- 500", "-500"),
        ("+200", "200"),
        ("=3*1500+20", "4520"),
        ("= 3 \u00d7 (1 500 + 20) / 2", "2280"),
        ("=-2*-3", "6"),
        ("=+2-3", "-1"),
        ("=1,5k+2", "1502"),
        ("=1,234*2+1.5", "2469.5"),
        ("=10:4", "2.5"),
        ("=1'200*2", "2400"),
        ("=1/3", "0.333333333333333333"),
        ("=2/3", "0.666666666666666667"),
        ("999999999999999,999", "999999999999999.999"),
    ],
)
def test_one_reading(text: str, expected: str) -> None:
    assert f"{numbers.parse(text):f}" == expected


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1,234", ["1.234", "1234"]),
        ("1.234", ["1.234", "1234"]),
        ("-12.345", ["-12345", "-12.345"]),
        ("1,234k", ["1234", "1234000"]),
        ("=2*1,500", ["3", "3000"]),
        ("=1,234+1,000", ["2.234", "2234"]),
    ],
)
def test_two_readings_are_both_given(text: str, readings: list[str]) -> None:
    with pytest.raises(EntryAmbiguous) as caught:
        numbers.parse(text)
    assert list(caught.value.readings) == [Decimal(reading) for reading in readings]
    assert "234" not in str(caught.value)


def test_two_readings_of_one_number_are_one() -> None:
    assert numbers.parse("=1,000-1,000") == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", EntryFault.EMPTY),
        (" \u00a0", EntryFault.EMPTY),
        ("1" * 201, EntryFault.TOO_LONG),
        ("abc", EntryFault.NOT_A_NUMBER),
        ("12 34", EntryFault.NOT_A_NUMBER),
        ("1 2345", EntryFault.NOT_A_NUMBER),
        ("1 234'567", EntryFault.NOT_A_NUMBER),
        ("1.23.456", EntryFault.NOT_A_NUMBER),
        ("1,2,3", EntryFault.NOT_A_NUMBER),
        ("0 123", EntryFault.NOT_A_NUMBER),
        (",", EntryFault.NOT_A_NUMBER),
        ("-", EntryFault.NOT_A_NUMBER),
        ("--5", EntryFault.NOT_A_NUMBER),
        ("12m", EntryFault.NOT_A_NUMBER),
        ("1e5", EntryFault.NOT_A_NUMBER),
        ("1000000000000000", EntryFault.TOO_LARGE),
        ("9999999Md", EntryFault.TOO_LARGE),
        ("0,1234567890123456789", EntryFault.TOO_PRECISE),
        ("0,1" + "0" * 150 + "1", EntryFault.TOO_PRECISE),
        ("=", EntryFault.NOT_A_NUMBER),
        ("=3*", EntryFault.NOT_A_NUMBER),
        ("=(3", EntryFault.NOT_A_NUMBER),
        ("=3)", EntryFault.NOT_A_NUMBER),
        ("=2 3", EntryFault.NOT_A_NUMBER),
        ("=2**3", EntryFault.NOT_A_NUMBER),
        ("=__import__('os')", EntryFault.NOT_A_NUMBER),
        ("=1/0", EntryFault.DIVISION_BY_ZERO),
        ("=1/(2-2)", EntryFault.DIVISION_BY_ZERO),
        ("=" + "(" * 90 + "1" + ")" * 90, EntryFault.NOT_A_NUMBER),
        ("=" + "9" * 16 + "*" + "9" * 16, EntryFault.TOO_LARGE),
    ],
)
def test_no_reading(text: str, fault: EntryFault) -> None:
    with pytest.raises(EntryUnreadable) as caught:
        numbers.parse(text)
    assert caught.value.fault is fault


# --- amounts --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("1 234,56 €", 123_456, "EUR"),
        ("€1,234.56", 123_456, "EUR"),
        ("-€1,234.56", -123_456, "EUR"),
        ("€ -5", -500, "EUR"),
        ("12,5", 1_250, "EUR"),
        ("12 euros", 1_200, "EUR"),
        ("US$ 20", 2_000, "USD"),
        ("us$20", 2_000, "USD"),
        ("20 $ US", 2_000, "USD"),
        ("20 USD", 2_000, "USD"),
        ("chf 20,50", 2_050, "CHF"),
        ("20 £", 2_000, "GBP"),
        ("1 500 JPY", 1_500, "JPY"),
        ("1 500,500 TND", 1_500_500, "TND"),
        ("12k€", 1_200_000, "EUR"),
        ("400\u00a0k€", 40_000_000, "EUR"),
        ("12 MAD", 1_200, "MAD"),
        ("=3*2 €", 600, "EUR"),
        ("€ =10/3", 333, "EUR"),
        ("=1/200", 1, "EUR"),
    ],
)
def test_amounts(text: str, minor: int, currency: str) -> None:
    assert amount(text) == EnteredAmount(minor, currency)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("20 $", EntryFault.CURRENCY_AMBIGUOUS),
        ("¥ 20", EntryFault.CURRENCY_AMBIGUOUS),
        ("20 X$", EntryFault.NOT_A_NUMBER),
        ("1234,567", EntryFault.TOO_PRECISE),
        ("12,5 JPY", EntryFault.TOO_PRECISE),
        ("€", EntryFault.NOT_A_NUMBER),
        ("-€-5", EntryFault.NOT_A_NUMBER),
    ],
)
def test_amounts_that_cannot_be_read(text: str, fault: EntryFault) -> None:
    with pytest.raises(EntryUnreadable) as caught:
        amount(text)
    assert caught.value.fault is fault


def test_the_decimals_of_a_currency_are_told_where_there_are_too_many() -> None:
    with pytest.raises(EntryUnreadable) as caught:
        amount("1234,567")
    assert caught.value.expected == 2


def test_an_ambiguous_amount_is_asked_in_its_currency_too() -> None:
    with pytest.raises(EntryAmbiguous) as caught:
        amount("€1,234")
    assert caught.value.readings == (Decimal("1.234"), Decimal(1234))


@given(CENTS, LANGUAGES)
def test_what_is_shown_to_the_cent_is_read_back(cents: int, language: str) -> None:
    assert amount(formats.money(cents, language)) == EnteredAmount(cents, "EUR")
    assert amount(formats.foreign(cents, 2, "USD", language)) == EnteredAmount(cents, "USD")


@given(CENTS, LANGUAGES)
def test_what_is_shown_in_whole_euros_is_read_back_or_asked(cents: int, language: str) -> None:
    whole = cents // 100
    try:
        assert amount(formats.euros(whole * 100, language)).minor == whole * 100
    except EntryAmbiguous as error:
        assert whole in error.readings  # noqa: PT017


@given(st.integers(-(10**14), 10**14), LANGUAGES)
def test_whole_numbers_are_read_back_or_asked(number: int, language: str) -> None:
    try:
        assert numbers.parse(formats.integer(number, language)) == number
    except EntryAmbiguous as error:
        assert number in error.readings  # noqa: PT017


@given(st.text(max_size=30))
def test_any_text_is_read_asked_or_refused(text: str) -> None:
    for read in (numbers.parse, amount, amounts.parse_rate):
        try:
            read(text)
        except (EntryAmbiguous, EntryUnreadable):
            continue


@given(st.text("0123456789+-*/()=.,' kM", max_size=30))
def test_any_formula_is_read_asked_or_refused(text: str) -> None:
    try:
        numbers.parse(f"={text}")
    except (EntryAmbiguous, EntryUnreadable):
        return


# --- quantities and rates -------------------------------------------------------------------------


def test_quantities() -> None:
    assert amounts.parse_quantity("0,00012345") == Decimal("0.00012345")
    with pytest.raises(EntryAmbiguous):
        amounts.parse_quantity("1,234")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3,05", "3.05"),
        ("3.05 %", "3.05"),
        ("3,125\u202f%", "3.125"),
        ("-0,5%", "-0.5"),
        ("3", "3"),
    ],
)
def test_rates(text: str, expected: str) -> None:
    assert amounts.parse_rate(text) == Decimal(expected)


@given(st.integers(-999, 999), LANGUAGES)
def test_percentages_are_read_back(tenths: int, language: str) -> None:
    shown = formats.percent(tenths / 1000, language)
    assert amounts.parse_rate(shown) == Decimal(tenths) / 10
