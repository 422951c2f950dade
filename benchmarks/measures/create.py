"""`create` against `alembic revision --autogenerate`: whole processes, one difference."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.table import Line

if TYPE_CHECKING:
    from benchmarks.run import Run

ROOT = Path(__file__).resolve().parents[2]
BOUND = 1.5

_FIELD = "    subtype: Mapped[str] = mapped_column(Text)\n"
_MORE = "    archived_on: Mapped[str | None] = mapped_column(Text)\n"


def measure(run: Run) -> list[Line]:
    """Compare medians of rounds that alternate, in a working copy whose models have one change."""
    with tempfile.TemporaryDirectory() as name:
        folder = _working_copy(Path(name))
        ours = [sys.executable, "migrate.py", "create", "Assets can be archived"]
        theirs = [sys.executable, "-m", "alembic", "revision", "--autogenerate", "-m", "archived"]
        for command in (ours, theirs):  # compiles what is imported
            _seconds(folder, command)
        pairs = [
            (_seconds(folder, ours), _seconds(folder, theirs)) for _round in run.budget.rounds()
        ]
    ratio = statistics.median(mine / other for mine, other in pairs)
    mine, other = (statistics.median(found) * 1000 for found in zip(*pairs, strict=True))
    return [
        Line(
            "create, one column added, whole process",
            "alembic revision --autogenerate",
            f"{ratio:.2f} x ({mine:.0f} ms / {other:.0f} ms)",
            f"at most {BOUND} x",
            ratio <= BOUND,
            len(pairs),
        )
    ]


def _working_copy(folder: Path) -> Path:
    """Copy what `create` reads, and add a column to the models."""
    unwanted = shutil.ignore_patterns("__pycache__", "ui")
    for name in ("patrimoine_gui", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    for name in ("migrate.py", "alembic.ini", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "tests" / "history").mkdir(parents=True)
    models = folder / "patrimoine_gui" / "database" / "models" / "assets.py"
    source = models.read_text(encoding="utf-8")
    models.write_text(source.replace(_FIELD, _FIELD + _MORE, 1), encoding="utf-8")
    return folder


def _seconds(folder: Path, command: list[str]) -> float:
    """Time a process that writes one revision, and put everything back."""
    index = folder / "migrations" / "index.py"
    before, versions = index.read_bytes(), set((folder / "migrations" / "versions").glob("*.py"))
    home = {**os.environ, "PATRIMOINE_HOME": str(folder / "home")}
    started = time.perf_counter()
    subprocess.run(command, cwd=folder, env=home, check=True, capture_output=True)
    spent = time.perf_counter() - started
    written = set((folder / "migrations" / "versions").glob("*.py")) - versions
    if len(written) != 1:
        raise AssertionError
    for file in (*written, *(folder / "tests" / "history").glob("*.py")):
        file.unlink()
    index.write_bytes(before)
    return spent
