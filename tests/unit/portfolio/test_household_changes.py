"""The household after a command is the one that the file gives, and shares what stayed."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrimoine_gui.portfolio import household as told
from patrimoine_gui.portfolio import household_changes
from patrimoine_gui.portfolio.commands import (
    assets,
    loans,
    members,
    securities,
    trades,
    trash,
)
from patrimoine_gui.portfolio.commands.row_store import number
from patrimoine_gui.portfolio.commands.undo import undo
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.examples.random_commands import COMMANDS, attempt, step, trade
from tests.households import DAY, ELODIE, FUND, LIVRET, LOAN, PEA, made, session

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from patrimoine_gui.portfolio.commands.journal import RowChange
    from patrimoine_gui.portfolio.commands.session import Transaction
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
            transaction, replace(trade(load(file), random), asset_id=2, security_id=1, kind=BUY)
        )
    for name in [*COMMANDS] * 2:
        if name.startswith(("add", "set", "link", "freeze")):
            attempt(opened, name, load(file), random)
    attempt(opened, "add security", load(file), random)  # one that nothing needs
    opened.close()
    return file


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


def test_a_security_whose_last_price_goes_has_no_series(full: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(full, tmp_path))
    opened = session(file)
    with opened.command() as transaction:
        security = securities.create(transaction, replace(FUND, isin=""))
        securities.set_prices(transaction, security, {DAY: Decimal(7)}, told.PriceSource.QUOTE)
    household = load(file)
    with opened.command() as transaction:
        (row,) = transaction.store.where("price", security_id=security)
        securities.delete_price(transaction, number(row))
    after = check(household, transaction.entries, file)
    assert security not in {series.security_id for series in after.prices}
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


def test_a_part_of_an_operation_changes_while_its_row_does_not(full: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(full, tmp_path))
    opened = session(file)
    household = load(file)
    with opened.command() as transaction:
        transaction.change("operation_split", 1, {"note": "une note"})
    assert {change.entity for change in transaction.entries} == {"operation_split"}
    noted = check(household, transaction.entries, file)
    assert check(noted, undo(opened).changes, file) == household
    opened.close()
