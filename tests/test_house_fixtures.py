"""The fixtures that every test gets do find what they look for."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

SAMPLE = """
import logging, os, socket, sqlite3
import pytest

kept = []


def test_good(tmp_path):
    assert os.environ["HOME"].startswith(str(tmp_path.parent))
    assert not list(tmp_path.iterdir())


def test_bad_network():
    with socket.socket() as one:
        one.connect(("127.0.0.1", 9))


def test_bad_datagram():
    with socket.socket(type=socket.SOCK_DGRAM) as one:
        one.sendto(b"x", ("127.0.0.1", 9))


def test_bad_warning():
    logging.getLogger("patrimoine_gui.x").warning("unwanted")


@pytest.mark.expected_warnings("patrimoine_gui.y")
def test_bad_other_warning():
    logging.getLogger("patrimoine_gui.x").warning("unwanted")


@pytest.mark.expected_warnings("patrimoine_gui.x")
def test_good_warning():
    logging.getLogger("patrimoine_gui.x.z").warning("wanted")


def test_good_warning_by_fixture(expected_warnings):
    logging.getLogger("anything").error("wanted")
    assert [record.levelname for record in expected_warnings] == ["ERROR"]


def test_bad_open_file(tmp_path):
    kept.append(sqlite3.connect(tmp_path / "x.db"))
    kept[-1].execute("create table t (a)")


def test_bad_window(qtbot):
    from PySide6.QtWidgets import QWidget
    kept.append(QWidget())
    kept[-1].show()


def test_good_window(qtbot):
    from PySide6.QtWidgets import QWidget
    window = QWidget()
    qtbot.addWidget(window)
    window.show()


def test_bad_thread(qtbot):
    from PySide6.QtCore import QThread
    kept.append(QThread())
    kept[-1].start()


def test_good_thread(qtbot):
    kept[-1].quit()
    assert kept.pop().wait(5000)


def test_bad_cents():
    assert 1 == 2
"""


def test_bad_tests_fail_and_good_ones_pass(tmp_path: Path) -> None:
    """One run of its own, with this house's settings and fixtures, on samples of both kinds."""
    sample = tmp_path / "test_sample.py"
    sample.write_text(
        "from tests import conftest\nconftest.THREAD_GRACE_MS = 50\n" + SAMPLE, encoding="utf-8"
    )
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider"]
    command += ["-c", str(ROOT / "pyproject.toml"), f"--rootdir={tmp_path}", "-v", str(sample)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    outcomes = re.findall(r"::(test_\w+) (PASSED|FAILED|ERROR)", done.stdout)
    assert outcomes, done.stdout + done.stderr
    failed = {name for name, outcome in outcomes if outcome != "PASSED"}
    every = set(re.findall(r"def (test_\w+)", SAMPLE))
    assert failed == {name for name in every if name.startswith("test_bad")}, done.stdout
    assert {name for name, _ in outcomes} == every


@pytest.mark.parametrize("name", ["PATRIMOINE_HOME", "HOME", "XDG_DATA_HOME"])
def test_folders_of_the_user_are_not_those_of_whoever_runs_the_tests(
    name: str, home: Path, tmp_path: Path
) -> None:
    assert Path(os.environ[name]).is_relative_to(home)
    assert not list(tmp_path.iterdir())
