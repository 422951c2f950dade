"""What is entered is what is read again: every kind of row, field by field."""

from __future__ import annotations

import gc
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from patrimoine_gui.errors import FileDamaged, NotAHouseholdFile
from patrimoine_gui.portfolio import household
from patrimoine_gui.portfolio.commands import (
    assets,
    loans,
    members,
    operations,
    securities,
    statements,
    valuations,
)
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import Household, HouseholdInfo
from patrimoine_gui.portfolio.repository import household_file, operation_queries
from tests import keys
from tests.households import DAY, ELODIE, FUND, IBAN, LIVRET, LOAN, PEA, made, operation, session

if TYPE_CHECKING:
    from collections.abc import Iterable

    from _typeshed import DataclassInstance

    Row = TypeVar("Row", bound=DataclassInstance)

EARLIER = date(2020, 2, 29)
TERMS: dict[str, Any] = {
    "rate_type": household.RateType.FIXED,
    "insurance_mode": household.InsuranceMode.BALANCE,
    "insurance_rate": Decimal("0.36"),
    "insurance_amount": 7,
    "deferral_months": 2,
    "balloon": 5,
    "off_balance": True,
    "closed_on": date(2039, 1, 5),
    "note": "un mot",
}
RIGHT: dict[str, Any] = {
    "origin": household.Origin.GIFT,
    "usufruct_term": date(2041, 1, 1),
    "ref_birth_date": date(1941, 1, 1),
    "starts_on": date(2021, 1, 1),
    "ends_on": date(2040, 1, 1),
}
IMPORTED: dict[str, Any] = {"label": "paye", "external_id": "2026/7", "note": "VIR PAYE  "}
LIFE: dict[str, Any] = {
    "died_on": DAY,
    "left_on": EARLIER,
    "details": {"civil_status": "divorcée"},
}
TRADE: dict[str, Any] = {
    "asset_id": 2,
    "security_id": 1,
    "quantity": Decimal(2),
    "unit_price": Decimal("5.01"),
    "fees": 3,
    "taxes": 4,
    "transfer_uid": "deux",
}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file with one thing of each kind, once."""
    found = made(tmp_path_factory.mktemp("full") / "maison.patrimoine")
    opened = session(found)
    with opened.command() as transaction:
        members.describe(
            transaction,
            members.HouseholdDraft("Famille", household.Regime.SEPARATION, EARLIER, "note"),
        )
        members.add_member(transaction, replace(ELODIE, **LIFE))
        members.add_institution(transaction, members.InstitutionDraft("Banque", country="FR"))
        assets.create(transaction, replace(LIVRET, institution_id=1, details={"iban": IBAN}))
        assets.create(transaction, replace(PEA, opened_on=EARLIER, stale_after_days=9))
        loans.create(transaction, replace(LOAN, **TERMS))
        paid = loans.EventDraft(
            DAY, household.EventKind.PREPAYMENT, 500, keep=household.Keep.DURATION
        )
        loans.add_event(transaction, 3, paid)
        loans.link(transaction, 3, 1, 1, 2)
        members.add_ownership(
            transaction, members.OwnershipDraft(household.Right.FULL, 1, 3, 1, member_id=1)
        )
        members.add_ownership(
            transaction,
            members.OwnershipDraft(household.Right.USUFRUCT, 2, 5, 2, None, None, "Jo", **RIGHT),
        )
        valuations.set_value(
            transaction, valuations.ValueDraft(DAY, -7, household.ValueSource.STATEMENT, 1)
        )
        guess = valuations.ValueDraft(
            EARLIER, 9, household.ValueSource.MANUAL, None, 3, "USD", note="mot"
        )
        valuations.set_value(transaction, replace(guess, is_estimate=True))
        securities.create(transaction, FUND)
        securities.set_position(transaction, securities.PositionDraft(2, 1, DAY, Decimal("1.5")))
        quoted = {DAY: Decimal("12.50"), EARLIER: Decimal("0.1")}
        securities.set_prices(transaction, 1, quoted, household.PriceSource.QUOTE)
        securities.set_rates(transaction, [Rate("USD", "EUR", DAY, Decimal("0.91"))])
        operations.add_category(transaction, operations.CategoryDraft("Revenus", position=4))
        parts = (operations.SplitDraft(3, 1), operations.SplitDraft(2, note="reste"))
        operations.create(transaction, operation(5, splits=parts, **IMPORTED))
        bought = operation(-1_005, EARLIER, kind=household.OperationKind.PURCHASE, **TRADE)
        operations.create(transaction, bought)
        statements.freeze(
            transaction, statements.StatementDraft(DAY, 9, -2, 7, {"lines": []}, "ab" * 32, "Fin")
        )
    opened.close()
    return found


@pytest.fixture
def file(full: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(full, tmp_path))


def load(file: Path) -> Household:
    return household_file.load(file, keys.new_keyring().fields)


def anonymous(rows: Iterable[Row]) -> list[Row]:
    """Leave out what is drawn by chance."""
    return [replace(row, uid="") for row in rows]


def write(file: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(statement, values)


def seal(file: Path, place: str, plain: bytes, row: int = 1) -> None:
    """Encrypt what no form accepts, as another program may have."""
    table, column = place.split(".")
    token = keys.new_keyring().fields.encryptor(place, 64)(plain)
    write(file, f"UPDATE {table} SET {column} = ? WHERE id = ?", token, row)


# --- what is entered ------------------------------------------------------------------------------


def test_the_household_and_its_people(file: Path) -> None:
    found = load(file)
    assert found.info == HouseholdInfo("Famille", household.Regime.SEPARATION, EARLIER, "note")
    assert anonymous(found.members) == [
        household.Member(1, "", "Élodie", date(1980, 2, 29), **LIFE)
    ]
    assert anonymous(found.institutions) == [household.Institution(1, "", "Banque", None, "FR")]
    assert anonymous(found.ownerships) == [
        household.Ownership(1, "", 1, None, 1, 1, 3),
        household.Ownership(2, "", 2, None, None, 2, 5, household.Right.USUFRUCT, "Jo", **RIGHT),
    ]


def test_what_is_owned_and_owed(file: Path) -> None:
    found = load(file)
    cash, plan = household.AssetGroup.CASH, household.AssetGroup.FINANCIAL
    modes = household.ValuationMode
    assert anonymous(found.assets) == [
        household.Asset(
            1, "", LIVRET.name, cash, "livret", 1, mode=modes.BALANCE, details={"iban": IBAN}
        ),
        household.Asset(
            2, "", "PEA", plan, "pea", mode=modes.POSITIONS, opened_on=EARLIER, stale_after_days=9
        ),
    ]
    assert anonymous(found.loans) == [
        household.Loan(
            3, "", LOAN.name, principal=20_000_000, rate=Decimal("3.05"), months=240,
            first_due_on=date(2020, 1, 5), **TERMS,
        )
    ]  # fmt: skip
    assert anonymous(found.loan_events) == [
        household.LoanEvent(
            1, "", 3, DAY, household.EventKind.PREPAYMENT, 500, keep=household.Keep.DURATION
        )
    ]
    assert anonymous(found.loan_shares) == [household.LoanShare(1, "", 3, 1, 1, 2)]
    assert found.owned == (*found.assets, *found.loans)


def test_values_and_securities_are_in_the_order_of_their_days(file: Path) -> None:
    found = load(file)
    assert anonymous(found.valuations) == [
        household.Valuation(2, "", None, 3, EARLIER, 9, "USD", is_estimate=True, note="mot"),
        household.Valuation(1, "", 1, None, DAY, -7, source=household.ValueSource.STATEMENT),
    ]
    assert [word.owned_id for word in found.valuations] == [3, 1]
    assert anonymous(found.securities) == [
        household.Security(
            1, "", household.SecurityKind.ETF, "Un fonds", "FR0000120271",
            asset_class=household.AssetClass.EQUITIES,
        )
    ]  # fmt: skip
    assert anonymous(found.positions) == [household.Position(1, "", 2, 1, DAY, Decimal("1.5"))]
    days, prices = ("2020-02-29", "2026-11-22"), ("0.1", "12.5")
    assert found.prices == (household.PriceSeries(1, days, prices),)
    assert found.rates == (Rate("USD", "EUR", DAY, Decimal("0.91")),)


def test_operations_and_statements(file: Path) -> None:
    found = load(file)
    bought, paid = anonymous(found.operations)
    assert replace(bought, splits=()) == household.Operation(
        2,
        "",
        loan_id=None,
        on_date=EARLIER,
        kind=household.OperationKind.PURCHASE,
        amount=-1_005,
        **TRADE,
    )
    assert [part.amount for part in bought.splits] == [-1_005]
    assert replace(paid, splits=()) == household.Operation(
        1, "", 1, None, DAY, household.OperationKind.DEPOSIT, 5, **IMPORTED
    )
    parts = [household.Split(1, "", 1, 3), household.Split(2, "", None, 2, "reste")]
    assert anonymous(paid.splits) == parts
    assert anonymous(found.categories) == [household.Category(1, "", "Revenus", None, 4)]
    assert anonymous(found.statements) == [
        household.Statement(1, "", DAY, "Fin", "EUR", 9, -2, 7, {"lines": []}, "ab" * 32)
    ]


def test_a_file_with_nothing_in_it(tmp_path: Path) -> None:
    assert load(made(tmp_path / "vide.patrimoine")) == Household()


def test_prices_are_put_in_order_whatever_the_version_of_sqlite() -> None:
    days, prices = ["2021-01-01", "2020-01-01"], ["2", "1"]
    found = operation_queries._series(5, days, prices)
    assert found == household.PriceSeries(5, ("2020-01-01", "2021-01-01"), ("1", "2"))


# --- what cannot be read --------------------------------------------------------------------------


@pytest.mark.expected_warnings("patrimoine_gui.portfolio.repository.field_decryption")
def test_amounts_that_cannot_be_read_are_left_out_and_counted(file: Path) -> None:
    seal(file, "valuation.amount", b"cent")
    seal(file, "position.quantity", b"Infinity")
    seal(file, "operation.amount", b"1.5")
    found = load(file)
    assert [word.id for word in found.valuations] == [2]
    assert not found.positions
    assert [item.id for item in found.operations] == [2]
    assert found.unreadable == 3


@pytest.mark.expected_warnings("patrimoine_gui.portfolio.repository.field_decryption")
def test_details_that_are_none_are_illegible(file: Path) -> None:
    seal(file, "asset.details", b"[1]")
    (first, second) = load(file).assets
    assert (first.details, first.illegible) == ({}, ("details",))
    assert second.illegible == ()


def test_what_was_no_text_before_it_was_encrypted_is_shown_as_it_was(file: Path) -> None:
    seal(file, "asset.note", b"\xffi42")
    assert load(file).assets[0].note == "42"


def test_a_table_that_is_missing_is_damage(file: Path) -> None:
    write(file, "DROP TABLE journal")
    load(file)
    write(file, "DROP TABLE price")
    with pytest.raises(FileDamaged) as caught:
        load(file)
    assert caught.value.file == file


def test_a_file_that_is_none_is_told_apart(tmp_path: Path) -> None:
    file = tmp_path / "lettre.patrimoine"
    file.write_text("Cher notaire, " * 100, encoding="utf-8")
    with pytest.raises(NotAHouseholdFile):
        load(file)


def test_the_collector_is_as_it_was_before(file: Path) -> None:
    gc.enable()  # the windows of an earlier test may have turned it off
    load(file)
    assert gc.isenabled()
    gc.disable()
    try:
        load(file)
        assert not gc.isenabled()
    finally:
        gc.enable()
