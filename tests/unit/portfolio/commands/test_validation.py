"""What may be entered: every bound from both sides, and a typed refusal that tells no value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import EntityExists, EntityMissing, InputFault, InputRefused
from patrimoine_gui.portfolio.commands import (
    assets,
    loans,
    members,
    operations,
    securities,
    statements,
    valuations,
)
from patrimoine_gui.portfolio.commands.validation import Validator, is_isin
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.household import (
    EventKind,
    OperationKind,
    PriceSource,
    Right,
    ValueSource,
)
from patrimoine_gui.wording import explain
from tests.households import DAY, ELODIE, FUND, LIVRET, LOAN, PEA, made, operation, rows, session

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction

EARLY, LATE = date(1899, 12, 31), date(2200, 1, 1)
MOST = 10**13
OWNER = members.OwnershipDraft(Right("pleine_propriete"), asset_id=1, member_id=1)
EVENT = loans.EventDraft(DAY, EventKind("remboursement_anticipe"), 100)
SECURITIES = 4
"""Number of the asset that may hold securities."""
VALUE = valuations.ValueDraft(DAY, 1, ValueSource("releve"), asset_id=1)
HELD = securities.PositionDraft(1, 1, DAY, Decimal(1))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> CommandSession:
    """Give a file with an asset, a loan, a security, a member and a category."""
    found = session(made(tmp_path_factory.mktemp("entered") / "maison.patrimoine"))
    with found.command() as transaction:
        assets.create(transaction, LIVRET)
        loans.create(transaction, LOAN)
        securities.create(transaction, FUND)
        members.add_member(transaction, ELODIE)
        operations.add_category(transaction, operations.CategoryDraft("Revenus"))
        operations.add_category(transaction, operations.CategoryDraft("Loyers", 1))
        assets.create(transaction, replace(LIVRET, parent_asset_id=1))
        assert assets.create(transaction, PEA) == SECURITIES
    return found


def person(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: members.add_member(transaction, replace(ELODIE, **changes))  # type: ignore[arg-type]


def asset(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: assets.create(transaction, replace(LIVRET, **changes))  # type: ignore[arg-type]


def loan(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: loans.create(transaction, replace(LOAN, **changes))  # type: ignore[arg-type]


def event(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: loans.add_event(transaction, 2, replace(EVENT, **changes))  # type: ignore[arg-type]


def share(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: members.add_ownership(transaction, replace(OWNER, **changes))  # type: ignore[arg-type]


def security(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: securities.create(transaction, replace(FUND, **changes))  # type: ignore[arg-type]


def value(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: valuations.set_value(transaction, replace(VALUE, **changes))  # type: ignore[arg-type]


def held(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: securities.set_position(transaction, replace(HELD, **changes))  # type: ignore[arg-type]


def moved(**changes: object) -> Callable[[Transaction], object]:
    return lambda transaction: operations.create(transaction, replace(operation(5), **changes))  # type: ignore[arg-type]


def unpaid(
    kind: str, units: str | None = "4", **changes: object
) -> Callable[[Transaction], object]:
    """Give a division or a delivery, of a security unless said otherwise."""
    quantity = None if units is None else Decimal(units)
    values = {"amount": 0, "kind": OperationKind(kind), "security_id": 1, "quantity": quantity}
    return moved(**{**values, "asset_id": SECURITIES, **changes})


def rate(base: str, quote: str, units: str, day: date = DAY) -> Callable[[Transaction], object]:
    return lambda transaction: securities.set_rates(
        transaction, [Rate(base, quote, day, Decimal(units))]
    )


def price(units: str, day: date = DAY) -> Callable[[Transaction], object]:
    return lambda transaction: securities.set_prices(
        transaction, 1, {day: Decimal(units)}, PriceSource("manuel")
    )


F = InputFault
REFUSED = [
    (asset(name=" \u00a0"), F.NAME_MISSING, "name"),
    (asset(currency="eur"), F.CURRENCY_MALFORMED, "currency"),
    (asset(currency="EURO"), F.CURRENCY_MALFORMED, "currency"),
    (asset(currency=""), F.CURRENCY_MALFORMED, "currency"),
    (asset(currency="ZZZ"), F.CURRENCY_UNKNOWN, "currency"),
    (asset(opened_on=EARLY), F.DAY_OUT_OF_RANGE, "opened_on"),
    (asset(first_payment_on=LATE), F.DAY_OUT_OF_RANGE, "first_payment_on"),
    (asset(opened_on=DAY, closed_on=date(2026, 1, 1)), F.DAYS_OUT_OF_ORDER, "closed_on"),
    (asset(stale_after_days=0), F.COUNT_OUT_OF_RANGE, "stale_after_days"),
    (asset(stale_after_days=36_501), F.COUNT_OUT_OF_RANGE, "stale_after_days"),
    (
        lambda transaction: assets.edit(transaction, 1, replace(LIVRET, name="")),
        F.NAME_MISSING,
        "name",
    ),
    (
        lambda transaction: assets.edit(transaction, 1, replace(LIVRET, parent_asset_id=3)),
        F.CIRCULAR,
        "parent_asset_id",
    ),
    (
        lambda transaction: assets.edit(transaction, 1, replace(LIVRET, parent_asset_id=1)),
        F.CIRCULAR,
        "parent_asset_id",
    ),
    (loan(name=""), F.NAME_MISSING, "name"),
    (loan(currency="XBT"), F.CURRENCY_UNKNOWN, "currency"),
    (loan(principal=-1), F.AMOUNT_OUT_OF_RANGE, "principal"),
    (loan(principal=MOST + 1), F.AMOUNT_OUT_OF_RANGE, "principal"),
    (loan(rate=Decimal("100.01")), F.RATE_OUT_OF_RANGE, "rate"),
    (loan(rate=Decimal("NaN")), F.RATE_OUT_OF_RANGE, "rate"),
    (loan(months=0), F.COUNT_OUT_OF_RANGE, "months"),
    (loan(months=601), F.COUNT_OUT_OF_RANGE, "months"),
    (loan(deferral_months=121), F.COUNT_OUT_OF_RANGE, "deferral_months"),
    (loan(first_due_on=LATE), F.DAY_OUT_OF_RANGE, "first_due_on"),
    (lambda transaction: loans.close(transaction, 2, LATE), F.DAY_OUT_OF_RANGE, "closed_on"),
    (event(on_date=EARLY), F.DAY_OUT_OF_RANGE, "on_date"),
    (event(amount=None), F.AMOUNT_MISSING, "amount"),
    (event(kind=EventKind("taux")), F.AMOUNT_MISSING, "rate"),
    (event(amount=-5), F.AMOUNT_OUT_OF_RANGE, "amount"),
    (lambda transaction: loans.link(transaction, 2, 1, 1, 0), F.SHARE_MALFORMED, "num"),
    (share(num=-1), F.SHARE_MALFORMED, "num"),
    (share(den=0), F.SHARE_MALFORMED, "num"),
    (share(num=1, den=1_000_001), F.SHARE_MALFORMED, "num"),
    (share(asset_id=None), F.SUBJECT_AMBIGUOUS, "asset_id"),
    (share(loan_id=2), F.SUBJECT_AMBIGUOUS, "asset_id"),
    (share(third_party_name="Un frère"), F.SUBJECT_AMBIGUOUS, "member_id"),
    (share(member_id=None), F.NAME_MISSING, "third_party_name"),
    (share(right=Right("dette")), F.RIGHT_UNFIT, "right"),
    (share(asset_id=None, loan_id=2), F.RIGHT_UNFIT, "right"),
    (share(starts_on=DAY, ends_on=date(2026, 1, 1)), F.DAYS_OUT_OF_ORDER, "ends_on"),
    (share(ref_birth_date=EARLY), F.DAY_OUT_OF_RANGE, "ref_birth_date"),
    (
        lambda transaction: members.add_institution(
            transaction, members.InstitutionDraft("B", country="fr")
        ),
        F.COUNTRY_MALFORMED,
        "country",
    ),
    (
        lambda transaction: members.add_member(transaction, replace(ELODIE, birth_date=LATE)),
        F.DAY_OUT_OF_RANGE,
        "birth_date",
    ),
    (person(died_on=LATE), F.DAY_OUT_OF_RANGE, "died_on"),
    (person(left_on=EARLY), F.DAY_OUT_OF_RANGE, "left_on"),
    (person(died_on=date(1980, 2, 28)), F.DAYS_OUT_OF_ORDER, "died_on"),
    (person(left_on=date(1980, 2, 28)), F.DAYS_OUT_OF_ORDER, "left_on"),
    (unpaid("division", None), F.SUBJECT_AMBIGUOUS, "security_id"),
    (unpaid("division", security_id=None), F.SUBJECT_AMBIGUOUS, "security_id"),
    (unpaid("livraison", asset_id=None, loan_id=2), F.SUBJECT_AMBIGUOUS, "security_id"),
    (unpaid("division", "0"), F.QUANTITY_OUT_OF_RANGE, "quantity"),
    (unpaid("division", "-2"), F.QUANTITY_OUT_OF_RANGE, "quantity"),
    (unpaid("division", amount=1), F.AMOUNT_OUT_OF_RANGE, "amount"),
    (unpaid("livraison", "0"), F.QUANTITY_OUT_OF_RANGE, "quantity"),
    (unpaid("livraison", "3", amount=-1), F.AMOUNT_OUT_OF_RANGE, "amount"),
    (unpaid("livraison", "-3", amount=1), F.AMOUNT_OUT_OF_RANGE, "amount"),
    (
        lambda transaction: members.describe(
            transaction, members.HouseholdDraft(regime_since=EARLY)
        ),
        F.DAY_OUT_OF_RANGE,
        "regime_since",
    ),
    (security(isin="FR0000120272"), F.ISIN_MALFORMED, "isin"),
    (security(isin="FR00001"), F.ISIN_MALFORMED, "isin"),
    (security(name=""), F.NAME_MISSING, "name"),
    (security(currency="usd"), F.CURRENCY_MALFORMED, "currency"),
    (value(amount=MOST + 1), F.AMOUNT_OUT_OF_RANGE, "amount"),
    (value(amount=-MOST - 1), F.AMOUNT_OUT_OF_RANGE, "amount"),
    (value(as_of=EARLY), F.DAY_OUT_OF_RANGE, "as_of"),
    (value(as_of=LATE), F.DAY_OUT_OF_RANGE, "as_of"),
    (value(currency="QQQ"), F.CURRENCY_UNKNOWN, "currency"),
    (value(currency="BGN"), F.CURRENCY_ENDED, "currency"),
    (asset(currency="HRK"), F.CURRENCY_ENDED, "currency"),
    (loan(currency="FRF"), F.CURRENCY_ENDED, "currency"),
    (security(currency="ANG"), F.CURRENCY_ENDED, "currency"),
    (moved(currency="LTL"), F.CURRENCY_ENDED, "currency"),
    (rate("BGN", "EUR", "0.51", date(2026, 1, 1)), F.CURRENCY_ENDED, "base"),
    (value(loan_id=2), F.SUBJECT_AMBIGUOUS, "asset_id"),
    (
        lambda transaction: valuations.set_values(transaction, [VALUE, replace(VALUE, amount=2)]),
        F.SAME_DAY,
        "as_of",
    ),
    (held(quantity=Decimal("Infinity")), F.QUANTITY_OUT_OF_RANGE, "quantity"),
    (held(quantity=Decimal("1E15")), F.QUANTITY_OUT_OF_RANGE, "quantity"),
    (held(quantity=Decimal("1E-19")), F.QUANTITY_OUT_OF_RANGE, "quantity"),
    (held(unit_cost=Decimal(-1)), F.PRICE_OUT_OF_RANGE, "unit_cost"),
    (price("0"), F.PRICE_OUT_OF_RANGE, "price"),
    (price("-1"), F.PRICE_OUT_OF_RANGE, "price"),
    (price("1", LATE), F.DAY_OUT_OF_RANGE, "on_date"),
    (rate("USD", "USD", "1"), F.CURRENCY_OTHER, "quote"),
    (rate("US", "EUR", "1"), F.CURRENCY_MALFORMED, "base"),
    (rate("USD", "AAA", "1"), F.CURRENCY_UNKNOWN, "quote"),
    (rate("USD", "EUR", "0"), F.PRICE_OUT_OF_RANGE, "rate"),
    (rate("USD", "EUR", "1", EARLY), F.DAY_OUT_OF_RANGE, "on_date"),
    (moved(asset_id=None), F.SUBJECT_AMBIGUOUS, "asset_id"),
    (moved(fees=-1), F.AMOUNT_OUT_OF_RANGE, "fees"),
    (moved(on_date=LATE), F.DAY_OUT_OF_RANGE, "on_date"),
    (moved(splits=(operations.SplitDraft(4),)), F.SPLIT_UNBALANCED, "splits"),
    (moved(splits=(operations.SplitDraft(MOST * 2),)), F.AMOUNT_OUT_OF_RANGE, "splits"),
    (
        lambda transaction: operations.transfer(transaction, 1, 1, operation(5)),
        F.CIRCULAR,
        "asset_id",
    ),
    (
        lambda transaction: operations.transfer(transaction, 1, 3, operation(-5)),
        F.AMOUNT_OUT_OF_RANGE,
        "amount",
    ),
    (
        lambda transaction: operations.add_category(transaction, operations.CategoryDraft(" ")),
        F.NAME_MISSING,
        "name",
    ),
    (
        lambda transaction: operations.edit_category(
            transaction, 1, operations.CategoryDraft("Revenus", 2)
        ),
        F.CIRCULAR,
        "parent_id",
    ),
    (
        lambda transaction: statements.freeze(
            transaction, statements.StatementDraft(LATE, 0, 0, 0, {}, "")
        ),
        F.DAY_OUT_OF_RANGE,
        "as_of",
    ),
]


@pytest.mark.parametrize(("command", "fault", "attribute"), REFUSED)
def test_it_is_refused(
    opened: CommandSession,
    command: Callable[[Transaction], object],
    fault: InputFault,
    attribute: str,
) -> None:
    with pytest.raises(InputRefused) as caught, opened.command() as transaction:
        command(transaction)
    assert (caught.value.fault, caught.value.attribute) == (fault, attribute)
    assert explain(caught.value).what.endswith(".")


MISSING = [
    (asset(institution_id=9), "institution"),
    (asset(parent_asset_id=9), "asset"),
    (loan(institution_id=9), "institution"),
    (lambda transaction: loans.add_event(transaction, 1, EVENT), "loan"),
    (lambda transaction: loans.link(transaction, 2, 9), "asset"),
    (lambda transaction: loans.edit(transaction, 9, LOAN), "loan"),
    (share(member_id=9), "member"),
    (value(asset_id=9), "asset"),
    (value(asset_id=None, loan_id=1), "loan"),
    (held(security_id=9), "security"),
    (moved(security_id=9), "security"),
    (moved(splits=(operations.SplitDraft(5, 9),)), "category"),
    (lambda transaction: assets.close(transaction, 9, DAY), "asset"),
    (lambda transaction: valuations.delete(transaction, 9), "valuation"),
    (lambda transaction: securities.delete_price(transaction, 9), "price"),
]


@pytest.mark.parametrize(("command", "entity"), MISSING)
def test_what_is_not_there_cannot_be_referred_to(
    opened: CommandSession, command: Callable[[Transaction], object], entity: str
) -> None:
    with pytest.raises(EntityMissing) as caught, opened.command() as transaction:
        command(transaction)
    assert caught.value.entity == entity


def test_the_bounds_themselves_are_kept(tmp_path: Path) -> None:
    opened = session(made(tmp_path / "bounds.patrimoine"))
    with opened.command() as transaction:
        assets.create(
            transaction, replace(LIVRET, opened_on=date(1900, 1, 1), stale_after_days=36_500)
        )
        valuations.set_value(transaction, replace(VALUE, amount=MOST, as_of=date(2199, 12, 31)))
        valuations.set_value(transaction, replace(VALUE, amount=-MOST, as_of=date(1900, 1, 1)))
        loans.create(transaction, replace(LOAN, months=600, rate=Decimal(-10), principal=MOST))
        loans.create(transaction, replace(LOAN, rate=None, principal=None, first_due_on=None))
        members.add_member(transaction, ELODIE)
        members.add_ownership(transaction, replace(OWNER, num=3, den=2))  # an anomaly, no refusal
        members.add_ownership(transaction, replace(OWNER, num=1_000_000, den=1_000_000))
        securities.create(transaction, replace(FUND, isin="fr00 0012 0271"))
        tiny = Decimal("0.000000000000000001")
        securities.set_position(transaction, replace(HELD, quantity=tiny, unit_cost=Decimal(0)))
        securities.set_prices(
            transaction, 1, {DAY: tiny, date(2020, 2, 29): Decimal("1E14")}, _BY_HAND
        )
        loans.link(transaction, 2, 1)
        with pytest.raises(EntityExists):
            loans.link(transaction, 2, 1)
    found = rows(opened)
    assert [row["amount"] for row in found["valuation"]] == [MOST, -MOST]
    assert found["security"][0]["isin"] == "FR0000120271"
    assert found["position"][0]["quantity"] == "0.000000000000000001"
    assert [row["price"] for row in found["price"]] == ["100000000000000", f"{tiny:f}"]


_BY_HAND = PriceSource("manuel")


@pytest.mark.parametrize("code", ["US0378331005", "AU0000XVGZA3", "GB0002634946", "FR0000120271"])
def test_an_isin_is_told_by_its_check_digit(code: str) -> None:
    """Well-known codes: Apple, the example of ISO 6166, BAE Systems, TotalEnergies."""
    assert is_isin(code)
    wrong = [code[:-1] + str(digit) for digit in range(10) if str(digit) != code[-1]]
    assert not any(map(is_isin, wrong))
    assert not is_isin(code.lower())


def test_a_kind_of_operation_is_written_as_the_file_has_it(opened: CommandSession) -> None:
    with opened.command() as transaction:
        operations.create(transaction, operation(5, kind=OperationKind("interet")))
    assert rows(opened, "operation")["operation"][-1]["kind"] == "interet"


def test_a_form_refuses_what_is_nothing() -> None:
    form = Validator("asset")
    form.day("opened_on", None)
    form.amount("amount", None)
    form.quantity("quantity", None)
    form.price_paid("unit_cost", None)
    form.rate("rate", None)
    form.count("months", None, 1, 2)
    form.country("country", "")
    form.isin("isin", "")
    with pytest.raises(InputRefused):
        form.needed("amount", None)
