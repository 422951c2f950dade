"""Writes a new revision: what `migrate.py create` does.

This module is light, because the wording of its errors is loaded by every program; Alembic comes
with `autogenerate`, when there is something to compare.
"""

from __future__ import annotations

import ast
import os
import re
import sys
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import UserError
from patrimoine_gui.migration.review import Operations, ReviewKind, ReviewNote

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import MetaData

_SLUG_LENGTH: Final = 40
_SENTENCE_LENGTH: Final = 200


@dataclass(eq=False, repr=False)
class RevisionsUnwritable(UserError):
    """The revisions are those of an installation, or their folder cannot be written."""

    folder: Path


@dataclass(eq=False, repr=False)
class RevisionsForked(UserError):
    """Two heads, one number used twice, or a gap in the numbers.

    Attributes:
        revisions: file names of the revisions concerned.
    """

    revisions: tuple[str, ...] = field(metadata={"harmless": True})


@dataclass(eq=False, repr=False)
class NothingToMigrate(UserError):
    """The models describe the schema at head: nothing was written."""


@dataclass(eq=False, repr=False)
class DescriptionUnusable(UserError):
    """The description is empty, too long, on several lines, or has no letter or digit."""


@dataclass(frozen=True, slots=True)
class WrittenRevision:
    """A revision that was written.

    Attributes:
        file: where.
        revision: its id.
        down_revision: the id of the one before, "" for the first.
        notes: what to review, in reading order.
    """

    file: Path
    revision: str
    down_revision: str
    notes: tuple[ReviewNote, ...]


def create(
    migrations: Path,
    description: str,
    models: MetaData | None,
    today: date | None = None,
) -> WrittenRevision:
    """Write the next revision, and refresh the index.

    Args:
        migrations: folder of env.py and the revisions, in a working copy of the source.
        description: the sentence that the user will read, in English.
        models: tables as they should be; None writes an empty revision.
        today: date in the name of the file, the current one by default.

    Raises:
        DescriptionUnusable, RevisionsUnwritable, RevisionsForked: nothing was written.
        NothingToMigrate: the models agree with head; nothing was written.
    """
    sentence = _sentence(description)
    _require_working_copy(migrations)
    below = _head(migrations)
    revision = f"{int(below or 0) + 1:04d}"
    operations = _operations(migrations, models)
    day = today or date.today()  # noqa: DTZ011  (the author's own calendar)
    file = migrations / "versions" / f"{day:%Y%m%d}_{revision}_{slug(sentence)}.py"
    _write(file, _render(migrations, sentence, revision, below, operations))
    _refresh_index(migrations, file)
    notes = (*operations.notes, *_standing_notes(sentence, revision))
    return WrittenRevision(file, revision, below, notes)


def slug(sentence: str) -> str:
    """Make a file name of a sentence: accents folded, at most forty characters, whole words."""
    folded = unicodedata.normalize("NFKD", sentence.replace("œ", "oe").replace("Œ", "Oe"))
    ascii_only = folded.encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    text = "_".join(words)
    if len(text) <= _SLUG_LENGTH:
        return text
    cut = text[: _SLUG_LENGTH + 1].rpartition("_")[0]
    return cut or text[:_SLUG_LENGTH]


def _sentence(description: str) -> str:
    sentence = description.strip()
    usable = sentence.isprintable() and len(sentence) <= _SENTENCE_LENGTH and slug(sentence)
    if not usable or '"""' in sentence or "\\" in sentence:
        raise DescriptionUnusable
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _require_working_copy(migrations: Path) -> None:
    """Refuse an installed program: `alembic.ini` exists beside the revisions in a clone only."""
    versions = migrations / "versions"
    is_installed = getattr(sys, "frozen", False) or not versions.is_dir()
    is_clone = (migrations.parent / "alembic.ini").is_file() and not is_installed
    if not (is_clone and os.access(versions, os.W_OK) and os.access(migrations, os.W_OK)):
        raise RevisionsUnwritable(migrations)


def _head(migrations: Path) -> str:
    """Give the head of the chain, "" when there is no revision at all."""
    from patrimoine_gui.migration import indexing

    try:
        chain = indexing.read_chain(migrations)
    except indexing.BrokenHistory as broken:
        raise RevisionsForked(broken.files) from broken
    return chain[-1].id if chain else ""


def _operations(migrations: Path, models: MetaData | None) -> Operations:
    if models is None:
        return Operations()
    from patrimoine_gui.migration import autogenerate

    operations = autogenerate.compare(migrations, models)
    if operations is None:
        raise NothingToMigrate
    return operations


def _render(
    migrations: Path, sentence: str, revision: str, below: str, operations: Operations
) -> str:
    from patrimoine_gui.migration import autogenerate

    return autogenerate.render_module(
        migrations / "script.py.mako",
        message=sentence,
        up_revision=revision,
        down_revision=below or None,
        upgrades=operations.upgrade,
        downgrades=operations.downgrade,
    )


def _write(file: Path, source: str) -> None:
    """Write a new file whole or not at all; an existing one stays."""
    ast.parse(source)
    try:
        with file.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(source)
    except OSError as error:
        raise RevisionsUnwritable(file.parent) from error


def _refresh_index(migrations: Path, file: Path) -> None:
    """Bring the index up to date; where it cannot be, the new file goes as well."""
    from patrimoine_gui.migration import indexing

    try:
        indexing.write_index(migrations)
    except BaseException as error:
        file.unlink()
        if isinstance(error, OSError):
            raise RevisionsUnwritable(migrations) from error
        raise


def _standing_notes(sentence: str, revision: str) -> tuple[ReviewNote, ...]:
    return (
        ReviewNote(ReviewKind.CHECKS),
        ReviewNote(ReviewKind.CHANGES),
        ReviewNote(ReviewKind.TRANSLATION, sentence),
        ReviewNote(ReviewKind.MEASURES, f"migrations/frozen/measures_{revision}.py"),
        ReviewNote(ReviewKind.GOLDEN, f"tests/data/history/{revision}-<name>.patrimoine"),
        ReviewNote(ReviewKind.LEDGER, "make ledger"),
    )
