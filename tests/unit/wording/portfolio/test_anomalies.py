"""Anomalies are said in one sentence each kind, which names a few things and no amount."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.portfolio.anomalies.anomaly_kinds import (
    Anomaly,
    AnomalyKind,
    EntityKind,
    Severity,
    Uncertain,
    anomaly,
)
from patrimoine_gui.portfolio.household import (
    Asset,
    AssetGroup,
    Category,
    Household,
    Loan,
    Member,
    Security,
)
from patrimoine_gui.wording.portfolio import anomalies

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY, LATER = date(2026, 3, 1), date(2026, 4, 2)
HOUSEHOLD = Household(
    assets=(
        *(Asset(n, "", f"Asset {n}", AssetGroup.OTHER, "") for n in (1, 2, 3, 4, 5)),
        Asset(6, "", " \n", AssetGroup.OTHER, ""),
        Asset(7, "", "", AssetGroup.OTHER, "", illegible=("name",)),
        Asset(8, "", "The\n house {day}", AssetGroup.OTHER, ""),
    ),
    loans=(Loan(9, "", "Loan"),),
    members=(Member(1, "", "Ann"), Member(2, "", "Bob")),
    securities=(Security(1, "", name="Fund"), Security(2, "", isin="FR0000120271")),
    categories=(Category(1, "", "Food"), Category(2, "", "Home")),
)
PLURAL = 2


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


def said(*found: Anomaly) -> list[str]:
    return [text for _severity, text in anomalies.sentences(found, HOUSEHOLD)]


def of(kind: AnomalyKind, *assets: int, **more: object) -> list[Anomaly]:
    """Give an anomaly of each asset."""
    return [anomaly(kind, EntityKind.ASSET, n, n, **more) for n in assets]  # type: ignore[arg-type]


def test_nothing_is_said_of_nothing() -> None:
    assert said() == []


def test_a_few_things_are_named_and_the_others_counted() -> None:
    ends = " no owner is named. They count as owned by the first member of the household."
    assert said(*of(AnomalyKind.NOBODY, 1, 2, 3)) == [f"Asset 1, Asset 2, Asset 3:{ends}"]
    assert said(*of(AnomalyKind.NOBODY, 1, 2, 3, 4, 5)) == [
        f"Asset 1, Asset 2, Asset 3 and 2 more:{ends}"
    ]


def test_names_are_shown_on_one_line_even_missing_ones() -> None:
    assert said(*of(AnomalyKind.PARENT_CYCLE, 6)) == ["(no name) is a part of itself."]
    assert said(*of(AnomalyKind.PARENT_CYCLE, 7)) == ["(illegible name) is a part of itself."]
    assert said(*of(AnomalyKind.PARENT_CYCLE, 8)) == ["The house {day} is a part of itself."]


def test_the_most_serious_comes_first_with_its_severity() -> None:
    found = [
        *of(AnomalyKind.NOBODY, 1),
        *of(AnomalyKind.SHARES_ABOVE, 2),
        *of(AnomalyKind.SHARES_ABOVE, 1),
    ]
    sentences = anomalies.sentences(found, HOUSEHOLD)
    assert sentences == anomalies.sentences(found[::-1], HOUSEHOLD)
    assert sentences == [
        (
            Severity.WARNING,
            "Asset 1, Asset 2: the shares of their owners add up to more than the whole.",
        ),
        (
            Severity.INFO,
            "Asset 1: no owner is named. It counts as owned by the first member of the household.",
        ),
    ]


def test_days_on_which_shares_are_wrong_are_told_for_one_thing() -> None:
    (one,) = said(*of(AnomalyKind.SHARES_BELOW, 1, day=DAY))
    assert one.endswith("attributed to nobody. The first such day is 1 March 2026.")
    (two,) = said(*of(AnomalyKind.SHARES_BELOW, 1, 2, day=DAY))
    assert two.endswith("attributed to nobody.")


def test_entries_of_several_sorts_are_one_sentence_and_give_the_first_day() -> None:
    kind = AnomalyKind.IN_THE_FUTURE
    found = [
        anomaly(kind, EntityKind.VALUATION, 1, 2, day=DAY),
        anomaly(kind, EntityKind.OPERATION, 1, 1, day=LATER),
        anomaly(kind, EntityKind.OPERATION, 2, 1, day=LATER),
    ]
    assert said(*found) == [
        "Asset 1, Asset 2: 3 entries are dated in the future, the first one 1 March 2026."
    ]
    assert said(found[0]) == ["Asset 2: 1 entry is dated in the future (1 March 2026)."]


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            anomaly(AnomalyKind.UNREADABLE, EntityKind.HOUSEHOLD, 0, count=1200),
            (
                "1,200 amounts cannot be read: their encrypted values are damaged, and they are in "
                "no total. Everything else is intact, and your backups may still have them."
            ),
        ),
        (
            anomaly(AnomalyKind.ILLEGIBLE, EntityKind.LOAN, 9, 9),
            (
                "A text of 1 asset cannot be read: its encrypted value is damaged. Everything else "
                "is intact, and your backups may still have it."
            ),
        ),
        (
            anomaly(AnomalyKind.ILLEGIBLE, EntityKind.INSTITUTION, 9),
            (
                "A part of 1 record cannot be read: its encrypted value is damaged. Everything "
                "else is intact, and your backups may still have it."
            ),
        ),
        (
            anomaly(AnomalyKind.NO_RATE, EntityKind.RATE, 0, day=DAY, code="USD"),
            (
                "No exchange rate of USD is known, and one is needed from 1 March 2026 on. What is "
                "worth something in USD is not counted in the totals."
            ),
        ),
        (
            anomaly(AnomalyKind.NO_RATE, EntityKind.RATE, 0, day=DAY, until=LATER, code="USD"),
            (
                "The first exchange rate of USD is that of 2 April 2026, and one is needed from "
                "1 March 2026 on. Until then, what is worth something in USD is not counted in the "
                "totals."
            ),
        ),
        (
            anomaly(
                *(AnomalyKind.NO_RATE, EntityKind.RATE, 0),
                day=DAY,
                code="USD",
                uncertain=Uncertain.PERFORMANCE,
            ),
            (
                "No exchange rate of USD is known on 1 March 2026, the day of an operation. No "
                "gain and no rate of return can be worked out from it."
            ),
        ),
        (
            anomaly(AnomalyKind.NO_PRICE, EntityKind.SECURITY, 1, 1, day=DAY),
            (
                "Fund has no price. It is not counted in the totals. The first such day is "
                "1 March 2026."
            ),
        ),
        (
            anomaly(AnomalyKind.NO_PRICE, EntityKind.SECURITY, 2, 1, severity=Severity.INFO),
            (
                "FR0000120271 was held on days for which no price is known. The totals of those "
                "days do not count it."
            ),
        ),
        (
            anomaly(AnomalyKind.IN_THE_FUTURE, EntityKind.PRICE, 1, day=DAY),
            "Fund: a price is dated in the future (1 March 2026).",
        ),
        (
            anomaly(AnomalyKind.IN_THE_FUTURE, EntityKind.ASSET, 1, 1, day=DAY),
            "Asset 1: the day of opening or of the first payment is in the future.",
        ),
        (
            anomaly(AnomalyKind.IN_THE_FUTURE, EntityKind.RATE, 0, day=DAY, code="USD"),
            "1 exchange rate of USD is dated in the future (1 March 2026).",
        ),
        (
            anomaly(AnomalyKind.IN_THE_FUTURE, EntityKind.STATEMENT, 4, day=DAY),
            "1 statement is dated in the future (1 March 2026).",
        ),
        (
            anomaly(AnomalyKind.BORN_IN_THE_FUTURE, EntityKind.MEMBER, 2, day=DAY),
            "Bob: the date of birth is in the future.",
        ),
        (
            anomaly(AnomalyKind.BORN_IN_THE_FUTURE, EntityKind.OWNERSHIP, 2, 1, day=DAY),
            "Asset 1: the date of birth that the usufruct depends on is in the future.",
        ),
        (
            anomaly(AnomalyKind.BORN_TOO_LONG_AGO, EntityKind.MEMBER, 1, day=DAY),
            "Ann: the date of birth is more than 130 years ago.",
        ),
        (
            anomaly(AnomalyKind.BORN_TOO_LONG_AGO, EntityKind.OWNERSHIP, 2, 9, day=DAY),
            "Loan: the date of birth that the usufruct depends on is too long ago.",
        ),
        (
            anomaly(AnomalyKind.PARENT_CYCLE, EntityKind.CATEGORY, 1),
            "The category Food is inside itself.",
        ),
        (
            anomaly(AnomalyKind.MODULATION_TOO_LOW, EntityKind.LOAN_EVENT, 1, 9, day=DAY),
            "Loan: a new instalment does not cover the interest. It is left out of the schedule.",
        ),
    ],
)
def test_sentence(found: Anomaly, sentence: str) -> None:
    assert said(found) == [sentence]


def test_currencies_have_a_sentence_each() -> None:
    found = [
        anomaly(AnomalyKind.NO_RATE, EntityKind.RATE, 0, day=DAY, code=code)
        for code in ("USD", "CHF")
    ]
    first, second = said(*found)
    assert "of CHF" in first
    assert "of USD" in second


@pytest.mark.parametrize("kind", AnomalyKind)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("things", [1, PLURAL])
def test_every_kind_is_a_whole_sentence(kind: AnomalyKind, language: str, things: int) -> None:
    i18n.set_language(language)
    for entity in EntityKind:
        found = [anomaly(kind, entity, n, n, day=DAY, code="USD") for n in range(1, things + 1)]
        (sentence,) = said(*found)
        assert sentence.endswith(".")
        assert not re.search(r"[{}]|^[:,]", sentence)
