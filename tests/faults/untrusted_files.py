"""Looks at files that nobody vouches for, and changes them as nobody honest can."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import DamageKind, FileDamaged, HostileObject, UserError
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.file_check import sandbox, untrusted
from tests.faults import household

if TYPE_CHECKING:
    from pathlib import Path

RULES = untrusted.Rules(household.MIGRATIONS, revisions.load())


def check(file: Path, folder: Path, rules: untrusted.Rules = RULES) -> None:
    """Check a file, and do nothing with the copy that was checked."""
    with untrusted.examined(file, folder, rules):
        pass


def refused(file: Path, folder: Path, rules: untrusted.Rules = RULES) -> UserError:
    """Give the error that a file is refused with; nothing of it may change or last."""
    started = time.monotonic()
    with pytest.raises(UserError) as caught:
        check(file, folder, rules)
    assert time.monotonic() - started < 60
    return caught.value


def hostile(file: Path, folder: Path) -> str:
    """Give the kind of the object that a file is refused for."""
    before = file.read_bytes()
    error = refused(file, folder)
    assert isinstance(error, HostileObject), error
    assert error.file == file
    assert file.read_bytes() == before
    return error.kind


def damage(file: Path, folder: Path) -> DamageKind:
    """Give the kind of damage that a file is refused for."""
    error = refused(file, folder)
    assert isinstance(error, FileDamaged), error
    return error.kind


def ask(copy: Path, file: Path, statement: str, seconds: float = 60.0) -> None:
    """Ask a private copy something, as carefully as the checks do."""
    with sandbox.opened(copy, file, seconds) as connection:
        connection.execute(statement).fetchall()


def forge(file: Path, *statements: str) -> None:
    """Change the schema by hand, as nobody can who only runs statements."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            connection.execute(statement)
