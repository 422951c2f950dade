"""Takes files up and down through a revision on private copies, and tells each way in one cell.

The files themselves are only read. Everything happens in a folder of ours that nobody else can
open, and that goes with all that is in it.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.private_copies import CopyKeys, copied, folders_in
from patrimoine_gui.errors import Cancelled, ProofFailed, SourceBroken, UpgradeFailed, UserError
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.plan import Direction, Plan
from patrimoine_gui.migration.progress import never
from patrimoine_gui.migration.revisions import load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.outcome import MeasuredWorth, Measures, Outcome
    from patrimoine_gui.migration.progress import Cancel

GOLDEN_FOLDER: Final = Path("tests/data/history")
"""Where the golden files are, from the root of the repository."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A file to rehearse on.

    Attributes:
        file: where; it is only read.
        is_golden: whether its amounts are nobody's, and may be shown.
    """

    file: Path
    is_golden: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One way of one file.

    Attributes:
        file: its name, without the folder.
        start: revision before.
        target: revision to reach.
        rows_before: rows measured before, of every kind.
        rows_after: rows measured after.
        amounts_equal: whether the sum of all amounts is the same, to the cent.
        cents: that sum, None for a file that is no golden one.
        net_worth_equal: whether net worth is at every date what it was when the file set out.
        seconds: how long it took.
        bytes_before: size of the file before.
        bytes_after: size of the file after.
        error: class name of what stopped it, "" when nothing did.
        place: where that was: revision, step, class of the cause, file and line of the revision;
            or what the proof found different.
    """

    file: str
    start: str
    target: str
    rows_before: int = 0
    rows_after: int = 0
    amounts_equal: bool = False
    cents: int | None = None
    net_worth_equal: bool = False
    seconds: float = 0.0
    bytes_before: int = 0
    bytes_after: int = 0
    error: str = ""
    place: str = ""

    @property
    def passed(self) -> bool:
        """Whether the way was gone, and nothing was lost on it."""
        return not self.error and self.amounts_equal and self.net_worth_equal


@dataclass(frozen=True, slots=True)
class Passage:
    """What to go through.

    Attributes:
        revisions: ids or versions; head when there are none.
        migrations: folder of the revisions, None for the program's own.
    """

    revisions: tuple[str, ...] = ()
    migrations: Path | None = None


@dataclass(frozen=True, slots=True)
class Rehearsing:
    """Where a rehearsal stands.

    Attributes:
        file: name of the file under way.
        target: revision that it goes to.
        done: journeys that are over.
        total: journeys in all, one for each file and revision.
    """

    file: str
    target: str
    done: int
    total: int


HEAD: Final = Passage()
"""The newest revision of the program."""


def ignore(_progress: Rehearsing) -> None:
    """Report to nobody."""


def golden(repository: Path) -> tuple[Sample, ...]:
    """Give the golden files of a working copy."""
    files = sorted((repository / GOLDEN_FOLDER).glob("*.patrimoine"))
    return tuple(Sample(file, is_golden=True) for file in files)


def rehearse_samples(
    samples: Iterable[Sample],
    keyring_for: Callable[[Plan], Keyring],
    passage: Passage = HEAD,
    report: Callable[[Rehearsing], None] = ignore,
    cancel: Cancel = never,
) -> tuple[Cell, ...]:
    """Take each file to each revision, below it and up again, with every proof of an upgrade.

    A way that fails is the last one of its journey: its cell names the error and the place.

    Args:
        samples: the files.
        keyring_for: gives the keys of a file that is protected; asked once for each.
            Files that anybody can read get keys of ours, quickly derived, that are thrown away.
        passage: the revisions to go through, head by default.
        report: told when a journey begins.
        cancel: asked whether to stop.

    Raises:
        Cancelled: it was stopped; nothing is left of it.
        TargetUnknown: no such revision.
    """
    chain = load(passage.migrations)
    targets = [chain.resolve(item, "") for item in passage.revisions or ("head",)]
    journeys = [(sample, target.id) for target in targets for sample in samples]
    keys = CopyKeys(keyring_for)
    cells: list[Cell] = []
    for rank, (sample, target) in enumerate(journeys):
        report(Rehearsing(sample.file.name, target, rank, len(journeys)))
        with TemporaryDirectory() as folder:
            cells += _Journey(
                sample, target, Path(folder), passage.migrations, keys, cancel
            ).cells()
    return tuple(cells)


