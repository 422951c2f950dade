"""How soon an upgrade stops when it is cancelled at any moment."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from benchmarks import files, keys
from benchmarks.table import Line
from patrimoine_gui.errors import Cancelled
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders

BOUND_SECONDS = 0.5


def measure(moments: int = 100, rows: int = 1_000_000, seed: int = 1) -> list[Line]:
    """Cancel at random moments of a whole upgrade; count from the wish to the end of the call."""
    random = Random(seed)  # noqa: S311  (moments, not secrets)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = files.make(folder / "large.patrimoine", rows)
        before = file.read_bytes()
        manager = MigrationManager(UserFolders(folder / "d", folder / "s", folder / "l"))
        whole = _duration(manager, file)
        file.write_bytes(before)
        found = [_reaction(manager, file, random.uniform(0, whole)) for _time in range(moments)]
        unchanged = file.read_bytes() == before
    heard = sorted(seconds for seconds, _step in found if seconds >= 0)
    within = sum(seconds <= BOUND_SECONDS for seconds in heard)
    worst = max(found)
    steps = Counter(step for seconds, step in found if seconds > BOUND_SECONDS)
    share = within / max(len(heard), 1)
    return [
        Line(
            f"reaction to Cancel, {len(heard)} random moments, {rows:,} rows",
            "-",
            f"{share:.0%} within 0.5 s, median {heard[len(heard) // 2] * 1000:.0f} ms,"
            f" worst {worst[0] * 1000:.0f} ms ({worst[1]}){_told(steps)}",
            "99% within 0.5 s, file unchanged",
            share >= 0.99 and unchanged,
        )
    ]


def _told(steps: Counter[str]) -> str:
    return "".join(f"; {count} late in {step}" for step, count in steps.items())


def _duration(manager: MigrationManager, file: Path) -> float:
    started = time.monotonic()
    plan = manager.plan(file)
    manager.upgrade(plan, keys.keyring_for(plan))
    return time.monotonic() - started


def _reaction(manager: MigrationManager, file: Path, after: float) -> tuple[float, str]:
    """Give the seconds between the wish and the end of the call, and the step it came in."""
    before = file.read_bytes()
    plan = manager.plan(file)
    moment = time.monotonic() + after
    try:
        manager.upgrade(plan, keys.keyring_for(plan), cancel=lambda: time.monotonic() >= moment)
    except Cancelled as error:
        step = error.step.value if error.step else ""
        return time.monotonic() - moment, step
    file.write_bytes(before)
    return -1.0, "finished first"
