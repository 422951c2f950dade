"""Takes golden files from revision to revision with their keys, and reads what they then hold."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.database.field_values import stored
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.revisions import load
from tests import keys
from tests.history import protected_builders

if TYPE_CHECKING:
    from collections.abc import Callable

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.outcome import Outcome
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Report

GOLDEN = Path(__file__).resolve().parents[1] / "data" / "history"
NAMES = sorted(path.stem for path in GOLDEN.glob("*.patrimoine"))
REVISIONS = [revision.id for revision in load().all]

ASSET_LABELS = {
    "name": "asset.name",
    "institution": "asset.institution",
    "iban": "asset.iban",
    "owner_text": "asset.owner",
    "note": "asset.note",
    "type_text": "asset.kind",
}
REJECT_LABELS = {
    "account_name": "reject.account",
    "raw_date": "reject.day",
    "raw_balance": "reject.amount",
}

Row = tuple[object, ...]


def copy_of(name: str, folder: Path) -> Path:
    """Give a copy of a golden file, to work on."""
    return Path(shutil.copy(GOLDEN / f"{name}.patrimoine", folder / f"{name}.patrimoine"))


def keyring_for(plan: Plan) -> Keyring:
    """Give the keys that a plan asks for: of a golden file, or of one that these tests protect."""
    header = plan.header
    if header is not None and header.household_id == protected_builders.HOUSEHOLD_ID:
        return keys.unlocked(header, protected_builders.PASSPHRASE)
    return keys.keyring_for(plan)


def keyring_of(file: Path) -> Keyring:
    """Give the keys of a protected file."""
    return keyring_for(MigrationManager().plan(file))


def run(manager: MigrationManager, plan: Plan, report: Report | None = None) -> Outcome:
    """Run a plan, either way."""
    told = report or _nobody
    if plan.direction is Direction.UP:
        return manager.upgrade(plan, keyring_for(plan), told)
    return manager.downgrade(plan, keyring_for(plan), consent=True, report=told)


def _nobody(_progress: object) -> None:
    """Tell nobody."""


def reach(file: Path, target: str, look: Callable[[Plan], Report] | None = None) -> Outcome | None:
    """Bring a file to a revision; None where it is there already.

    Args:
        file: the file.
        target: the revision.
        look: given the plan, gives who is to be told of the run.
    """
    manager = MigrationManager()
    plan = manager.plan(file, target)
    report = None if look is None else look(plan)
    return run(manager, plan, report) if plan.revisions else None


def rows(file: Path, query: str) -> list[Row]:
    """Read rows as they stand in the file."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def edit(file: Path, *statements: str) -> None:
    """Change a file behind the program's back."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def opened(file: Path, table: str, clear: str = "id") -> list[Row]:
    """Read a protected table: the clear columns, then the encrypted ones, opened."""
    labels = ASSET_LABELS if table == "asset" else REJECT_LABELS
    fields = keyring_of(file).fields
    openers = [fields.decryptor(label) for label in labels.values()]
    found = rows(file, f"SELECT {clear}, {', '.join(labels)} FROM {table} ORDER BY id")
    return [
        (
            *row[: -len(openers)],
            *(
                None if token is None else stored(opener(token))  # type: ignore[arg-type]
                for opener, token in zip(openers, row[-len(openers) :], strict=True)
            ),
        )
        for row in found
    ]


def to_the_letter(found: list[Row]) -> list[str]:
    """Give rows so that 1, 1.0, "1" and b"1" differ."""
    return [repr(tuple(row)) for row in found]
