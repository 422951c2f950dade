"""The household after a command is the one that the file gives, and shares what stayed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrimoine_gui.errors import UserError
from patrimoine_gui.portfolio import household as told
from patrimoine_gui.portfolio import household_changes
from patrimoine_gui.portfolio.commands import (
    assets,
    imports,
    loans,
    members,
    operations,
    securities,
    statements,
    trades,
    trash,
    valuations,
)
from patrimoine_gui.portfolio.commands.undo import redo, undo
from patrimoine_gui.portfolio.currencies import Rate
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.households import DAY, ELODIE, FUND, LIVRET, LOAN, PEA, made, operation, session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction
    from patrimoine_gui.portfolio.household import Household

    Command = Callable[[Transaction, Household, Random], object]

pytestmark = pytest.mark.expected_warnings("patrimoine_gui.portfolio.repository.field_decryption")

TABLES = {name: reader.table for name, reader in household_file.READERS.items()} | {
    "operations": "operation",
    "prices": "price",
    "info": "household",
}
BUY = told.OperationKind.PURCHASE
FIELD_KEYS = keys.new_keyring().fields


def load(file: Path) -> Household:
    return household_file.load(file, FIELD_KEYS)


def spelled(value: object) -> object:
    """Spell a value so that nothing that differs is equal: 1 and true, 1.5 and 1.50."""
    if is_dataclass(value) and not isinstance(value, type):
        return [spelled(getattr(value, item.name)) for item in fields(value)]
    return [spelled(item) for item in value] if isinstance(value, tuple) else repr(value)


def check(before: Household, changes: Sequence[RowChange], file: Path) -> Household:
    """Apply what a command wrote, and compare it with the file and with what was before."""
    after = household_changes.apply(before, changes, FIELD_KEYS)
    fresh = load(file)
    assert after == fresh
    assert spelled(after) == spelled(fresh)
    written = {change.entity for change in changes}
    if "operation_split" in written:
        written.add("operation")
    for name, table in TABLES.items():
        if table not in written:
            assert getattr(after, name) is getattr(before, name)
    _check_rows_shared(before, after)
    return after


def _check_rows_shared(before: Household, after: Household) -> None:
    for name in TABLES:
        if name != "info":
            known = {spelled_text(row): row for row in getattr(before, name)}
            for row in getattr(after, name):
                assert known.get(spelled_text(row), row) is row


def spelled_text(row: object) -> str:
    return str(spelled(row))


# --- one of each kind -----------------------------------------------------------------------------


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
        splits=random.choice([(), halves, (*halves[:1], operations.SplitDraft(7))]),
    )


def _trade(household: Household, random: Random) -> operations.OperationDraft:
    return operation(
        -1_000,
        a_day(random),
        kind=random.choice([told.OperationKind.PURCHASE, told.OperationKind.SALE]),
        asset_id=one(random, household.assets),
        security_id=one(random, household.securities),
        quantity=Decimal(random.choice(["1.50", "2"])),
        unit_price=Decimal("10.10"),
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
    "add member": lambda t, _h, r: members.add_member(
        t, replace(ELODIE, name=_name(r), position=r.randrange(3))
    ),
    "edit member": lambda t, h, r: members.edit_member(
        t, one(r, h.members), replace(ELODIE, name=_name(r), position=r.randrange(3))
    ),
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
            details=r.choice([{}, {"iban": "FR76", "n": [1, 1.0, True, None]}]),
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
    "trade": lambda t, h, r: trades.trade(t, _trade(h, r)),
    "cancel trade": lambda t, h, r: trades.cancel(t, one(r, h.operations)),
    "freeze": lambda t, _h, r: statements.freeze(
        t, statements.StatementDraft(a_day(r), 9, -2, 7, {"lines": [{"a": 1}]}, "ab" * 32)
    ),
    "rename statement": lambda t, h, r: statements.rename(t, one(r, h.statements), _name(r)),
    "delete statement": lambda t, h, r: statements.delete(t, one(r, h.statements)),
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


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a file on which nearly every command has something to do, once."""
    file = made(tmp_path_factory.mktemp("full") / "maison.patrimoine")
    opened, random = session(file), Random(1)  # noqa: S311  (a walk, no secret)
    with opened.command() as transaction:
        members.add_member(transaction, ELODIE)
        assets.create(transaction, replace(LIVRET, closed_on=DAY))
        assets.create(transaction, PEA)
        loans.create(transaction, LOAN)
        securities.create(transaction, FUND)
        trades.trade(
            transaction, replace(_trade(load(file), random), asset_id=2, security_id=1, kind=BUY)
        )
    for name in [*COMMANDS] * 2:
        if name.startswith(("add", "set", "link", "freeze")):
            attempt(opened, name, load(file), random)
    attempt(opened, "add security", load(file), random)  # one that nothing needs
    opened.close()
    return file


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


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(random=st.randoms(use_true_random=False), count=st.integers(1, 30))
def test_a_random_walk_of_commands(full: Path, tmp_path: Path, random: Random, count: int) -> None:
    file = tmp_path / "p.patrimoine"
    shutil.copy(full, file)
    opened = session(file)
    household = load(file)
    for _step in range(count):
        household = check(household, step(opened, household, random), file)
    opened.close()


