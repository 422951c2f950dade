"""Makes the first golden file of a new revision: the household of the one before, upgraded."""

from __future__ import annotations

import ast
import json
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.create import require_working_copy
from patrimoine_gui.errors import (
    FileExists,
    FileUnreachable,
    KeyRequired,
    TargetUnknown,
    UnreachableReason,
)
from patrimoine_gui.paths import UserFolders

if TYPE_CHECKING:
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.revisions import RevisionSet

SUFFIX: Final = ".patrimoine"
_KEYS: Final = "protected_builders.py"


@dataclass(frozen=True, slots=True)
class GoldenFile:
    """A golden file that was made.

    Attributes:
        file: where.
        revision: its format.
        source: the golden file that it was made from.
    """

    file: Path
    revision: str
    source: Path


def make(migrations: Path, version: str) -> GoldenFile:
    """Upgrade a copy of the newest rich golden file to a new revision, and go back and forth.

    The revision may have been edited: the index is refreshed first. A draft that was made before
    is replaced as long as the ledger does not know it.

    Args:
        migrations: folder of the revisions, in a working copy of the source.
        version: the revision, as `upgrade --target` takes it.

    Raises:
        RevisionsUnwritable: this is no working copy.
        TargetUnknown: there is no such revision.
        FileExists: that golden file is frozen.
        FileUnreachable: there is no rich golden file to start from.
        UserError: the revision fails, or its proof; the draft of before stays.
    """
    from patrimoine_gui.authoring import index
    from patrimoine_gui.migration import revisions
    from patrimoine_gui.migration.manager import MigrationManager

    require_working_copy(migrations)
    tests = migrations.parent / "tests"
    index.write_index(migrations)
    revisions.load.cache_clear()
    below, revision = _step(revisions.load(migrations), version)
    source, target = _source(tests, below), _target(tests, revision)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        manager = MigrationManager(_folders(folder), migrations=migrations)
        copy = _copied(source, folder / source.name)
        for reached in (revision, below, revision):
            _reach(manager, copy, reached, tests)
        _put(copy, target)
    return GoldenFile(target, revision, source)


def _step(chain: RevisionSet, version: str) -> tuple[str, str]:
    """Give the ids of the revision before and of the one that is meant."""
    revision = chain.resolve(version, chain.head.id)
    before = chain.by_ordinal(revision.ordinal - 1)
    if before is None:
        raise TargetUnknown(version)
    return before.id, revision.id


def _source(tests: Path, below: str) -> Path:
    """Find the golden file to start from; the one before may have a draft only."""
    from patrimoine_gui.authoring import revision_template

    folder = tests / "data" / "history"
    name = revision_template.newest_golden(tests, below)
    if not name:
        raise FileUnreachable(folder, UnreachableReason.MISSING)
    return folder / f"{name}{SUFFIX}"


def _target(tests: Path, revision: str) -> Path:
    target = tests / "data" / "history" / f"{revision}-draft{SUFFIX}"
    ledger = tests / "data" / "ledger.json"
    frozen = json.loads(ledger.read_text(encoding="utf-8")) if ledger.is_file() else {}
    if target.relative_to(tests.parent).as_posix() in frozen:
        raise FileExists(target)
    return target


def _folders(folder: Path) -> UserFolders:
    return UserFolders(folder / "data", folder / "settings", folder / "logs")


def _copied(source: Path, target: Path) -> Path:
    """Copy a database by SQLite's own means."""
    with closing(sqlite3.connect(source)) as reading:
        reading.execute("VACUUM INTO ?", (str(target),))
    return target


def _put(copy: Path, target: Path) -> None:
    """Let a finished file take the place of the draft of before, whole or not at all."""
    beside = target.with_name(f".{target.name}")
    beside.unlink(missing_ok=True)
    try:
        _copied(copy, beside).replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _reach(manager: MigrationManager, file: Path, target: str, tests: Path) -> None:
    from patrimoine_gui.migration.plan import Direction

    plan = manager.plan(file, target)
    if not plan.revisions:
        return
    keyring = keyring_for(plan, tests)
    if plan.direction is Direction.UP:
        manager.upgrade(plan, keyring)
    else:
        manager.downgrade(plan, keyring, consent=True)


def keyring_for(plan: Plan, tests: Path) -> Keyring:
    """Open the keys of a golden file, or make some where it gets its first ones.

    Args:
        plan: what is to be done to a copy of it.
        tests: folder of the tests, whose builders say the passphrase.

    Raises:
        KeyRequired: they do not.
        WrongPassphrase: it opens golden files, and not this one.
    """
    from patrimoine_gui.crypto.kdf import POLICY
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.change_keys import KeyManager

    passphrase = _passphrase(tests / "history" / _KEYS)
    if not passphrase:
        raise KeyRequired(plan.current)
    if plan.header is not None:
        return Keyring.unlock(plan.header, passphrase, POLICY)
    return KeyManager.new(plan, passphrase)[0]


def _passphrase(builders: Path) -> str:
    """Read the passphrase of the golden files out of their builders, which are not run."""
    if not builders.is_file():
        return ""
    for node in ast.parse(builders.read_text(encoding="utf-8")).body:
        match node:
            case ast.Assign(
                targets=[ast.Name(id="PASSPHRASE")], value=ast.Constant(value=str(text))
            ):
                return text
    return ""
