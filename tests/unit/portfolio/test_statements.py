"""Statements: the figures of a day with their lines, and a digest that is that of revision 0013."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, cast

import pytest

from migrations.frozen.statement_v1 import StatementV1
from patrimoine_gui.portfolio.commands import statements
from patrimoine_gui.portfolio.household import Asset, AssetGroup, Household, Statement, Valuation
from patrimoine_gui.portfolio.net_worth import ValueIndex
from patrimoine_gui.portfolio.repository import household_file
from patrimoine_gui.portfolio.statements import draft_statement, is_intact
from tests import keys
from tests.examples.ownership_households import BARE, TODAY, USED, household, row
from tests.households import made, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.statements import StatementDraft
    from patrimoine_gui.portfolio.household import Ownership

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
    return {**told, "currency": "EUR", "value": value, "owners": None}


def test_a_statement_has_the_sums_and_a_line_for_all_that_counts() -> None:
    draft = draft_statement(ValueIndex(whole()), TODAY, "Pour la banque")
    assert (draft.as_of, draft.currency, draft.label) == (TODAY, "EUR", "Pour la banque")
    assert (draft.gross, draft.debts, draft.net) == (100_003, -5_001, 95_002)
    lines = cast("list[dict[str, object]]", draft.lines["lines"])
    assert [{**told, "owners": None} for told in lines] == [
        line("asset", "a1", "house", "immobilier", 100_003),
        {**line("asset", "a3", None, "liquidites", None), "currency": "JPY", "unpriced": 1},
        line("asset", "a4", "never valued", "divers", None),
        line("loan", "l2", "loan", None, -5_001),
    ]


def owner(
    who: str | None, name: str, right: str | None, share: tuple[int, int] | None, value: int | None
) -> dict[str, object]:
    kind = "member" if who else "unattributed" if right is None else "third party"
    num, den = share or (None, None)
    told = {"kind": kind, "uid": who, "name": name or None, "in_household": who == "m1"}
    return {**told, "right": right, "num": num, "den": den, "value": value}


def owners_of(*rows: Ownership, births: tuple[date | None, ...] = (None, None)) -> list[object]:
    """Give the owners of the house that a statement of today freezes; member 2 has left."""
    found = household(*rows, births=births)
    first, second = found.members
    gone = replace(second, left_on=TODAY - timedelta(1))
    draft = draft_statement(ValueIndex(replace(found, members=(first, gone))), TODAY)
    house = cast("list[dict[str, object]]", draft.lines["lines"])[0]
    return cast("list[object]", house["owners"])


def test_a_line_says_who_owned_what_and_who_was_of_the_household() -> None:
    # By hand: 1 000.03 by thirds is 333.343..., and the odd cent goes to the first of equals.
    rows = (row(1, 1, "1/3"), row(2, 2, "1/3"), row(3, "mes frères", "1/3"))
    assert owners_of(*rows) == [
        owner("m1", "member 1", "pleine_propriete", (1, 3), 33_335),
        owner("m2", "member 2", "pleine_propriete", (1, 3), 33_334),
        owner(None, "mes frères", "pleine_propriete", (1, 3), 33_334),
    ]


def test_rights_stand_as_they_were_said_beside_what_they_were_worth() -> None:
    # By hand, age 60 (article 669: 50 % under 61): 1 000.03 / 2, the odd cent to the first.
    rows = (row(1, 1, "1/1", USED), row(2, 2, "1/1", BARE))
    assert owners_of(*rows, births=(date(1966, 1, 1), None)) == [
        owner("m1", "member 1", "usufruit", (1, 1), 50_002),
        owner("m2", "member 2", "nue_propriete", (1, 1), 50_001),
    ]


def test_what_nobody_owns_and_what_nobody_can_value_is_told() -> None:
    assert owners_of(row(1, 1, "1/4")) == [
        owner("m1", "member 1", "pleine_propriete", (1, 4), 25_001),
        owner(None, "", None, None, 75_002),
    ]
    assert owners_of(row(1, 1, "1/1", USED), row(2, 1, "1/1", BARE)) == [
        owner("m1", "member 1", "nue_propriete", (1, 1), None),
        owner("m1", "member 1", "usufruit", (1, 1), None),
        owner(None, "", None, None, 100_003),
    ]


def test_without_a_word_the_first_member_owns_and_owes_all() -> None:
    lines = cast(
        "list[dict[str, object]]", draft_statement(ValueIndex(whole()), TODAY).lines["lines"]
    )
    assert [told["owners"] for told in lines] == [
        [owner("m1", "member 1", "pleine_propriete", (1, 1), 100_003)],
        [owner("m1", "member 1", "pleine_propriete", (1, 1), None)],
        [owner("m1", "member 1", "pleine_propriete", (1, 1), None)],
        [owner("m1", "member 1", "dette", (1, 1), -5_001)],
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