@dataclass(slots=True)
class _Journey:
    """One file through one revision."""

    sample: Sample
    target: str
    folder: Path
    migrations: Path | None
    keys: CopyKeys
    cancel: Cancel
    origin: Measures | None = None
    worth: MeasuredWorth | None = None

    def cells(self) -> Iterator[Cell]:
        """Go, and give each way."""
        name = self.sample.file.name
        manager = self._manager()
        try:
            copy = copied(self.sample.file, self.folder / name)
            start = manager.plan(copy, "+0").current
        except UserError as error:
            yield Cell(
                name,
                "",
                self.target,
                error=type(error).__name__,
                place=_place(error),
            )
            return
        here = start
        for stop in _stops(manager, start, self.target):
            cell = self._way(manager, copy, here, stop)
            yield cell
            if cell.error:
                return
            here = stop

    def _manager(self) -> MigrationManager:
        folders = folders_in(self.folder)
        return MigrationManager(folders, migrations=self.migrations, program="rehearsal")

    def _way(self, manager: MigrationManager, copy: Path, start: str, stop: str) -> Cell:
        size, began = copy.stat().st_size, time.perf_counter()
        try:
            outcome = self._run(manager, manager.plan(copy, stop))
        except Cancelled:
            raise
        except UserError as error:
            return Cell(
                self.sample.file.name,
                start,
                stop,
                seconds=time.perf_counter() - began,
                bytes_before=size,
                bytes_after=copy.stat().st_size,
                error=type(error).__name__,
                place=_place(error),
            )
        return self._told(outcome, size, time.perf_counter() - began)

    def _run(self, manager: MigrationManager, plan: Plan) -> Outcome:
        keyring = self.keys.of(self.sample.file, plan)
        if plan.direction is Direction.UP:
            return manager.upgrade(plan, keyring, cancel=self.cancel)
        return manager.downgrade(plan, keyring, consent=True, cancel=self.cancel)

    def _told(self, outcome: Outcome, size: int, seconds: float) -> Cell:
        before, after = outcome.proof.before, outcome.proof.after
        self.origin = self.origin or before
        self.worth = self.worth or before.whole or after.whole
        return Cell(
            file=self.sample.file.name,
            start=outcome.from_revision,
            target=outcome.to_revision,
            rows_before=_rows(before),
            rows_after=_rows(after),
            amounts_equal=_cents(before) == _cents(after) == _cents(self.origin),
            cents=_cents(after) if self.sample.is_golden else None,
            net_worth_equal=self._is_worth_the_same(before, after),
            seconds=seconds,
            bytes_before=size,
            bytes_after=outcome.file.stat().st_size,
        )

    def _is_worth_the_same(self, before: Measures, after: Measures) -> bool:
        """Compare with before this way, and with the start of the journey in the same terms."""
        if after.whole is not None:
            return _net_worth(before) == _net_worth(after) and after.whole == self.worth
        return _net_worth(before) == _net_worth(after) == _net_worth(self.origin or before)


def _stops(manager: MigrationManager, start: str, target: str) -> tuple[str, ...]:
    """Give the revisions that a journey stops at: there, below, and there again."""
    first, last = (manager.revisions.get(revision).ordinal for revision in (start, target))
    below = manager.revisions.by_ordinal(last - 1)
    back = (below.id, target) if below else ()
    if first < last or (first > last and not below):
        return target, *back
    return back


def _rows(measures: Measures) -> int:
    return sum(bucket.rows for bucket in measures.buckets)


def _cents(measures: Measures) -> int:
    return sum(bucket.cents for bucket in measures.buckets)


def _net_worth(measures: Measures) -> tuple[object, ...]:
    return measures.latest, measures.year_ends


def _place(error: UserError) -> str:
    """Say where a run stopped, without any value of the file."""
    if isinstance(error, UpgradeFailed):
        return " ".join(
            filter(None, (error.revision, error.step.name, error.cause, error.row, error.place))
        )
    if isinstance(error, SourceBroken):
        return f"{error.cause} {error.place}"
    if isinstance(error, ProofFailed):
        return ", ".join(f"{item.measure} {item.where}".strip() for item in error.differences)
    return ""