def test_every_command_alone_and_taken_back(full: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(full, tmp_path))
    opened, random, household = session(file), Random(2), load(file)  # noqa: S311
    for name in COMMANDS:
        tries = (attempt(opened, name, household, random) for _try in range(200))
        changes = next(filter(None, tries), ())
        assert changes, name
        after = check(household, changes, file)
        assert check(after, undo(opened).changes, file) == household
    opened.close()


# --- what cannot be read --------------------------------------------------------------------------


def seal(file: Path, place: str, plain: bytes, row: int = 1) -> None:
    """Encrypt what no form accepts, as an old version or another program may have."""
    table, column = place.split(".")
    token = FIELD_KEYS.encryptor(place, 64)(plain)
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (token, row))


@pytest.mark.parametrize(
    ("place", "plain"),
    [
        ("asset.note", b"\xffi42"),
        ("asset.note", b"\xff"),
        ("asset.details", b"[1]"),
        ("member.birth_date", b"1980-02-30"),
        ("valuation.amount", b"cent"),
        ("position.quantity", b"Infinity"),
        ("operation.amount", b"1.5"),
        ("operation_split.amount", b"1.5"),
    ],
)
def test_what_cannot_be_read_goes_and_comes_back_like_the_rest(
    full: Path, tmp_path: Path, place: str, plain: bytes
) -> None:
    file = Path(shutil.copy(full, tmp_path))
    table = place.partition(".")[0]
    seal(file, place, plain)
    opened = session(file)
    household = load(file)
    entity = {"operation_split": "asset", "operation": "asset"}.get(table, table)
    with opened.command() as transaction:
        for row in transaction.store.where("ownership") if entity == "member" else ():
            transaction.remove("ownership", int(str(row["id"])))
        key = 2 if entity != table else 1
        trash.put(transaction, entity, key)
    after = check(household, transaction.entries, file)
    assert check(after, undo(opened).changes, file) == household
    opened.close()


def test_the_parts_of_an_operation_that_cannot_be_read_wait_for_its_amount(
    full: Path, tmp_path: Path
) -> None:
    file = Path(shutil.copy(full, tmp_path))
    seal(file, "operation.amount", b"1.5")
    opened = session(file)
    household = load(file)
    assert household.unread_splits.keys() == {1}
    with opened.command() as transaction:
        transaction.change("operation_split", 1, {"note": "un mot"})
    noted = check(household, transaction.entries, file)
    with opened.command() as transaction:
        transaction.change("operation", 1, {"amount": -1_010})
    whole = check(noted, transaction.entries, file)
    assert not whole.unread_splits
    assert [part.note for item in whole.operations if item.id == 1 for part in item.splits] == [
        "un mot"
    ]
    assert check(whole, undo(opened).changes, file) == noted
    opened.close()
