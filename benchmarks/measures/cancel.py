"""How soon an upgrade stops when it is cancelled at any moment."""

from __future__ import annotations

import itertools
import shutil
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import keys
from benchmarks.table import Line
from patrimoine_gui.errors import Cancelled
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.run import Run

ROWS = 150_000
BOUND_SECONDS = 0.5
SHARE = 0.99
_GOLDEN = 0.618_033_988_75
"""Its multiples, less their whole parts, lie evenly between 0 and 1 however many there are."""


@dataclass(frozen=True, slots=True)
class Reaction:
    """The seconds between a wish to cancel and the end of the call, and the step it came in."""

    seconds: float
    step: str


def measure(run: Run) -> list[Line]:
    """Watch how often a whole upgrade asks, then cancel it for real at moments spread over it.

    The first gives the share of all moments from which the next question comes in time; the
    second adds what the upgrade still does before its call ends.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, file = run.samples.values(ROWS), folder / "large.patrimoine"
        shutil.copyfile(source, file)
        manager = MigrationManager(UserFolders(folder / "d", folder / "s", folder / "l"))
        questions = _questions(manager, file)
        shutil.copyfile(source, file)
        whole, reactions = questions[-1] - questions[0], []
        for rank in run.budget.rounds():
            reaction = _reaction(manager, file, whole * ((rank + 1) * _GOLDEN % 1))
            if reaction is None:  # it finished first
                shutil.copyfile(source, file)
            else:
                reactions.append(reaction)
        unchanged = file.read_bytes() == source.read_bytes()
    return [_watched(questions), _cancelled(reactions, unchanged=unchanged)]


def _watched(questions: Sequence[float]) -> Line:
    share = in_time(questions)
    longest = max(late - early for early, late in itertools.pairwise(questions))
    return Line(
        f"whole upgrade of {ROWS:,} rows: moments from which it asks soon whether to stop",
        "-",
        f"{share:.2%} within 0.5 s, longest {longest * 1000:.0f} ms",
        f"{SHARE:.0%} within 0.5 s",
        share >= SHARE,
        len(questions),
    )


def in_time(questions: Sequence[float]) -> float:
    """Give the part of the time between the first and the last from which the next is near."""
    gaps = [late - early for early, late in itertools.pairwise(questions)]
    return sum(min(gap, BOUND_SECONDS) for gap in gaps) / sum(gaps)


def _cancelled(reactions: Sequence[Reaction], *, unchanged: bool) -> Line:
    count = len(reactions)
    found = sorted(reaction.seconds for reaction in reactions)
    share = sum(seconds <= BOUND_SECONDS for seconds in found) / max(count, 1)
    late = Counter(item.step for item in reactions if item.seconds > BOUND_SECONDS)
    worst = max(reactions, key=lambda reaction: reaction.seconds, default=Reaction(0, "none"))
    return Line(
        f"reaction to Cancel at moments spread over an upgrade of {ROWS:,} rows",
        "-",
        f"{share:.0%} within 0.5 s, median {(found or [0])[count // 2] * 1000:.0f} ms,"
        f" worst {worst.seconds * 1000:.0f} ms ({worst.step}){_told(late)}",
        f"{SHARE:.0%} within 0.5 s, file unchanged",
        bool(count) and share >= SHARE and unchanged,
        count,
    )


def _told(steps: Counter[str]) -> str:
    return "".join(f"; {count} late in {step}" for step, count in steps.items())


def _questions(manager: MigrationManager, file: Path) -> list[float]:
    """Give when a whole upgrade begins, and when it asks whether to stop."""
    plan = manager.plan(file)
    found = [time.monotonic()]

    def never() -> bool:
        found.append(time.monotonic())
        return False

    manager.upgrade(plan, keys.keyring_for(plan), cancel=never)
    return found


def _reaction(manager: MigrationManager, file: Path, after: float) -> Reaction | None:
    """Cancel an upgrade after so many seconds; nothing when it finished first."""
    plan = manager.plan(file)
    moment = time.monotonic() + after
    try:
        manager.upgrade(plan, keys.keyring_for(plan), cancel=lambda: time.monotonic() >= moment)
    except Cancelled as error:
        return Reaction(time.monotonic() - moment, error.step.value if error.step else "")
    return None
