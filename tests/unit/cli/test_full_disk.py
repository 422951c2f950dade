"""An answer that cannot be written is told in a sentence; what was done stays done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui.migration.manager import MigrationManager
from tests.command_line import HEAD, ROOT, household, key_options

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [("--json",), ()], ids=["for programs", "for people"])
def test_upgrade_whose_answer_finds_the_disk_full_is_done_all_the_same(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = household(tmp_path / "famille.patrimoine")
    with FULL.open("w") as full:
        done = subprocess.run(
            [
                *(sys.executable, str(ROOT / "migrate.py"), *words, "upgrade", "--file", str(file)),
                *key_options(tmp_path),
            ],
            stdout=full,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
            env=os.environ,
        )
    assert done.returncode == 0
    assert "The answer could not be written." in done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert MigrationManager().inspect(file).revision == HEAD.id
