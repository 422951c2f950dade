"""Nothing that crashes leaves keys on the disk, and no other program reads those of a command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.command_line import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what Linux tells of a process")

TOLD = """
import ctypes, resource
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def told_after(program: str) -> str:
    """Run a program, and give its limit of cores and whether its memory can be read."""
    given = [sys.executable, "-c", program + TOLD]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_command_with_keys_is_neither_kept_nor_read() -> None:
    command = "from patrimoine_gui import cli\ncli.main(['upgrade', '--file', '/nowhere/at/all'])"
    assert told_after(command) == "(0, 0) 0"


def test_program_with_windows_is_not_kept_and_its_choosers_open() -> None:
    windows = "from patrimoine_gui import app\nmade = app.new_application()"
    assert told_after(windows) == "(0, 0) 1"
