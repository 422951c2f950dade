"""`migrate.py` started by a Python that has none of the packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from patrimoine_gui.migration import revisions
from tests.command_line import answer, clone_to

ROOT = Path(__file__).resolve().parents[3]


def test_a_python_without_the_packages_is_told_what_to_run() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-E", str(ROOT / "migrate.py"), "status"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "make run" in done.stderr
    assert ".venv/bin/python migrate.py" in done.stderr
    assert done.stderr.count("\n") == 1


def test_protection_is_never_lost_on_the_way_up(tmp_path: Path) -> None:
    protects = [revision.protects for revision in revisions.load().all]
    assert protects == sorted(protects)
    clone = clone_to(tmp_path / "clone")
    answer("create", "--empty", "Assets can be archived", cwd=clone)
    assert revisions.load(clone / "migrations").head.protects
