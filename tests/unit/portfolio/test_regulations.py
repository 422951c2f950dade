"""The law on a day: from its dated rows, and an error where it is not known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.errors import ParameterMalformed, ParameterMissing
from patrimoine_gui.portfolio.household import RegulatoryParam
from patrimoine_gui.portfolio.regulations import Regulations, at
from tests.examples.regulations import LAW


@pytest.mark.parametrize(
    ("key", "day", "value"),
    [
        # Oracle: service-public.fr, the pages named in the rows.
        ("livret_a.rate", date(2015, 7, 31), "1"),
        ("livret_a.rate", date(2015, 8, 1), "0.75"),
        ("livret_a.rate", date(2020, 2, 1), "0.5"),
        ("livret_a.rate", date(2024, 6, 1), "3"),
        ("ldds.rate", date(2026, 2, 1), "1.5"),
        ("lep.rate", date(2023, 2, 1), "6.1"),
        ("lep.ceiling", date(2023, 9, 30), "7700"),
        ("lep.ceiling", date(2023, 10, 1), "10000"),
        ("pel.rate", date(2016, 7, 31), "1.5"),
        ("pea_pme.ceiling", date(2019, 5, 23), "75000"),
        ("usufruct.term_rate", date(2003, 12, 31), "20"),
        ("usufruct.term_rate", date(2004, 1, 1), "23"),
    ],
)
def test_value_in_force(key: str, day: date, value: str) -> None:
    assert LAW.number(key, day) == Decimal(value)


@pytest.mark.parametrize(
    ("age", "percent"),
    [(0, 90), (20, 90), (21, 80), (30, 80), (31, 70), (60, 50), (61, 40), (90, 20), (91, 10)],
)
def test_article_669(age: int, percent: int) -> None:
    # Oracle: article 669 of the tax code.
    assert at(LAW.scale("usufruct.by_age", date(2024, 1, 1)), age) == percent


def test_below_the_first_bound_the_first_value_is_read() -> None:
    assert at(LAW.scale("usufruct.by_age", date(2024, 1, 1)), -1) == 90


@pytest.mark.parametrize("key", ["ifi.scale", "no.such.key"])
def test_what_is_not_known_is_not_guessed(key: str) -> None:
    with pytest.raises(ParameterMissing) as raised:
        LAW.number(key, date(2017, 12, 31))
    assert (raised.value.key, raised.value.on) == (key, date(2017, 12, 31))


@pytest.mark.parametrize("text", ["", "many", "NaN", "1:2"])
def test_a_number_that_is_none(text: str) -> None:
    law = Regulations([RegulatoryParam("k", date(2020, 1, 1), text)])
    with pytest.raises(ParameterMalformed) as raised:
        law.number("k", date(2021, 1, 1))
    assert (raised.value.key, raised.value.on) == ("k", date(2020, 1, 1))


@pytest.mark.parametrize("text", ["", "1:2", "0:1 5:2 5:3", "0:1 5:2 4:3", "0", "0:x"])
def test_a_scale_that_is_none(text: str) -> None:
    law = Regulations([RegulatoryParam("k", date(2020, 1, 1), text)])
    with pytest.raises(ParameterMalformed):
        law.scale("k", date(2020, 1, 1))


def test_rows_may_come_in_any_order() -> None:
    law = Regulations(
        [RegulatoryParam("k", date(2021, 1, 1), "2"), RegulatoryParam("k", date(2020, 1, 1), "1")]
    )
    assert law.number("k", date(2020, 6, 1)) == 1


def test_every_row_has_a_form_an_official_source_and_a_day_of_its_own() -> None:
    official = (
        "https://www.legifrance.gouv.fr/",
        "https://www.service-public.gouv.fr/",
        "https://bofip.impots.gouv.fr/",
    )
    for key, day, _value, unit, url in ROWS:
        assert url.startswith(official)
        read = LAW.scale if " by " in unit else LAW.number
        assert read(key, date.fromisoformat(day))
    assert len({row[:2] for row in ROWS}) == len(ROWS)
