"""Undo and redo: exact, after a restart too, and refused where they would undo more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrimoine_gui.database.engine import HouseholdEngine
from patrimoine_gui.database.file_header import read_from
from patrimoine_gui.errors import ChangedSince, NothingToUndo
from patrimoine_gui.portfolio.commands import assets, loans, members, operations, trash, valuations
from patrimoine_gui.portfolio.commands.journal import Action, BatchKind
from patrimoine_gui.portfolio.commands.row_store import RowStore
from patrimoine_gui.portfolio.commands.undo import redo, undo, undoable
from patrimoine_gui.portfolio.household import ValueSource
from tests import keys
from tests.households import (
    DAY,
    ELODIE,
    LIVRET,
    LOAN,
    PEA,
    at,
    made,
    operation,
    rows,
    session,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from patrimoine_gui.portfolio.commands.session import CommandSession, Transaction


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


def filled(file: Path) -> CommandSession:
    """Open a file that has an asset with a value, a loan, a member and an operation."""
    opened = session(file, at(8))
    with opened.command() as transaction:
        assets.create(transaction, LIVRET)
        valuations.set_value(transaction, value(100))
        loans.create(transaction, LOAN)
        members.add_member(transaction, ELODIE)
        operations.create(transaction, operation(500))
    return opened


def value(amount: int, day: date = DAY) -> valuations.ValueDraft:
    return valuations.ValueDraft(day, amount, ValueSource("releve"), asset_id=1)


def test_undo_brings_every_row_back_with_its_moments(file: Path) -> None:
    opened = filled(file)
    before = rows(opened)
    later = session(file, at(9))
    with later.command() as transaction:
        assets.edit(transaction, 1, replace(LIVRET, name="Autre nom"))
        valuations.set_value(transaction, value(250))
        loans.delete(transaction, 2)
    after = rows(later)
    assert after != before
    done = undo(session(file, at(10))).batch
    assert (done.action, done.entity) == (Action.UPDATE, "asset")
    assert rows(opened) == before
    redo(session(file, at(11)))
    assert rows(opened) == after


def test_commands_are_undone_after_a_restart_the_last_first(file: Path) -> None:
    for name in ("un", "deux", "trois"):
        with session(file).command() as transaction:
            assets.create(transaction, replace(LIVRET, name=name))
    for left in (["un", "deux"], ["un"], []):
        undo(session(file))
        assert [row["name"] for row in rows(session(file), "asset")["asset"]] == left
    with pytest.raises(NothingToUndo) as caught:
        undo(session(file))
    assert not caught.value.redo
    for there in (["un"], ["un", "deux"], ["un", "deux", "trois"]):
        redo(session(file))
        assert [row["name"] for row in rows(session(file), "asset")["asset"]] == there
    with pytest.raises(NothingToUndo) as caught:
        redo(session(file))
    assert caught.value.redo


def names(opened: CommandSession) -> tuple[str | None, str | None]:
    found = undoable(opened)
    return tuple(None if batch is None else batch.label for batch in (found.undo, found.redo))  # type: ignore[return-value]


def test_undo_and_redo_are_named_after_a_restart_too(file: Path) -> None:
    opened = filled(file)
    assert names(opened) == ("", None)
    with opened.command("valeur de Livret A 🐝") as transaction:
        valuations.set_value(transaction, value(250))
        assets.create(transaction, PEA)
    with opened.command() as transaction:
        transaction.label = "releve.ofx"
        loans.delete(transaction, 2)
    assert names(session(file)) == ("releve.ofx", None)
    assert undo(session(file)).batch.label == "releve.ofx"
    assert names(session(file)) == ("valeur de Livret A 🐝", "releve.ofx")
    assert redo(session(file)).batch.label == "releve.ofx"
    assert names(session(file)) == ("releve.ofx", None)


def test_a_name_stands_once_and_encrypted(file: Path) -> None:
    opened = session(file)
    with opened.command("Léa a quitté le foyer") as transaction:
        assets.create(transaction, LIVRET)
        assets.create(transaction, PEA)
    found = rows(opened, "journal")["journal"]
    assert [row["label"] for row in found] == ["Léa a quitté le foyer", None]
    assert "Léa a".encode() not in file.read_bytes()


def test_a_name_that_cannot_be_read_hides_nothing_else(file: Path) -> None:
    opened = session(file)
    with opened.command("illisible") as transaction:
        assets.create(transaction, LIVRET)
    with closing(sqlite3.connect(file)) as link, link:
        link.execute("UPDATE journal SET label = x'0201'")
    assert names(opened) == ("", None)
    assert undo(opened).batch.label == ""
    assert rows(opened, "asset")["asset"] == []


def test_a_new_command_ends_what_could_be_redone(file: Path) -> None:
    opened = filled(file)
    undo(opened)
    assert undoable(opened).redo is not None
    with opened.command() as transaction:
        assets.create(transaction, PEA)
    assert undoable(opened).redo is None
    with pytest.raises(NothingToUndo):
        redo(opened)
    undo(opened)
    with pytest.raises(NothingToUndo):  # the first command was undone already
        undo(opened)


def test_what_was_undone_redone_and_undone_again_is_gone(file: Path) -> None:
    opened = filled(file)
    full = rows(opened)
    for _round in range(3):
        undo(opened)
        assert not rows(opened, "asset")["asset"]
        redo(opened)
        assert rows(opened) == full
    assert undoable(opened).undo is not None
    assert undoable(opened).undo.kind is BatchKind.REDO  # type: ignore[union-attr]


def test_the_journal_says_what_undid_what(file: Path) -> None:
    opened = filled(file)
    undo(opened)
    redo(opened)
    found = rows(opened, "journal")["journal"]
    batches = list(dict.fromkeys(row["batch"] for row in found))
    by = {row["batch"]: row["undone_by"] for row in found}
    assert [by[name] for name in batches] == [batches[1], batches[2], None]


def test_nothing_is_undone_where_something_else_changed_a_row(file: Path) -> None:
    opened = filled(file)
    with opened.command() as transaction:
        assets.edit(transaction, 1, replace(LIVRET, subtype="pel"))
        valuations.set_value(transaction, value(300))
    with closing(sqlite3.connect(file)) as link, link:
        link.execute("UPDATE asset SET position = 7")
    before = rows(opened)
    journal = rows(opened, "journal")
    with pytest.raises(ChangedSince) as caught:
        undo(opened)
    assert caught.value.entity == "asset"
    assert rows(opened) == before
    assert rows(opened, "journal") == journal


def test_nothing_is_undone_where_a_row_has_gone_or_is_referred_to(file: Path) -> None:
    opened = filled(file)
    with opened.command() as transaction:
        valuations.set_value(transaction, value(300, date(2025, 1, 1)))
    with closing(sqlite3.connect(file)) as link, link:
        link.execute("DELETE FROM valuation WHERE as_of = '2025-01-01'")
    with pytest.raises(ChangedSince):
        undo(opened)
    with opened.command() as transaction:
        assets.create(transaction, PEA)
    with closing(sqlite3.connect(file)) as link, link:
        link.execute("UPDATE valuation SET asset_id = 3")
    with pytest.raises(ChangedSince):
        undo(opened)


def test_a_row_of_an_older_form_is_not_guessed(file: Path) -> None:
    opened = filled(file)
    with opened.command() as transaction:
        assets.edit(transaction, 1, replace(LIVRET, note="une note"))
    with closing(sqlite3.connect(file)) as link, link:
        link.execute("UPDATE journal SET before = after, after = x'02' WHERE action = 'update'")
    with pytest.raises(ChangedSince):
        undo(opened)


def test_a_row_of_a_table_that_had_other_columns_is_not_guessed(file: Path) -> None:
    opened = filled(file)
    with opened.command() as transaction:
        assets.edit(transaction, 1, replace(LIVRET, note="une note"))
    (entry,) = [r for r in rows(opened, "journal")["journal"] if r["action"] == "update"]
    former = dict(entry["before"]) | {"owner_text": "Moi"}  # type: ignore[call-overload]
    with HouseholdEngine(
        file, keys.new_keyring().fields, header=read_from(file)
    ).engine.begin() as link:
        RowStore(link).update("journal", int(str(entry["id"])), {"before": former})
    with pytest.raises(ChangedSince):
        undo(opened)


def test_a_command_that_changes_nothing_leaves_nothing_to_undo(file: Path) -> None:
    opened = filled(file)
    with opened.command() as transaction:
        assert not assets.edit(transaction, 1, LIVRET)
    assert len({row["batch"] for row in rows(opened, "journal")["journal"]}) == 1


# --- property: undo then redo is identity ---------------------------------------------------------

_AMOUNTS = st.integers(-(10**13), 10**13)
_DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)


def _rename(name: str) -> Callable[[Transaction], object]:
    return lambda transaction: assets.edit(transaction, 1, replace(LIVRET, name=name))


def _revalue(amount: int, day: date) -> Callable[[Transaction], object]:
    return lambda transaction: valuations.set_value(transaction, value(amount, day))


def _move(amount: int, day: date) -> Callable[[Transaction], object]:
    return lambda transaction: operations.create(transaction, operation(amount, day))


def _delete_loan(transaction: Transaction) -> None:
    if transaction.store.count("loan"):
        loans.delete(transaction, 2)


def _bin_operation(transaction: Transaction) -> None:
    if not transaction.store.get("operation", 1)["deleted_at"]:
        trash.put(transaction, "operation", 1)


_COMMANDS = st.one_of(
    st.builds(_rename, _NAMES),
    st.builds(_revalue, _AMOUNTS, _DAYS),
    st.builds(_move, _AMOUNTS, _DAYS),
    st.just(_delete_loan),
    st.just(_bin_operation),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands=st.lists(_COMMANDS, min_size=1, max_size=4))
def test_undoing_all_and_redoing_all_is_identity(
    tmp_path: Path, commands: list[Callable[[Transaction], object]]
) -> None:
    file = tmp_path / "p.patrimoine"
    file.unlink(missing_ok=True)
    opened = filled(made(file))
    states = [rows(opened)]
    for command in commands:
        with opened.command() as transaction:
            command(transaction)
        if rows(opened) != states[-1]:
            states.append(rows(opened))
    for state in reversed(states[:-1]):
        undo(session(file))
        assert rows(opened) == state
    for state in states[1:]:
        redo(session(file))
        assert rows(opened) == state
