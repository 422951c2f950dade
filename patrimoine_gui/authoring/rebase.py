"""Puts a branch of revisions on top of the other: new numbers, new parent, nothing forgotten.

Every file that goes with them follows: test, measures, golden files, index. All of it, or none.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring import branches, index
from patrimoine_gui.authoring.lint import ledger, sources
from patrimoine_gui.authoring.private_copies import CopyKeys, copied, folders_in
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.plan import Direction
from patrimoine_gui.migration.schema import fresh_build

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from patrimoine_gui.authoring.branches import BranchSplit
    from patrimoine_gui.authoring.lint.sources import SourceFile
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.plan import Plan

_HISTORY: Final = Path("tests/data/history")
_TESTS: Final = Path("tests/history")
_INDEX: Final = Path("migrations/index.py")
_PARENT: Final = re.compile(r"^down_revision\b[^=\n]*=.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A file that has another name now; both from the root of the repository."""

    old: Path
    new: Path


@dataclass(frozen=True, slots=True)
class Rebased:
    """What a rebase did.

    Attributes:
        numbers: (old, new) id of each revision that moved, in order.
        onto: id of the revision that they stand on now.
        files: the files that were renamed: revisions, tests, measures, golden files.
        mentions: other tests that name an old number, to be read by a person.
    """

    numbers: tuple[tuple[str, str], ...]
    onto: str
    files: tuple[Renamed, ...]
    mentions: tuple[Path, ...]


def rebase_branch(
    repository: Path, keyring_for: Callable[[Plan], Keyring], names: Sequence[str] = ()
) -> Rebased:
    """Renumber a branch of revisions, and put it on top of the other: all or nothing.

    Golden files are brought down to the newest revision that both branches have, and up again
    through all that now lies in between, with every proof of an upgrade. The caller rehearses
    afterwards.

    Args:
        repository: root of the working copy.
        keyring_for: gives the keys of a golden file that is protected.
        names: see `branches.split`.

    Raises:
        BranchProblem: there is nothing to do, or it has to be said what moves.
        UserError: a golden file does not go that way; every file is what it was.
    """
    repository = repository.resolve()
    split = branches.split(repository, names)
    numbers = _numbers(split)
    moves = {
        **_revisions(split, numbers),
        **_companions(repository, split, numbers),
    }
    golden = _golden(repository, split, numbers)
    with TemporaryDirectory() as folder:
        carrier = _Carrier(repository, split, Path(folder), CopyKeys(keyring_for))
        old_copies = {old: carrier.lower(old) for old in golden}
        with _all_or_nothing(repository, (*moves, *moves.values(), _INDEX, *golden.values())):
            _rename(repository, moves, numbers)
            _reparent(repository, moves[split.local[0].file], split.trunk[-1].id)
            index.write_index(repository / "migrations")
            _forget()
            new_copies = {
                new: carrier.lift(old, old_copies[old], new.name[:4]) for old, new in golden.items()
            }
            _place(repository, golden, new_copies)
    return _told(repository, split, numbers, {**moves, **golden})


def _numbers(split: BranchSplit) -> dict[str, str]:
    first = int(split.trunk[-1].id) + 1
    return {item.id: f"{first + rank:04d}" for rank, item in enumerate(split.local)}


def _told(
    repository: Path, split: BranchSplit, numbers: Mapping[str, str], moves: Mapping[Path, Path]
) -> Rebased:
    files = tuple(Renamed(old, new) for old, new in moves.items())
    own = {repository / item.new for item in files}
    tests = (file for file in sorted((repository / "tests").rglob("*.py")) if file not in own)
    old_ones = _pattern(numbers)
    mentions = tuple(
        file.relative_to(repository)
        for file in tests
        if old_ones.search(file.read_text(encoding="utf-8"))
    )
    return Rebased(tuple(numbers.items()), split.trunk[-1].id, files, mentions)


# --- names ------------------------------------------------------------------------------------


def _revisions(split: BranchSplit, numbers: Mapping[str, str]) -> dict[Path, Path]:
    """Name the revisions anew; a date that is earlier than that of the one below becomes its."""
    day = split.trunk[-1].file.name[:8]
    moves = {}
    for item in split.local:
        day = max(day, item.file.name[:8])
        name = f"{day}_{numbers[item.id]}_{item.slug}.py"
        moves[item.file] = item.file.with_name(name)
    return moves


def _companions(
    repository: Path, split: BranchSplit, numbers: Mapping[str, str]
) -> dict[Path, Path]:
    """Name the tests and measures that go with the revisions."""
    moves = {}
    for item in split.local:
        test = _TESTS / f"test_{item.id}_{item.slug}.py"
        measures = sources.FROZEN / f"measures_{item.id}.py"
        companions = [test, measures] if _is_free(repository, split, item) else [test]
        for old in companions:
            if (repository / old).exists() and not ledger.is_landed(repository, repository / old):
                moves[old] = old.with_name(old.name.replace(item.id, numbers[item.id], 1))
    return moves


