"""Every reason for which there is no rate is a sentence."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.portfolio.performance.returns import Lack, NoResult
from patrimoine_gui.wording.portfolio.performance import no_result

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


def test_a_reason_names_its_day() -> None:
    found = NoResult(Lack.NOT_VALUED, date(2026, 3, 1), (4,))
    expected = "Money was put in or taken out on 1 March 2026, without a value of that day."
    assert no_result(found) == expected


def test_a_reason_without_a_day() -> None:
    assert no_result(NoResult(Lack.TOO_SHORT)) == "The period is shorter than 30 days."


@pytest.mark.parametrize("lack", Lack)
def test_every_reason_is_a_sentence(lack: Lack) -> None:
    sentence = no_result(NoResult(lack, date(2026, 3, 1)))
    assert sentence.endswith(".")
    assert "{" not in sentence


@pytest.mark.parametrize("lack", Lack)
def test_a_missing_day_is_not_invented(lack: Lack) -> None:
    with_day, without = no_result(NoResult(lack, date(2026, 3, 1))), no_result(NoResult(lack))
    assert without == with_day.replace("1 March 2026", "—")
