"""Commands are all or nothing: whatever interrupts one leaves no row."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from patrimoine_gui.database import connections
from patrimoine_gui.errors import (
    FileUnreachable,
    InputRefused,
    NoSpace,
    PublishedUnconfirmed,
    StateUnknown,
)
from patrimoine_gui.portfolio.commands import assets, members, operations, valuations
from patrimoine_gui.portfolio.commands.session import TransactionRolledBack
from patrimoine_gui.portfolio.household import ValueSource
from tests.households import (
    DAY,
    ELODIE,
    LIVRET,
    PEA,
    made,
    operation,
    rows,
    session,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return made(tmp_path / "maison.patrimoine")


def test_a_refusal_at_the_end_takes_back_the_beginning(file: Path) -> None:
    opened = session(file)
    before = rows(opened), rows(opened, "journal")

    def build() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)
            assets.create(transaction, replace(LIVRET, name="  "))

    with pytest.raises(InputRefused):
        build()
    assert (rows(opened), rows(opened, "journal")) == before


class _Dying(sqlite3.Connection):
    """Fails like a disk that is pulled out, at one of the statements that write."""

    left = 0

    def cursor(self, *_arguments: Any) -> Any:
        return super().cursor(_DyingCursor)


class _DyingCursor(sqlite3.Cursor):
    def execute(self, statement: str, *arguments: Any) -> _DyingCursor:
        self._count(statement)
        return super().execute(statement, *arguments)

    def executemany(self, statement: str, *arguments: Any) -> _DyingCursor:
        self._count(statement)
        return super().executemany(statement, *arguments)

    def _count(self, statement: str) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            _Dying.left -= 1
            if _Dying.left < 0:
                raise OSError


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(after=st.integers(0, 9))
def test_a_crash_at_any_statement_leaves_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    file = tmp_path / "m.patrimoine"
    file.unlink(missing_ok=True)
    opened = session(made(file))
    before = rows(opened), rows(opened, "journal")

    def enter() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)
            valuations.set_value(
                transaction, valuations.ValueDraft(DAY, 1, ValueSource("releve"), asset_id=1)
            )
            operations.create(transaction, operation(5))
            assets.edit(transaction, 1, PEA)
            members.add_member(transaction, ELODIE)
            assets.delete(transaction, 1)

    with monkeypatch.context() as patch:
        real = sqlite3.connect
        _Dying.left = after
        patch.setattr(
            connections,
            "_connect_as",
            lambda kind, path, query, patience=0.0: real(
                f"{connections.uri(path)}?{query}",
                uri=True,
                isolation_level=None,
                timeout=patience,
                factory=type("Both", (_Dying, kind), {}),
            ),
        )
        with pytest.raises(OSError):  # noqa: PT011  (the disk's own)
            enter()
    assert (rows(opened), rows(opened, "journal")) == before
    assert not list(tmp_path.glob("*-journal"))


def test_an_interruption_leaves_nothing(file: Path) -> None:
    opened = session(file)

    def interrupted() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert rows(opened, "asset", "journal") == {"asset": [], "journal": []}


def test_a_full_disk_is_named_and_leaves_nothing(file: Path) -> None:
    opened = session(file)

    def fill() -> None:
        with opened.command() as transaction:
            connection = transaction.store.link
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            for _each in range(200):
                assets.create(transaction, replace(LIVRET, note="x" * 500))

    with pytest.raises(NoSpace) as caught:
        fill()
    assert (caught.value.free or 0) > 0
    assert rows(opened, "asset", "journal") == {"asset": [], "journal": []}


def test_a_transaction_that_is_lost_is_never_called_done(file: Path) -> None:
    opened = session(file)

    def go_on() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)
            transaction.store.link.exec_driver_sql("ROLLBACK")

    with pytest.raises(TransactionRolledBack):
        go_on()
    assert rows(opened, "asset", "journal") == {"asset": [], "journal": []}


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        ("before", FileUnreachable),
        ("after", PublishedUnconfirmed),
        ("with damage", StateUnknown),
    ],
)
def test_an_error_of_the_commit_tells_what_the_file_is(
    file: Path, monkeypatch: pytest.MonkeyPatch, moment: str, told: type[Exception]
) -> None:
    opened = session(file)
    dialect = opened._engine.engine.dialect
    commit = dialect.do_commit
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_FSYNC
    error.sqlite_errorname = "SQLITE_IOERR_FSYNC"

    def doubtful(connection: Any) -> None:
        if moment != "before":
            commit(connection)
        if moment == "with damage":
            file.write_bytes(b"x" * file.stat().st_size)
        raise error

    def write() -> None:
        with opened.command() as transaction:
            assets.create(transaction, LIVRET)

    monkeypatch.setattr(dialect, "do_commit", doubtful)
    with pytest.raises(told):
        write()
    if moment != "with damage":
        assert len(rows(opened, "asset")["asset"]) == (moment == "after")