def _golden(repository: Path, split: BranchSplit, numbers: Mapping[str, str]) -> dict[Path, Path]:
    """Name the golden files anew; where both branches have the number, those with our subject."""
    moves = {}
    for item in split.local:
        subject = "*" if _is_free(repository, split, item) else f"{item.slug}*"
        for file in sorted((repository / _HISTORY).glob(f"{item.id}-{subject}.patrimoine")):
            if not ledger.is_landed(repository, file):
                old = file.relative_to(repository)
                moves[old] = old.with_name(f"{numbers[item.id]}{file.name[4:]}")
    return moves


def _is_free(repository: Path, split: BranchSplit, item: SourceFile) -> bool:
    """Tell whether what has the number and has not landed can only be this revision's."""
    twins = [other for other in split.trunk if other.id == item.id]
    return all(ledger.is_landed(repository, repository / twin.file) for twin in twins)


# --- writing ----------------------------------------------------------------------------------


@contextmanager
def _all_or_nothing(repository: Path, files: Iterable[Path]) -> Iterator[None]:
    """Put every file back as it was if the block fails, however it fails."""
    paths = [repository / file for file in files]
    before = {path: path.read_bytes() if path.exists() else None for path in paths}
    try:
        yield
    except BaseException:
        for path, content in before.items():
            if content is None:
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_bytes() != content:
                _write(path, content)
        _forget()
        raise


def _write(path: Path, content: bytes) -> None:
    """Write a file beside, then give it its name: nobody sees a half."""
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _pattern(numbers: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\d)({'|'.join(numbers)})(?!\d)")


def _rename(repository: Path, moves: Mapping[Path, Path], numbers: Mapping[str, str]) -> None:
    """Write every text under its new name with the new numbers, then remove the old ones."""
    pattern = _pattern(numbers)
    texts = {
        new: pattern.sub(
            lambda match: numbers[match[1]], (repository / old).read_bytes().decode("utf-8")
        )
        for old, new in moves.items()
    }
    for new, text in texts.items():
        _write(repository / new, text.encode("utf-8"))
    for old in moves.keys() - set(moves.values()):
        (repository / old).unlink()


def _reparent(repository: Path, file: Path, parent: str) -> None:
    path = repository / file
    text = path.read_bytes().decode("utf-8")
    _write(path, _PARENT.sub(f'down_revision = "{parent}"', text, count=1).encode("utf-8"))


def _place(repository: Path, golden: Mapping[Path, Path], new_copies: Mapping[Path, bytes]) -> None:
    """Give the golden files their new names; only then do the old ones go."""
    for new, content in new_copies.items():
        _write(repository / new, content)
    for old in golden.keys() - new_copies.keys():
        (repository / old).unlink()


def _forget() -> None:
    """Forget what this process remembers of the revisions as they were."""
    revisions.load.cache_clear()
    fresh_build.forget()


# --- golden files -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Carrier:
    """Takes golden files from one branch to the other, on private copies."""

    repository: Path
    split: BranchSplit
    folder: Path
    keys: CopyKeys

    def lower(self, golden: Path) -> Path:
        """Bring a copy down to what both branches have, by the revisions as they were."""
        migrations = self.folder / "before" / "migrations"
        if not migrations.exists():
            keep = {item.file.name for item in self.split.local}
            shared = (item for item in self.split.trunk if item.id <= self.split.ancestor)
            self._copy_migrations(migrations, {*keep, *(item.file.name for item in shared)})
        copy = copied(self.repository / golden, self.folder / golden.name)
        self._reach(golden, copy, migrations, self.split.ancestor)
        return copy

    def lift(self, golden: Path, copy: Path, target: str) -> bytes:
        """Bring it up by the revisions as they are now, and give what the file holds."""
        migrations = self.folder / "after" / "migrations"
        if not migrations.exists():
            names = {file.name for file in (self.repository / sources.VERSIONS).glob("*.py")}
            self._copy_migrations(migrations, names)
        self._reach(golden, copy, migrations, target)
        return copy.read_bytes()

    def _copy_migrations(self, folder: Path, names: set[str]) -> None:
        """Copy the revisions of these names, with all that they need."""
        source = self.repository / "migrations"
        for file in source.rglob("*.py"):
            inside = file.relative_to(source)
            if inside.parent.name != "versions" or file.name in names:
                target = folder / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read_bytes())
        index.write_index(folder)

    def _reach(self, golden: Path, copy: Path, migrations: Path, target: str) -> None:
        folders = folders_in(self.folder / "user")
        manager = MigrationManager(folders, migrations=migrations, program="rebase")
        plan = manager.plan(copy, target)
        keyring = self.keys.of(golden, plan)
        if plan.direction is Direction.UP:
            manager.upgrade(plan, keyring)
        else:
            manager.downgrade(plan, keyring, consent=True)
