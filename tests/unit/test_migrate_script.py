"""`migrate.py` started by a Python that has none of the packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


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
