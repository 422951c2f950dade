"""No error says who owns what, or how much: in no text of it, whatever its fields hold."""

from __future__ import annotations

import traceback
import typing
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from patrimoine_gui import errors
from patrimoine_gui.cli.wording import explain
from patrimoine_gui.cli.wording.error_table import CLI_ERRORS
from patrimoine_gui.errors import Difference, Holder, UpgradeStep, UserError
from patrimoine_gui.wording import Explanation, report_text
from patrimoine_gui.wording.error_table import ERRORS

PLANTED = ("gens-épargnants", "Livret planté", "31415926", "2653589")
_ALSO = {"Path": Path, "date": date, "datetime": datetime, "Decimal": Decimal}


def planted(kind: type[UserError]) -> UserError:
    """Make an error whose every field that may not be shown holds something to be found."""
    types = typing.get_type_hints(kind, vars(errors) | _ALSO)
    return kind(**{item.name: _filler(types[item.name], item.metadata) for item in fields(kind)})


def _filler(wanted: Any, metadata: typing.Mapping[Any, Any]) -> object:
    if wanted in {Path, Path | None}:
        return Path("/home/gens-épargnants/Livret planté/31415926.patrimoine")
    if wanted == tuple[Decimal, ...]:
        return Decimal(31415926), Decimal(2653589)
    if wanted is str and not metadata.get("harmless"):
        return "Livret planté"
    assert metadata.get("harmless"), "a field that may not be shown is a path, or has a test here"
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return next(iter(wanted))
    return _HARMLESS[wanted]


_HARMLESS: dict[Any, object] = {
    str: "0004",
    int | None: 3,
    int: 3,
    bool: True,
    tuple[str, ...]: ("valuation 1",),
    tuple[Difference, ...]: (Difference("net worth", "2024-12-31"),),
    Holder: Holder(12, "ordi", "patrimoine"),
    date: date(2021, 3, 14),
    datetime: datetime(2021, 3, 14, tzinfo=UTC),
    UpgradeStep | None: UpgradeStep.BACKUP,
}


def text_of(explanation: Explanation) -> str:
    return " ".join((explanation.title, *explanation.sentences()))


@pytest.mark.parametrize("kind", ERRORS | CLI_ERRORS)
def test_no_planted_value_leaves_an_error(kind: type[UserError]) -> None:
    error = planted(kind)
    try:
        raise error
    except UserError:
        told = traceback.format_exc()
    texts = (told, str(error), repr(error), f"{error}", text_of(explain(error)), report_text(error))
    for text in texts:
        assert text
        for value in PLANTED:
            assert value not in text


def test_a_value_in_a_cause_stays_out_of_the_report() -> None:
    for kind in ERRORS | CLI_ERRORS:
        error = planted(kind)
        error.__cause__ = ValueError(f"{PLANTED[1]}: {PLANTED[3]}")
        assert not any(value in report_text(error) for value in PLANTED)
