"""Editing and closing each kind of record; what is written is what was entered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import InputFault, InputRefused
from patrimoine_gui.portfolio.commands import (
    assets,
    loans,
    members,
    operations,
    securities,
    statements,
)
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import EventKind, Keep, PriceSource, Regime, Right
from tests.households import DAY, ELODIE, FUND, LIVRET, LOAN, made, operation, rows, session

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession


@pytest.fixture
def opened(tmp_path: Path) -> CommandSession:
    found = session(made(tmp_path / "maison.patrimoine"))
    with found.command() as transaction:
        assets.create(transaction, LIVRET)
        loans.create(transaction, LOAN)
    return found


def only(opened: CommandSession, entity: str) -> dict[str, object]:
    (row,) = rows(opened, entity)[entity]
    return row


def test_an_asset_is_closed_and_opened_again(opened: CommandSession) -> None:
    with opened.command() as transaction:
        assets.edit(transaction, 1, replace(LIVRET, opened_on=date(2020, 2, 29)))
        assert assets.close(transaction, 1, date(2026, 1, 31))
    assert only(opened, "asset")["closed_on"] == "2026-01-31"
    with pytest.raises(InputRefused) as caught, opened.command() as transaction:
        assets.close(transaction, 1, date(2020, 2, 28))
    assert caught.value.fault is InputFault.DAYS_OUT_OF_ORDER
    with opened.command() as transaction:
        assert assets.reopen(transaction, 1)
    assert only(opened, "asset")["closed_on"] is None


def test_a_loan_is_closed_and_opened_again(opened: CommandSession) -> None:
    with opened.command() as transaction:
        assert loans.close(transaction, 2, DAY)
    with opened.command() as transaction:
        assert loans.reopen(transaction, 2)
    assert only(opened, "loan")["closed_on"] is None


def test_an_asset_and_a_loan_are_renamed(opened: CommandSession) -> None:
    with opened.command() as transaction:
        assert assets.rename(transaction, 1, "Épargne")
        assert loans.rename(transaction, 2, "Maison")
    assert [only(opened, entity)["name"] for entity in ("asset", "loan")] == ["Épargne", "Maison"]
    for rename, key in ((assets.rename, 1), (loans.rename, 2)):
        with pytest.raises(InputRefused) as caught, opened.command() as transaction:
            rename(transaction, key, " ")
        assert caught.value.fault is InputFault.NAME_MISSING


def test_an_old_currency_stays_as_long_as_nobody_changes_it(opened: CommandSession) -> None:
    with opened.command() as transaction:
        transaction.change("asset", 1, {"currency": "XBT"})
        transaction.change("loan", 2, {"currency": "XBT"})
    with opened.command() as transaction:
        assert assets.edit(transaction, 1, replace(LIVRET, currency="XBT", note="encore"))
        assert loans.edit(transaction, 2, replace(LOAN, currency="XBT", note="encore"))


def test_a_loan_and_its_events_are_edited(opened: CommandSession) -> None:
    early = EventKind("remboursement_anticipe")
    with opened.command() as transaction:
        assert loans.edit(transaction, 2, replace(LOAN, balloon=100, rate=Decimal("2.10")))
        assert loans.close(transaction, 2, DAY)
        key = loans.add_event(transaction, 2, loans.EventDraft(DAY, early, 500, keep=Keep("duree")))
        assert loans.edit_event(transaction, key, loans.EventDraft(DAY, EventKind("pause")))
        link = loans.link(transaction, 2, 1)
        assert loans.change_link(transaction, link, 2, 3)
    found = rows(opened)
    assert (found["loan"][0]["rate"], found["loan"][0]["closed_on"]) == ("2.1", "2026-11-22")
    assert found["loan_event"][0]["amount"] is None
    assert found["loan_event"][0]["keep"] is None
    assert (found["loan_asset"][0]["num"], found["loan_asset"][0]["den"]) == (2, 3)
    with opened.command() as transaction:
        loans.delete_event(transaction, 1)
        loans.unlink(transaction, 1)
    assert rows(opened, "loan_event", "loan_asset") == {"loan_event": [], "loan_asset": []}


def test_the_household_is_described_once_and_edited_after(opened: CommandSession) -> None:
    draft = members.HouseholdDraft("Famille", Regime("separation"), date(2010, 6, 5))
    with opened.command() as transaction:
        assert members.describe(transaction, draft)
        assert not members.describe(transaction, draft)
        assert members.describe(transaction, replace(draft, note="une note"))
    row = only(opened, "household")
    assert (row["id"], row["regime"], row["regime_since"]) == (1, "separation", "2010-06-05")


def test_members_shares_and_institutions_are_edited(opened: CommandSession) -> None:
    full = members.OwnershipDraft(Right("pleine_propriete"), asset_id=1, member_id=1)
    owed = members.OwnershipDraft(Right("dette"), loan_id=2, third_party_name="Un frère")
    with opened.command() as transaction:
        members.add_member(transaction, ELODIE)
        assert members.edit_member(
            transaction, 1, replace(ELODIE, in_household=False, color="#336699")
        )
        members.add_ownership(transaction, full)
        members.add_ownership(transaction, owed)
        assert members.edit_ownership(
            transaction, 1, replace(full, right=Right("usufruit"), ref_birth_date=date(1950, 2, 28))
        )
        members.add_institution(transaction, members.InstitutionDraft("Une banque"))
        assert members.edit_institution(
            transaction, 1, members.InstitutionDraft("Une banque", country="LU")
        )
    found = rows(opened)
    assert (found["member"][0]["in_household"], found["member"][0]["birth_date"]) == (
        0,
        "1980-02-29",
    )
    assert found["ownership"][0]["ref_birth_date"] == "1950-02-28"
    assert found["ownership"][1]["third_party_name"] == "Un frère"
    assert found["institution"][0]["country"] == "LU"


def test_what_a_notary_asks_of_a_member_is_kept_and_undone(opened: CommandSession) -> None:
    told = {"civil_status": "veuve", "filiation": {"parents": ["René", None]}}
    dated = replace(ELODIE, died_on=date(2025, 12, 31), left_on=date(2024, 2, 29), details=told)
    with opened.command() as transaction:
        members.add_member(transaction, ELODIE)
    with opened.command() as transaction:
        assert members.edit_member(transaction, 1, dated)
    with opened.command() as transaction:
        assert not members.edit_member(transaction, 1, dated)
    row = only(opened, "member")
    assert (row["died_on"], row["left_on"], row["details"]) == ("2025-12-31", "2024-02-29", told)
    undo(opened)
    row = only(opened, "member")
    assert (row["died_on"], row["left_on"], row["details"]) == (None, None, None)


@pytest.mark.parametrize("regime", ["meubles_et_acquets", "etranger"])
def test_the_household_may_live_under_a_regime_of_elsewhere_or_of_before(
    opened: CommandSession, regime: str
) -> None:
    with opened.command() as transaction:
        members.describe(transaction, members.HouseholdDraft(regime=Regime(regime)))
    assert only(opened, "household")["regime"] == regime


def test_securities_prices_and_rates_are_replaced(opened: CommandSession) -> None:
    quoted = PriceSource("cours")
    with opened.command() as transaction:
        securities.create(transaction, FUND)
        assert securities.edit(transaction, 1, replace(FUND, ticker="UNF"))
        prices = {DAY: Decimal("12.50"), date(2026, 1, 2): Decimal(9)}
        assert securities.set_prices(transaction, 1, prices, quoted) == 2
        assert securities.set_prices(transaction, 1, prices, quoted) == 0
        assert securities.set_prices(transaction, 1, {DAY: Decimal("12.75")}, quoted) == 1
        dollar = Rate("USD", "EUR", DAY, Decimal("0.920"))
        assert securities.set_rates(transaction, [dollar]) == 1
        assert securities.set_rates(transaction, [dollar]) == 0
        assert (
            securities.set_rates(transaction, [replace(dollar, value=Decimal("0.9"))], "bce") == 1
        )
        held = securities.PositionDraft(1, 1, DAY, Decimal("1.50"))
        assert securities.set_position(transaction, held) == 1
        assert securities.set_position(transaction, replace(held, quantity=Decimal(2))) == 1
    found = rows(opened)
    assert [(row["on_date"], row["price"]) for row in found["price"]] == [
        ("2026-01-02", "9"),
        ("2026-11-22", "12.75"),
    ]
    assert (found["fx_rate"][0]["rate"], found["fx_rate"][0]["source"]) == ("0.9", "bce")
    assert only(opened, "position")["quantity"] == "2"
    keys = {str(row["entity_uid"]) for row in rows(opened, "journal")["journal"]}
    assert {"1 2026-11-22", "USD EUR 2026-11-22"} <= keys
    with opened.command() as transaction:
        securities.delete_price(transaction, 1)
        securities.delete_rate(transaction, 1)
    assert len(rows(opened, "price")["price"]) == 1
    undo(opened)
    undo(opened)
    assert rows(opened, "price", "fx_rate", "security") == {
        "price": [],
        "fx_rate": [],
        "security": [],
    }


def test_a_malformed_isin_of_an_old_file_stays(opened: CommandSession) -> None:
    with opened.command() as transaction:
        securities.create(transaction, FUND)
        transaction.change("security", 1, {"isin": "pas un ISIN"})
    with opened.command() as transaction:
        assert securities.edit(transaction, 1, replace(FUND, isin="pas un ISIN", ticker="UNF"))
    assert only(opened, "security")["isin"] == "pas un ISIN"


def test_an_operation_and_its_parts_are_edited(opened: CommandSession) -> None:
    parts = tuple(operations.SplitDraft(amount) for amount in (1, 2, 7))
    with opened.command() as transaction:
        assert operations.create(transaction, operation(10, splits=parts)) == 1
        assert not operations.edit(transaction, 1, operation(10, splits=parts))
        assert operations.edit(transaction, 1, operation(10, splits=parts[2:] + parts[:2]))
        assert operations.edit(transaction, 1, operation(12))
    assert [row["amount"] for row in rows(opened, "operation_split")["operation_split"]] == [12]
    with opened.command() as transaction:
        two = (operations.SplitDraft(5, note="une"), operations.SplitDraft(7))
        assert operations.edit(transaction, 1, operation(12, splits=two))
    assert [row["amount"] for row in rows(opened, "operation_split")["operation_split"]] == [5, 7]


def test_both_sides_of_a_transfer_bear_one_name(opened: CommandSession) -> None:
    with opened.command() as transaction:
        other = assets.create(transaction, LIVRET)
        operations.transfer(transaction, 1, other, operation(500))
    out, back = rows(opened, "operation")["operation"]
    assert (out["asset_id"], out["amount"]) == (1, -500)
    assert (back["asset_id"], back["amount"]) == (other, 500)
    assert out["transfer_uid"] == back["transfer_uid"] is not None


def test_categories_make_a_tree(opened: CommandSession) -> None:
    with opened.command() as transaction:
        top = operations.add_category(transaction, operations.CategoryDraft("Revenus"))
        low = operations.add_category(transaction, operations.CategoryDraft("Loyers", top))
        assert operations.edit_category(
            transaction, low, operations.CategoryDraft("Loyers perçus", top)
        )
    with opened.command() as transaction:
        operations.delete_category(transaction, top)
    assert only(opened, "category")["parent_id"] is None


def test_a_statement_is_kept_and_only_its_name_changes(opened: CommandSession) -> None:
    draft = statements.StatementDraft(DAY, 100, -30, 70, {"lines": []}, "ab" * 32)
    with opened.command() as transaction:
        assert statements.freeze(transaction, draft) == 1
        assert statements.rename(transaction, 1, "Pour la banque")
    row = only(opened, "statement")
    assert (row["gross"], row["debts"], row["net"]) == (100, -30, 70)
    assert (row["label"], row["lines"], row["made_by_revision"]) == (
        "Pour la banque",
        {"lines": []},
        None,
    )
    with opened.command() as transaction:
        statements.delete(transaction, 1)
    assert rows(opened, "statement")["statement"] == []
