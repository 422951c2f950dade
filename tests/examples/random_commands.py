"""Random commands on a household, of every kind: what a test walks with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from patrimoine_gui.errors import UserError
from patrimoine_gui.portfolio import household as told
from patrimoine_gui.portfolio.commands import (
    assets,
    imports,
    loans,
    members,
    operations,
    parameters,
    securities,
    statements,
    trades,
    trash,
    valuations,
)
from patrimoine_gui.portfolio.commands.undo import redo, undo
from patrimoine_gui.portfolio.currencies import Rate
from tests.households import DAY, ELODIE, FUND, IBAN, LIVRET, LOAN, PEA, operation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from random import Random

    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction
    from patrimoine_gui.portfolio.household import Household

    Command = Callable[[Transaction, Household, Random], object]


def one(random: Random, rows: Sequence[Any]) -> Any:
    """Give the number of one of some rows, or of none."""
    return random.choice(rows).id if rows else 99


def a_day(random: Random) -> date:
    return DAY - timedelta(random.randrange(6) * 20)


def _value(household: Household, random: Random) -> valuations.ValueDraft:
    on_loan = bool(household.loans) and random.random() < 0.3
    return valuations.ValueDraft(
        a_day(random),
        random.randrange(10**6),
        random.choice([told.ValueSource.STATEMENT, told.ValueSource.MANUAL]),
        asset_id=None if on_loan else one(random, household.assets),
        loan_id=one(random, household.loans) if on_loan else None,
        note=random.choice(["", "un mot"]),
    )


def _operation(household: Household, random: Random) -> operations.OperationDraft:
    amount = random.randrange(-(10**5), 10**5)
    category = one(random, household.categories) if household.categories else None
    halves = (
        operations.SplitDraft(amount - 7, category),
        operations.SplitDraft(7, note="reste"),
    )
    return operation(
        amount,
        a_day(random),
        asset_id=one(random, household.assets),
        label=random.choice(["", "café"]),
        external_id=random.choice(["", "2026/7"]),
        note=random.choice(["", "CB CAFÉ  "]),
        splits=random.choice([(), halves, (*halves[:1], operations.SplitDraft(7))]),
    )


def trade(household: Household, random: Random) -> operations.OperationDraft:
    return operation(
        -1_000,
        a_day(random),
        kind=random.choice([told.OperationKind.PURCHASE, told.OperationKind.SALE]),
        asset_id=one(random, household.assets),
        security_id=one(random, household.securities),
        quantity=Decimal(random.choice(["1.50", "2"])),
        unit_price=Decimal("10.10"),
    )


def _without_money(household: Household, random: Random) -> operations.OperationDraft:
    """Give a delivery, in or out, or a division."""
    kind = random.choice([told.OperationKind.DELIVERY, told.OperationKind.STOCK_SPLIT])
    units = Decimal(random.choice(["4", "0.5"]))
    is_out = kind is told.OperationKind.DELIVERY and random.random() < 0.3
    moved = replace(trade(household, random), amount=0, kind=kind)
    return replace(moved, quantity=-units if is_out else units)


def _person(random: Random) -> members.MemberDraft:
    return replace(
        ELODIE,
        name=_name(random),
        position=random.randrange(3),
        died_on=random.choice([None, DAY]),
        left_on=random.choice([None, a_day(random)]),
        details=random.choice([{}, {"civil_status": "veuve", "n": [1, None]}]),
    )


def _prices(random: Random) -> dict[date, Decimal]:
    return {
        a_day(random): Decimal(random.randrange(1, 99)) / 10 for _ in range(random.randrange(4))
    }


def _owner(household: Household, random: Random) -> members.OwnershipDraft:
    return members.OwnershipDraft(
        random.choice([told.Right.FULL, told.Right.BARE]),
        1,
        random.randrange(1, 4),
        one(random, household.assets),
        third_party_name="Jo",
        starts_on=a_day(random),
        ref_birth_date=random.choice([None, DAY]),
    )


def _rates(random: Random) -> list[Rate]:
    pairs = [("USD", "EUR"), ("EUR", "USD"), ("CHF", "EUR")]
    return [Rate(*random.choice(pairs), a_day(random), Decimal("0.910"))]


def _name(random: Random) -> str:
    return random.choice([" Élodie ", "Maison 🏠", "א", "b"])


COMMANDS: dict[str, Command] = {
    "describe": lambda t, _h, r: members.describe(
        t, members.HouseholdDraft(_name(r), r.choice([None, told.Regime.SEPARATION]), DAY)
    ),
    "add member": lambda t, _h, r: members.add_member(t, _person(r)),
    "edit member": lambda t, h, r: members.edit_member(t, one(r, h.members), _person(r)),
    "delete member": lambda t, h, r: members.delete_member(t, one(r, h.members)),
    "add owner": lambda t, h, r: members.add_ownership(t, _owner(h, r)),
    "edit owner": lambda t, h, r: members.edit_ownership(t, one(r, h.ownerships), _owner(h, r)),
    "delete owner": lambda t, h, r: members.delete_ownership(t, one(r, h.ownerships)),
    "add institution": lambda t, _h, r: members.add_institution(
        t, members.InstitutionDraft(_name(r), country="FR")
    ),
    "edit institution": lambda t, h, r: members.edit_institution(
        t, one(r, h.institutions), members.InstitutionDraft(_name(r))
    ),
    "delete institution": lambda t, h, r: members.delete_institution(t, one(r, h.institutions)),
    "add asset": lambda t, h, r: assets.create(
        t,
        replace(
            r.choice([LIVRET, PEA]),
            name=_name(r),
            details=r.choice([{}, {"iban": IBAN, "n": [1, 1.0, True, None]}]),
            institution_id=one(r, h.institutions) if h.institutions else None,
        ),
    ),
    "edit asset": lambda t, h, r: assets.edit(
        t,
        one(r, h.assets),
        replace(LIVRET, name=_name(r), parent_asset_id=one(r, h.assets), in_net_worth=False),
    ),
    "close asset": lambda t, h, r: assets.close(t, one(r, h.assets), a_day(r)),
    "reopen asset": lambda t, h, r: assets.reopen(t, one(r, h.assets)),
    "delete asset": lambda t, h, r: assets.delete(t, one(r, h.assets)),
    "set values": lambda t, h, r: valuations.set_values(t, [_value(h, r), _value(h, r)]),
    "edit value": lambda t, h, r: valuations.edit(t, one(r, h.valuations), _value(h, r)),
    "delete value": lambda t, h, r: valuations.delete(t, one(r, h.valuations)),
    "add loan": lambda t, _h, r: loans.create(
        t, replace(LOAN, name=_name(r), rate=r.choice([None, Decimal("3.050")]))
    ),
    "edit loan": lambda t, h, r: loans.edit(t, one(r, h.loans), replace(LOAN, note=_name(r))),
    "close loan": lambda t, h, r: loans.close(t, one(r, h.loans), a_day(r)),
    "delete loan": lambda t, h, r: loans.delete(t, one(r, h.loans)),
    "add event": lambda t, h, r: loans.add_event(
        t, one(r, h.loans), loans.EventDraft(a_day(r), told.EventKind.PREPAYMENT, 500)
    ),
    "edit event": lambda t, h, r: loans.edit_event(
        t, one(r, h.loan_events), loans.EventDraft(a_day(r), told.EventKind.RATE, None, Decimal(2))
    ),
    "delete event": lambda t, h, r: loans.delete_event(t, one(r, h.loan_events)),
    "link": lambda t, h, r: loans.link(t, one(r, h.loans), one(r, h.assets), 1, 2),
    "change link": lambda t, h, r: loans.change_link(
        t, one(r, h.loan_shares), 2, r.randrange(3, 9)
    ),
    "unlink": lambda t, h, r: loans.unlink(t, one(r, h.loan_shares)),
    "add security": lambda t, _h, r: securities.create(t, replace(FUND, name=_name(r))),
    "edit security": lambda t, h, r: securities.edit(
        t, one(r, h.securities), replace(FUND, name=_name(r), isin="")
    ),
    "delete security": lambda t, h, r: securities.delete(t, one(r, h.securities)),
    "set position": lambda t, h, r: securities.set_position(
        t,
        securities.PositionDraft(
            one(r, h.assets), one(r, h.securities), a_day(r), Decimal(r.choice(["1.50", "3"]))
        ),
    ),
    "delete position": lambda t, h, r: securities.delete_position(t, one(r, h.positions)),
    "set prices": lambda t, h, r: securities.set_prices(
        t, one(r, h.securities), _prices(r), told.PriceSource.QUOTE
    ),
    "delete price": lambda t, _h, r: securities.delete_price(t, r.randrange(1, 6)),
    "set rates": lambda t, _h, r: securities.set_rates(t, _rates(r)),
    "delete rate": lambda t, _h, r: securities.delete_rate(t, r.randrange(1, 6)),
    "add category": lambda t, h, r: operations.add_category(
        t, operations.CategoryDraft(_name(r), one(r, h.categories) if h.categories else None)
    ),
    "edit category": lambda t, h, r: operations.edit_category(
        t, one(r, h.categories), operations.CategoryDraft(_name(r), position=r.randrange(3))
    ),
    "delete category": lambda t, h, r: operations.delete_category(t, one(r, h.categories)),
    "add operation": lambda t, h, r: operations.create(t, _operation(h, r)),
    "edit operation": lambda t, h, r: operations.edit(t, one(r, h.operations), _operation(h, r)),
    "delete operation": lambda t, h, r: operations.delete(t, one(r, h.operations)),
    "transfer": lambda t, h, r: operations.transfer(
        t, one(r, h.assets), one(r, h.assets), operation(100, a_day(r))
    ),
    "trade": lambda t, h, r: trades.trade(t, trade(h, r)),
    "deliver or divide": lambda t, h, r: trades.trade(t, _without_money(h, r)),
    "cancel trade": lambda t, h, r: trades.cancel(t, one(r, h.operations)),
    "freeze": lambda t, _h, r: statements.freeze(
        t, statements.StatementDraft(a_day(r), 9, -2, 7, {"lines": [{"a": 1}]}, "ab" * 32)
    ),
    "rename statement": lambda t, h, r: statements.rename(t, one(r, h.statements), _name(r)),
    "delete statement": lambda t, h, r: statements.delete(t, one(r, h.statements)),
    "set parameter": lambda t, _h, r: parameters.set_parameter(
        t, parameters.ParameterDraft("livret_a.rate", a_day(r), str(r.randrange(9)))
    ),
    "remove parameter": lambda t, _h, r: parameters.remove_parameter(t, "livret_a.rate", a_day(r)),
    "restore parameters": lambda t, _h, _r: parameters.restore(t, "livret_a.rate", "pel.rate"),
    "import values": lambda t, h, r: imports.import_values(t, [_value(h, r) for _ in range(3)]),
    "import operations": lambda t, h, r: imports.import_operations(
        t, [_operation(h, r) for _ in range(3)]
    ),
}


def _restore_anything(opened: CommandSession, random: Random) -> tuple[RowChange, ...]:
    contents = trash.contents(opened)
    with opened.command() as transaction:
        if contents:
            item = random.choice(contents)
            trash.restore(transaction, item.entity, item.uid)
    return transaction.entries


def step(opened: CommandSession, present: Household, random: Random) -> Sequence[RowChange]:
    """Do one thing; gives what was written, nothing where it was refused."""
    name = random.choice([*COMMANDS, *["undo"] * 9, *["redo"] * 6, *["restore"] * 6])
    if name in COMMANDS:
        return attempt(opened, name, present, random)
    try:
        if name == "restore":
            return _restore_anything(opened, random)
        return (undo if name == "undo" else redo)(opened).changes
    except UserError:
        return ()


def attempt(
    opened: CommandSession, name: str, present: Household, random: Random
) -> tuple[RowChange, ...]:
    """Run a command; gives what was written, nothing where it was refused."""
    try:
        with opened.command() as transaction:
            COMMANDS[name](transaction, present, random)
    except UserError:
        return ()
    return transaction.entries
