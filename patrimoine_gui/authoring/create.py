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
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui import local_time
from patrimoine_gui.authoring.review import Operations
from patrimoine_gui.errors import FileExists, SourceBroken
from patrimoine_gui.errors.developer import (
    DescriptionUnusable,
    NothingToMigrate,
    RevisionsForked,
    RevisionsUnwritable,
)

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sqlalchemy import MetaData

    from patrimoine_gui.authoring.index import Script
    from patrimoine_gui.authoring.review import ReviewNote

_SLUG_LENGTH: Final = 40
_SENTENCE_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class WrittenRevision:
    """A revision that was written.

    Attributes:
        file: where.
        revision: its id.
        down_revision: the id of the one before, "" for the first.
        notes: what to review, in reading order.
        test: the test to fill in, None where the working copy has no tests.
        measures: the measures that were written beside it, None where those of head still do.
    """

    file: Path
    revision: str
    down_revision: str
    notes: tuple[ReviewNote, ...]
    test: Path | None = None
    measures: Path | None = None


def write_revision(
    migrations: Path,
    description: str,
    models: MetaData | None,
    today: date | None = None,
) -> WrittenRevision:
    """Write the next revision with the test that it needs, and refresh the index.

    Args:
        migrations: folder of env.py and the revisions, in a working copy of the source.
        description: the sentence that the user will read, in English.
        models: tables as they should be; None writes an empty revision.
        today: date in the name of the file, the current one by default.

    Raises:
        DescriptionUnusable, RevisionsUnwritable, RevisionsForked: nothing was written.
        NothingToMigrate: the models agree with head; nothing was written.
        LabelChanged: an encrypted column has another label; nothing was written.
        FileExists: a test or measures of that name stand there; nothing was written.
        SourceBroken: a revision, or the models, do not load or run; nothing was written.
    """
    from patrimoine_gui.authoring.revision_draft import Draft

    sentence = _sentence(description)
    require_working_copy(migrations)
    head = _head(migrations)
    revision = f"{int(head.id if head else 0) + 1:04d}"
    operations = _operations(migrations, models, revision)
    day = today or local_time.today()
    file = migrations / "versions" / f"{day:%Y%m%d}_{revision}_{slug(sentence)}.py"
    draft = Draft(migrations, sentence, revision, head, operations)
    _write_all(migrations, draft.sources(file))
    notes = (*operations.notes, *draft.standing_notes(file))
    test, measures = draft.test_file(file), draft.measures_file()
    return WrittenRevision(file, revision, draft.below, notes, test, measures)


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


def require_working_copy(migrations: Path) -> None:
    """Refuse an installed program: `alembic.ini` exists beside the revisions in a clone only."""
    versions = migrations / "versions"
    if not (
        is_working_copy(migrations)
        and os.access(versions, os.W_OK)
        and os.access(migrations, os.W_OK)
    ):
        raise RevisionsUnwritable(migrations)


def is_working_copy(migrations: Path) -> bool:
    """Tell a clone of the source from an installed program."""
    is_installed = getattr(sys, "frozen", False) or not (migrations / "versions").is_dir()
    return (migrations.parent / "alembic.ini").is_file() and not is_installed


def broken_source(migrations: Path) -> SourceBroken | None:
    """Say which revision of a working copy does not load or run, None where all do.

    Only what has changed since the structures were written down is run: a finished chain costs
    nothing.
    """
    from patrimoine_gui.migration.schema import fresh_build, records

    if not is_working_copy(migrations):
        return None
    try:
        head = _head(migrations)
        if head is not None and head.id not in records.recorded(migrations):
            fresh_build.build(migrations).close()
    except SourceBroken as broken:
        return broken
    except RevisionsForked:  # `heads` and `check` tell
        return None
    return None


def refuse_broken(migrations: Path) -> None:
    """Refuse to build on a revision that does not load or run.

    Raises:
        SourceBroken: there is one.
    """
    broken = broken_source(migrations)
    if broken is not None:
        raise broken


def _head(migrations: Path) -> Script | None:
    """Give the head of the chain, None when there is no revision at all."""
    from patrimoine_gui.authoring import index

    chain = index.read_chain(migrations)
    return chain[-1] if chain else None


def _operations(migrations: Path, models: MetaData | None, revision: str) -> Operations:
    if models is None:
        refuse_broken(migrations)
        return Operations()
    from patrimoine_gui.authoring import autogenerate

    operations = autogenerate.compare(migrations, models, revision)
    if operations is None:
        raise NothingToMigrate
    return operations


def _write_all(migrations: Path, sources: dict[Path, str]) -> None:
    """Write new files and refresh the index, all or nothing; an existing file stays."""
    from patrimoine_gui.authoring import index

    for file in sources:
        if file.exists():
            raise FileExists(file)
    index_file = migrations / "index.py"
    before = index_file.read_bytes() if index_file.is_file() else None
    try:
        for file, source in sources.items():
            ast.parse(source)
            file.write_text(source, encoding="utf-8", newline="\n")
        index.write_index(migrations)
    except BaseException as error:
        for file in sources:
            file.unlink(missing_ok=True)
        if before is not None:
            index_file.write_bytes(before)
        if isinstance(error, OSError):
            raise RevisionsUnwritable(migrations) from error
        raise
