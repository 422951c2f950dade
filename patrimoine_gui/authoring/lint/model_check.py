"""What needs the revisions to run: the models, the index, the structure of a revision."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring import index
from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors import SourceBroken
from patrimoine_gui.errors.developer import LabelChanged, LintRule, RevisionsForked
from patrimoine_gui.migration import error_location
from patrimoine_gui.migration.schema import fresh_build
from patrimoine_gui.migration.schema.structure import Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import MetaData

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
    """Find all that the models have otherwise than head, by the structure that both make."""
    from patrimoine_gui.authoring import autogenerate

    try:
        operations = autogenerate.compare(repository / "migrations", models, _NEXT)
    except SourceBroken as broken:
        yield unreadable(broken)
        return
    except LabelChanged as error:
        things: tuple[str, ...] = error.columns
    else:
        things = operations.things if operations else ()
    for thing in things:
        table = re.split(r"[. ]", thing, maxsplit=1)[0]
        place = error_location.line_of_table(repository, table)
        yield Finding(*place, LintRule.MODELS, thing)


def unreadable(broken: SourceBroken) -> Finding:
    """Say which file does not load or run."""
    subject = f"{broken.cause}: {broken.text}" if broken.text else broken.cause
    return Finding(Path(broken.file), broken.line, LintRule.UNREADABLE, subject)


def find_in_index(repository: Path) -> Iterator[Finding]:
    """Find an index that is not what the revisions say; a broken chain has none."""
    path = repository / INDEX
    try:
        text = index.render_index(repository / "migrations")
    except (RevisionsForked, SourceBroken, ValueError):
        return
    present = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    target = text.splitlines()
    if present != target:
        same = (one == two for one, two in zip(present, target, strict=False))
        line = next((rank for rank, equal in enumerate(same, 1) if not equal), len(present) or 1)
        yield Finding(INDEX, line, LintRule.INDEX, "make index")


def structure_in(repository: Path) -> Callable[[str], Schema]:
    """Give what tells the structure of a revision; one that does not run has none."""
    from alembic.util import CommandError

    def schema_of(revision: str) -> Schema:
        try:
            return fresh_build.schema_of(repository / "migrations", revision)
        except (SourceBroken, CommandError):
            return Schema()

    return schema_of
