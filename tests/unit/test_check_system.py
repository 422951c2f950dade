"""What the machine lacks is named, with the one line that brings it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import check_system

SCRIPT = Path(check_system.__file__)
LISTING = """
\tlinux-vdso.so.1 (0x00007ffc)
\tlibQt6Widgets.so.6 => not found
\tlibEGL.so.1 => not found
\tlibc.so.6 => /lib/libc.so.6 (0x00007f)
\tlibxcb-cursor.so.0 => not found
"""

linux = pytest.mark.skipif(sys.platform != "linux", reason="packages of Debian")


def _run(check: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    without = {"DISPLAY", "WAYLAND_DISPLAY"}
    kept = {name: value for name, value in os.environ.items() if name not in without}
    return subprocess.run(
        [sys.executable, str(SCRIPT), check],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def _linker_that_says(listing: str, folder: Path) -> dict[str, str]:
    linker = folder / "ldd"
    linker.write_text(f"#!/bin/sh\ncat <<'END'\n{listing}\nEND\n", encoding="utf-8")
    linker.chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


def test_absent_libraries_are_read_and_qt_s_own_left_out() -> None:
    assert check_system.missing_libraries(LISTING) == {"libEGL.so.1", "libxcb-cursor.so.0"}


def test_one_line_brings_everything_once() -> None:
    line = check_system.apt_line({"libGL.so.1", "libGLX.so.0", "libEGL.so.1"}, fonts=True)
    assert line == "apt-get install -y fonts-dejavu-core libegl1 libgl1"


def test_this_machine_can_draw() -> None:
    done = _run("offscreen", {})
    assert done.returncode == check_system.OK, done.stderr


@linux
def test_an_absent_library_is_named_with_its_package(tmp_path: Path) -> None:
    done = _run("offscreen", _linker_that_says(LISTING, tmp_path))
    assert done.returncode == check_system.MISSING
    assert "libEGL.so.1" in done.stderr
    assert "apt-get install -y libegl1 libxcb-cursor0" in done.stderr


@linux
def test_an_unknown_library_is_named_even_without_a_package(tmp_path: Path) -> None:
    done = _run("offscreen", _linker_that_says("\tlibnew.so.9 => not found", tmp_path))
    assert done.returncode == check_system.MISSING
    assert "libnew.so.9" in done.stderr
    assert "apt-get" not in done.stderr


@linux
def test_no_display_is_no_fault() -> None:
    assert _run("window", {"QT_QPA_PLATFORM": ""}).returncode == check_system.NO_DISPLAY


@linux
def test_a_display_that_does_not_answer_is_said(tmp_path: Path) -> None:
    """The linker finds all it needs here, whatever this machine has."""
    environment = _linker_that_says("", tmp_path) | {"DISPLAY": ":4242", "QT_QPA_PLATFORM": ""}
    done = _run("window", environment)
    assert done.returncode == check_system.NO_DISPLAY
    assert "does not answer" in done.stderr


def test_a_python_too_old_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 4, "final", 0))
    assert check_system.main(["python"]) == check_system.MISSING
    told = capsys.readouterr().err
    assert "needs Python 3.11 or newer" in told
    assert "make PYTHON=" in told


def test_this_python_is_recent_enough() -> None:
    assert check_system.main(["python"]) == check_system.OK


def test_an_unknown_check_is_a_usage_error() -> None:
    assert check_system.main(["kitchen"]) == 2
