"""What the program knows of the revisions without loading Alembic: their index."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

from patrimoine_gui.errors import NoVersionBelow, TargetUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType


@dataclass(frozen=True, slots=True)
class Move:
    """Rows that a revision may move from one kind to another, and the sentence that says so."""

    source: str
    target: str
    one: str
    many: str


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision, as its index entry tells it.

    Attributes:
        id: "0002".
        ordinal: 2, the `user_version` of a file at this revision.
        app_version: version of Patrimoine that brought it.
        day: "2026-11-22", the day it was made.
        sentence: message id, the first line of its docstring.
        details: message ids of further sentences.
        loses: message id of what a downgrade across it loses, "" when nothing.
        requires_key: whether it touches encrypted values.
        protects: whether a file of this revision has a header with keys.
        scrub_after: whether it leaves clear text that must not stay in free pages.
        moves: what the proof may find different.
        measures: module that measures a file of this revision.
        module: name of its file, without ".py".
    """

    id: str
    ordinal: int
    app_version: str
    day: str
    sentence: str
    details: tuple[str, ...]
    loses: str
    requires_key: bool
    protects: bool
    scrub_after: bool
    moves: tuple[Move, ...]
    measures: str
    module: str


class RevisionSet:
    """The chain of revisions, in order."""

    def __init__(self, revisions: Iterable[Revision]) -> None:
        """Take the revisions in ascending order."""
        self.all = tuple(revisions)
        self._by_id = {revision.id: revision for revision in self.all}

    @property
    def head(self) -> Revision:
        """The newest revision."""
        return self.all[-1]

    def by_ordinal(self, ordinal: int) -> Revision | None:
        """Give the revision of a format number, None when there is none."""
        return self.all[ordinal - 1] if 1 <= ordinal <= len(self.all) else None

    def get(self, revision: str) -> Revision:
        """Give a revision by its id.

        Raises:
            TargetUnknown: there is none.
        """
        if revision not in self._by_id:
            raise TargetUnknown(revision)
        return self._by_id[revision]

    def resolve(self, target: str, current: str) -> Revision:
        """Understand "head", "0002", "2", "-1", "+1" or an app version such as "0.2".

        Raises:
            TargetUnknown: nothing bears that name.
            NoVersionBelow: it is below the first revision; a file has no form there.
        """
        if target in {"head", "heads"}:
            return self.head
        if target == "base":
            raise NoVersionBelow(target, lowest=self.all[0].id)
        if target[:1] in {"+", "-"} and target[1:].isdecimal() and target.isascii():
            ordinal = self.get(current).ordinal + int(target)
            found = self.by_ordinal(ordinal)
            if ordinal < 1:
                raise NoVersionBelow(target, lowest=self.all[0].id)
        else:
            names = (
                revision
                for revision in self.all
                if target in {revision.id, str(revision.ordinal), revision.app_version}
            )
            found = next(names, None)
        if found is None:
            raise TargetUnknown(target)
        return found

    def between(self, first: str, last: str) -> tuple[Revision, ...]:
        """Give the revisions to run from `first` to `last`, in the order in which they run."""
        start, end = self.get(first).ordinal, self.get(last).ordinal
        if start <= end:
            return self.all[start:end]
        return tuple(reversed(self.all[end:start]))

    def path(self, first: str, last: str) -> tuple[str, ...]:
        """Give the ids of the revisions that a file passes through, both ends included."""
        start, end = self.get(first).ordinal, self.get(last).ordinal
        step = 1 if start <= end else -1
        return tuple(self.all[ordinal - 1].id for ordinal in range(start, end + step, step))


@lru_cache(maxsize=8)
def load(folder: Path | None = None) -> RevisionSet:
    """Read the index of a migrations folder, the program's own by default."""
    if folder is None:
        from migrations import index
    else:
        index = _index_of(folder)
    return RevisionSet(
        Revision(
            id=entry.id,
            ordinal=rank,
            app_version=entry.app_version,
            day=entry.day,
            sentence=entry.sentence,
            details=entry.details,
            loses=entry.irreversible,
            requires_key=entry.requires_key,
            protects=entry.protects,
            scrub_after=entry.scrub_after,
            moves=tuple(Move(*change) for change in entry.changes),
            measures=entry.measures,
            module=entry.module,
        )
        for rank, entry in enumerate(index.REVISIONS, start=1)
    )


def _index_of(folder: Path) -> ModuleType:
    name = f"patrimoine_index_{abs(hash(folder))}"
    spec = importlib.util.spec_from_file_location(name, folder / "index.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
