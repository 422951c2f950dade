"""What needs the revisions to run: the models, the index, the structure of a revision."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui.migration import culprit, fresh_build, indexing
from patrimoine_gui.migration.checking.findings import Finding, Rule
from patrimoine_gui.migration.checking.sources import VERSIONS
from patrimoine_gui.migration.schema import Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import MetaData

MODELS: Final = Path("patrimoine_gui/database/models")
_NEXT: Final = "9999"
"""Id of the revision that would be written, and is not."""

INDEX: Final = Path("migrations/index.py")
MISTAKES: Final = (
    ArithmeticError,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    sqlite3.Error,
)
"""What code that somebody is still writing may raise."""


def find_in_models(repository: Path, models: MetaData) -> Iterator[Finding]:
    """Find tables, columns and constraints that the models have otherwise than head."""
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    from patrimoine_gui.migration import autogenerate

    migrations = repository / "migrations"
    try:
        operations = autogenerate.compare(migrations, models, _NEXT)
    except (*MISTAKES, CommandError, SQLAlchemyError) as error:
        yield _raised(migrations, error)
        return
    for thing in operations.things if operations else ():
        table = re.split(r"[. ]", thing, maxsplit=1)[0]
        yield Finding(*_place_of(repository, table), Rule.MODELS, thing)


def _raised(migrations: Path, error: Exception) -> Finding:
    """Say which revision raised, the folder when none was running."""
    found = culprit.find(error, migrations)
    file = VERSIONS / found.file if found else VERSIONS
    return Finding(file, found.line if found else 1, Rule.UNREADABLE, type(error).__name__)


def _place_of(repository: Path, table: str) -> tuple[Path, int]:
    """Give the file and the line of the models that name a table, the folder when none does."""
    for path in sorted((repository / MODELS).glob("*.py")):
        lines = path.read_text(encoding="utf-8").splitlines()
        for rank, line in enumerate(lines, start=1):
            if f'__tablename__ = "{table}"' in line:
                return MODELS / path.name, rank
    return MODELS, 1


def find_in_index(repository: Path) -> Iterator[Finding]:
    """Find an index that is not what the revisions say; a broken chain has none."""
    path = repository / INDEX
    try:
        expected = indexing.render_index(repository / "migrations")
    except (indexing.BrokenHistory, KeyError, SyntaxError, ValueError):
        return
    found = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    wanted = expected.splitlines()
    if found != wanted:
        same = (one == two for one, two in zip(found, wanted, strict=False))
        line = next((rank for rank, equal in enumerate(same, 1) if not equal), len(found) or 1)
        yield Finding(INDEX, line, Rule.INDEX, "make index")


def structure_in(repository: Path) -> Callable[[str], Schema]:
    """Give what tells the structure of a revision; one that does not run has none."""
    from alembic.util import CommandError
    from sqlalchemy.exc import SQLAlchemyError

    def schema_of(revision: str) -> Schema:
        try:
            return fresh_build.schema_of(repository / "migrations", revision)
        except (*MISTAKES, CommandError, SQLAlchemyError):
            return Schema()

    return schema_of
