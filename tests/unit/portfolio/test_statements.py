"""Statements: the figures of a day with their lines, and a digest that is that of revision 0013."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from migrations.frozen.statement_v1 import StatementV1
from patrimoine_gui.portfolio.commands import statements
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Statement, Valuation
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.statements import draft_statement, is_intact
from tests import keys
from tests.examples.ownership_households import TODAY, household
from tests.households import made, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.statements import StatementDraft

YEN = Asset(3, "a3", "", AssetGroup.CASH, "livret", currency="JPY")
NEVER = Asset(4, "a4", "never valued", AssetGroup.OTHER, "autre")
APART = Asset(5, "a5", "not counted", AssetGroup.OTHER, "autre", in_net_worth=False)


def whole() -> Household:
    """Give a house of 100 003, a loan of 5 001, and yen that have no rate."""
    found = household()
    yen = Valuation(3, "v3", 3, None, date(2000, 1, 1), 9_999, "JPY")
    apart = Valuation(4, "v4", 5, None, date(2000, 1, 1), 7)
    return replace(
        found,
        assets=(*found.assets, YEN, NEVER, APART),
        valuations=(*found.valuations, yen, apart),
    )


def kept(draft: StatementDraft) -> Statement:
    sums = draft.gross, draft.debts, draft.net
    return Statement(
        1, "s1", draft.as_of, draft.label, draft.currency, *sums, draft.lines, draft.digest
    )


def line(
    kind: str, uid: str, name: str | None, group: str | None, value: int | None
) -> dict[str, object]:
    told = {"kind": kind, "uid": uid, "name": name, "group": group}
    return {**told, "currency": "EUR", "value": value}


def test_a_statement_has_the_sums_and_a_line_for_all_that_counts() -> None:
    draft = draft_statement(ValueIndex(whole()), TODAY, "Pour la banque")
    assert (draft.as_of, draft.currency, draft.label) == (TODAY, "EUR", "Pour la banque")
    assert (draft.gross, draft.debts, draft.net) == (100_003, -5_001, 95_002)
    assert draft.lines["lines"] == [
        line("asset", "a1", "house", "immobilier", 100_003),
        {**line("asset", "a3", None, "liquidites", None), "currency": "JPY", "unpriced": 1},
        line("asset", "a4", "never valued", "divers", None),
        line("loan", "l2", "loan", None, -5_001),
    ]


@pytest.mark.parametrize("name", ["Élodie 🏠", "half a pair \ud83c", ""])
def test_the_digest_is_that_of_the_revision_that_made_the_first_ones(name: str) -> None:
    named = replace(whole(), assets=(replace(YEN, name=name),))
    draft = draft_statement(ValueIndex(named), TODAY)
    lines = draft.lines["lines"]
    oracle = StatementV1(TODAY.isoformat(), draft.gross, draft.debts, lines)  # type: ignore[arg-type]
    assert draft.digest == oracle.digest
    assert is_intact(kept(draft))


@pytest.mark.parametrize(
    "change",
    [
        {"as_of": date(2026, 11, 22)},
        {"currency": "CHF"},
        {"gross": 100_004},
        {"debts": -5_000},
        {"net": 0},
        {"lines": {"lines": []}},
        {"lines": {}},
        {"illegible": ("label",)},
    ],
)
def test_a_statement_that_was_changed_is_told(change: dict[str, object]) -> None:
    statement = kept(draft_statement(ValueIndex(whole()), TODAY))
    assert is_intact(replace(statement, label="a name may change"))
    assert not is_intact(replace(statement, **change))  # type: ignore[arg-type]


def test_what_is_kept_in_the_file_is_intact_and_no_later_value_changes_it(tmp_path: Path) -> None:
    file = made(tmp_path / "maison.patrimoine")
    draft = draft_statement(ValueIndex(whole()), TODAY, "Fin d'année")
    opened = session(file)
    with opened.command() as transaction:
        statements.freeze(transaction, draft)
    opened.close()
    (found,) = household_file.load(file, keys.new_keyring().fields).statements
    assert is_intact(found)
    assert (found.label, found.net, found.lines) == ("Fin d'année", 95_002, draft.lines)
