"""Currencies of the past: what is in one stays, and nothing new is in one from its end on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.core import get_global

from patrimoine_gui.errors import InputFault, InputRefused
from patrimoine_gui.portfolio import iso_4217
from patrimoine_gui.portfolio.commands import assets, operations, securities, valuations
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import ValueSource
from tests.households import DAY, LIVRET, made, operation, rows, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession


def test_the_codes_are_those_of_currencies_in_use() -> None:
    """Babel knows every code that there ever was, and which money each territory has now."""
    assert set(iso_4217.CODES) <= set(Locale("en").currencies)
    now = {
        code
        for tenders in get_global("territory_currencies").values()
        for code, _begin, end, is_tender in tenders
        if end is None and is_tender
    }
    funds = {"CHE", "CHW", "CLF", "COU", "MXV", "USN", "UYI", "UYW", "USS", "BOV", "LSM"}
    assert now - iso_4217.CODES <= iso_4217.ENDED.keys() | funds


def test_the_codes_of_the_past_are_those_that_no_territory_has_any_more() -> None:
    ends: dict[str, list[int]] = {}
    for tenders in get_global("territory_currencies").values():
        for code, _begin, end, _is_tender in tenders:
            ends.setdefault(code, []).append(end[0] if end else 9999)
    last = {code: max(years) for code, years in ends.items()}
    past = {code for code, year in last.items() if 1999 <= year < 9999}
    units = {"ECV", "MCF", "SVC", "USS", "XFO", "XFU", "XRE"}  # of account, or beside another one
    assert past - units == iso_4217.ENDED.keys() - {"BGN"}
    assert not iso_4217.ENDED.keys() & iso_4217.CODES
    for code, day in iso_4217.ENDED.items():
        assert last[code] == 9999 or -2 <= day.year - last[code] <= 1, code


def test_a_currency_can_be_chosen_until_its_end() -> None:
    last, end = date(2025, 12, 31), date(2026, 1, 1)
    assert iso_4217.is_in_use("BGN", last)
    assert not iso_4217.is_in_use("BGN", end)
    assert iso_4217.is_in_use("EUR", end)
    assert not iso_4217.is_in_use("ZZZ", last)


VALUE = valuations.ValueDraft(DAY, 1, ValueSource("releve"), asset_id=1)
OLD = date(2019, 5, 4)
IN_LEVA = replace(VALUE, as_of=OLD, asset_id=2, currency="BGN")
LAST_OF_LEVA = replace(VALUE, as_of=date(2025, 12, 31))


@pytest.fixture
def sofia(tmp_path: Path) -> CommandSession:
    """Give a file with an account in leva, opened while there were any."""
    file = made(tmp_path / "maison.patrimoine")
    with session(file, datetime(2025, 12, 31, 12, tzinfo=UTC)).command() as transaction:
        assets.create(transaction, replace(LIVRET, currency="BGN"))
        assets.create(transaction, LIVRET)
        valuations.set_value(transaction, replace(IN_LEVA, amount=7))
        operations.create(transaction, operation(5, OLD, currency="BGN"))
    return session(file)


def test_what_is_in_a_currency_of_the_past_stays_and_its_past_can_be_completed(
    sofia: CommandSession,
) -> None:
    with sofia.command() as transaction:
        assets.edit(transaction, 1, replace(LIVRET, currency="BGN", name="Banque de Sofia"))
        valuations.set_value(transaction, LAST_OF_LEVA)
        operations.create(transaction, operation(6, OLD, currency="BGN"))
        operations.edit(transaction, 1, operation(4, OLD, currency="BGN"))
        valuations.edit(transaction, 1, replace(IN_LEVA, amount=8))
        valuations.set_value(transaction, replace(VALUE, as_of=date(2026, 1, 1), currency="EUR"))
        securities.set_rates(transaction, [Rate("BGN", "EUR", OLD, Decimal("0.51"))])
    found = rows(sofia)
    assert [row["currency"] for row in found["valuation"]] == ["BGN", "BGN", "EUR"]
    assert [row["amount"] for row in found["operation"]] == [4, 6]


def test_nothing_new_is_in_a_currency_of_the_past_from_its_end_on(sofia: CommandSession) -> None:
    late = replace(VALUE, as_of=date(2026, 1, 1))
    for draft in (late, replace(late, currency="BGN"), replace(LAST_OF_LEVA, currency="HRK")):
        with pytest.raises(InputRefused) as caught, sofia.command() as transaction:
            valuations.set_value(transaction, draft)
        assert caught.value.fault is InputFault.CURRENCY_ENDED
