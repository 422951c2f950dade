"""Files with the tables of head and one household, for the tests of commands."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from patrimoine_gui.database import file_header
from patrimoine_gui.database.engine import HouseholdEngine
from patrimoine_gui.database.models import Base
from patrimoine_gui.portfolio.commands import assets, loans, members, operations, securities
from patrimoine_gui.portfolio.commands.row_snapshot import packed
from patrimoine_gui.portfolio.commands.row_store import table_of
from patrimoine_gui.portfolio.commands.session import CommandSession
from patrimoine_gui.portfolio.household import (
    AssetClass,
    AssetGroup,
    Deferral,
    LoanKind,
    OperationKind,
    Periodicity,
    Role,
    SecurityKind,
    ValuationMode,
)
from tests import keys

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 11, 22)
IBAN = "FR7630006000011234567890189"
"""That of the examples of French banks."""

LIVRET = assets.AssetDraft(
    "Livret d'Élodie", AssetGroup("liquidites"), "livret", ValuationMode("solde")
)
PEA = assets.AssetDraft("PEA", AssetGroup("financier"), "pea", ValuationMode("positions"))
LOAN = loans.LoanDraft(
    "Prêt de la maison",
    LoanKind("amortissable"),
    Periodicity("mensuelle"),
    Deferral("aucun"),
    principal=20_000_000,
    rate=Decimal("3.05"),
    first_due_on=date(2020, 1, 5),
    months=240,
)
FUND = securities.SecurityDraft(
    "Un fonds", SecurityKind("etf"), AssetClass("actions"), isin="FR0000120271"
)
ELODIE = members.MemberDraft("Élodie", Role("moi"), date(1980, 2, 29))


def made(file: Path) -> Path:
    """Make a file with the tables of head and the keys of tests, and nothing in it."""
    keyring = keys.new_keyring()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        file_header.create(connection)
        file_header.write(connection, keyring.header)
    opened = HouseholdEngine(file, keyring.fields, header=keyring.header)
    Base.metadata.create_all(opened.engine)
    opened.lock()
    return file


def session(file: Path, moment: datetime | None = None) -> CommandSession:
    """Open a file as the program does; each session stands for one start of it."""
    keyring = keys.new_keyring()
    if moment is None:
        return CommandSession(file, keyring.fields, keyring.header)
    return CommandSession(file, keyring.fields, keyring.header, clock=lambda: moment)


def operation(amount: int, day: date = DAY, **more: object) -> operations.OperationDraft:
    """Give an operation of the first asset."""
    values: dict[str, object] = {"asset_id": 1, "kind": OperationKind("depot"), **more}
    return operations.OperationDraft(on_date=day, amount=amount, **values)  # type: ignore[arg-type]


def rows(opened: CommandSession, *entities: str) -> dict[str, list[dict[str, object]]]:
    """Give every row of some tables, decrypted; of all but the journal when none is named."""
    names = entities or tuple(name for name in Base.metadata.tables if name != "journal")
    with opened.reading() as store:
        return {name: [packed(table_of(name), row) for row in store.where(name)] for name in names}


def at(hour: int) -> datetime:
    """Give a moment of one day."""
    return datetime(2026, 11, 22, hour, tzinfo=UTC)
