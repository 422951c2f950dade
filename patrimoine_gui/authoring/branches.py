"""Two developers added a revision in parallel: which files branch, and which of them are ours.

Branches are never merged by a revision with two parents: files in the world have one history.
The one that has not landed yet is put on top of the other (`rebase`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from patrimoine_gui.authoring.lint import ledger, numbering, sources
from patrimoine_gui.errors import SourceBroken
from patrimoine_gui.errors.developer import (
    BranchAmbiguous,
    BranchLanded,
    BranchUnknown,
    NothingToRebase,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from patrimoine_gui.authoring.lint.sources import SourceFile


@dataclass(frozen=True, slots=True)
class Branches:
    """How the revisions of a working copy hang together; all are names of files.

    Attributes:
        heads: those that no other follows.
        twins: sets of files with one number, in their name or as their id.
        forks: sets of files that follow one and the same revision.
        local: those that have not landed: they may still be renumbered.
    """

    heads: tuple[str, ...]
    twins: tuple[tuple[str, ...], ...]
    forks: tuple[tuple[str, ...], ...]
    local: tuple[str, ...]

    @property
    def is_one(self) -> bool:
        """Whether there is one chain, with one head."""
        return len(self.heads) <= 1 and not self.twins and not self.forks


@dataclass(frozen=True, slots=True)
class BranchSplit:
    """A branch that moves, and the chain that it is put on.

    Attributes:
        trunk: the revisions that stay, in order.
        local: those that move, in order.
    """

    trunk: tuple[SourceFile, ...]
    local: tuple[SourceFile, ...]

    @property
    def ancestor(self) -> str:
        """The id of the newest revision that both have, "" for none."""
        return self.local[0].parent


def heads(repository: Path) -> Branches:
    """Tell the heads of a working copy, and where its revisions branch; never writes."""
    revisions = _read(repository)
    twins = {*_sets(revisions, lambda item: item.number), *_sets(revisions, lambda item: item.id)}
    return Branches(
        heads=_named(numbering.heads_of(revisions)),
        twins=tuple(sorted(twins)),
        forks=_sets(revisions, lambda item: item.parent or "first"),
        local=_named(item for item in revisions if not _is_landed(repository, item)),
    )


def split(repository: Path, names: Sequence[str] = ()) -> BranchSplit:
    """Say which revisions move on top of which.

    Args:
        repository: root of the working copy.
        names: file names, with or without ".py", or ids, of those that move. One name takes along
            the revisions after it; several are all that moves. None at all: whatever has not
            landed.

    Raises:
        NothingToRebase, BranchUnknown, BranchLanded, BranchAmbiguous: as named.
    """
    revisions = _read(repository)
    local = [item for item in revisions if not _is_landed(repository, item)]
    if names:
        moving = [_find(revisions, name) for name in names]
        _require_unlanded(moving, local)
        moving = _with_followers(moving, local) if len(moving) == 1 else moving
    else:
        moving = local
    trunk = tuple(item for item in revisions if item not in moving)
    result = BranchSplit(trunk, tuple(sorted(moving, key=_order)))
    if not names and heads(repository).is_one:
        raise NothingToRebase(_named(numbering.heads_of(revisions)))
    _require_chains(result, local)
    return result


def _read(repository: Path) -> tuple[SourceFile, ...]:
    """Read the revisions in order of their numbers.

    Raises:
        SourceBroken: a file is not Python.
        BranchUnknown: a file is not named as a revision is.
    """
    revisions, unreadable = sources.read(repository, sources.VERSIONS)
    for item in unreadable:
        cause, _colon, text = item.subject.partition(": ")
        raise SourceBroken(item.file.as_posix(), item.line, cause, text)
    odd = [item.file.name for item in revisions if not item.number or not item.id]
    if odd:
        raise BranchUnknown(tuple(odd))
    return tuple(sorted(revisions, key=_order))


def _order(item: SourceFile) -> tuple[str, str]:
    return item.id, item.file.name


def _named(revisions: Iterable[SourceFile]) -> tuple[str, ...]:
    return tuple(item.file.name for item in revisions)


def _is_landed(repository: Path, item: SourceFile) -> bool:
    return ledger.is_landed(repository, repository / item.file)


def _sets(
    revisions: Sequence[SourceFile], key: Callable[[SourceFile], str]
) -> tuple[tuple[str, ...], ...]:
    """Give the files that have the same key as another."""
    groups: dict[str, list[SourceFile]] = {}
    for item in revisions:
        groups.setdefault(key(item), []).append(item)
    return tuple(_named(group) for group in groups.values() if len(group) > 1)


def _find(revisions: Sequence[SourceFile], name: str) -> SourceFile:
    found = [item for item in revisions if name in {item.file.name, item.file.stem, item.id}]
    if not found:
        raise BranchUnknown((name,))
    if len(found) > 1:
        raise BranchAmbiguous(_named(found))
    return found[0]


def _require_unlanded(moving: Sequence[SourceFile], unlanded: Sequence[SourceFile]) -> None:
    landed = [item for item in moving if item not in unlanded]
    if landed:
        raise BranchLanded(_named(landed))


def _with_followers(moving: list[SourceFile], unlanded: Sequence[SourceFile]) -> list[SourceFile]:
    """Add the revisions that stand on one that moves; which one, must be beyond doubt."""
    for item in sorted(unlanded, key=_order):
        below = [other for other in unlanded if other.id == item.parent]
        if item in moving or not any(other in moving for other in below):
            continue
        if len(below) > 1:
            raise BranchAmbiguous(_named([item, *below]))
        moving = [*moving, item]
    return moving


def _require_chains(candidate: BranchSplit, unlanded: Sequence[SourceFile]) -> None:
    """Refuse what is not one chain on top of another."""
    trunk = [item.id for item in candidate.trunk]
    is_trunk_chain = trunk == [f"{rank:04d}" for rank in range(1, len(trunk) + 1)] and all(
        item.parent == below.id for below, item in pairwise(candidate.trunk)
    )
    is_local_chain = candidate.local and candidate.ancestor in {"", *trunk}
    is_local_chain = is_local_chain and all(
        item.parent == below.id for below, item in pairwise(candidate.local)
    )
    if not trunk or not is_trunk_chain or not is_local_chain:
        raise BranchAmbiguous(_named(unlanded))
    if candidate.ancestor == trunk[-1] and candidate.local[0].number == f"{len(trunk) + 1:04d}":
        raise NothingToRebase(_named(candidate.local))
