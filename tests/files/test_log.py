"""The program's log: private, never on the terminal, and nothing stops for it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui import logs

ROOT = Path(__file__).resolve().parents[2]
_START = """
import logging, sys
from pathlib import Path
from patrimoine_gui import logs
log = logging.getLogger("patrimoine_gui.test")
"""
FULL = """
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, ROOM))
logs.start(Path(sys.argv[1]))
for _ in range(3):
    log.warning("a line of the log")
logging.shutdown()
print("went on")
"""


def run(program: str, folder: Path) -> subprocess.CompletedProcess[str]:
    given = [sys.executable, "-X", "dev", "-W", "error", "-c", _START + program, str(folder)]
    return subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("size", [0, 20, 100])
def test_full_disk_writes_nothing_on_the_terminal(tmp_path: Path, size: int) -> None:
    done = run(FULL.replace("ROOM", str(size)), tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "went on\n", "")
    assert (tmp_path / "patrimoine.log").stat().st_size <= size


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_log_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    again = (
        FULL.replace("ROOM, ROOM", "10, resource.RLIM_INFINITY").replace("logging.shutdown()", "")
        + "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)\n"
        "log.warning('there is room')\n"
    )
    done = run(again, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "there is room" in (tmp_path / "patrimoine.log").read_text("utf-8")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes and links of POSIX")
@pytest.mark.parametrize("kind", ["pipe", "link", "device", "folder"])
def test_what_is_no_log_is_neither_waited_for_nor_followed(tmp_path: Path, kind: str) -> None:
    place, victim = tmp_path / "logs" / "patrimoine.log", tmp_path / "victim"
    place.parent.mkdir()
    victim.write_bytes(b"mine")
    if kind == "pipe":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to(victim if kind == "link" else "/dev/full")
    assert logs.start(place.parent) is None
    logging.getLogger("patrimoine_gui.test").info("a line")
    assert victim.read_bytes() == b"mine"


@pytest.mark.skipif(os.name == "nt", reason="rights of POSIX")
def test_log_is_private_after_it_was_begun_anew_too(home: Path) -> None:
    before = os.umask(0)
    try:
        target = logs.start(home / "deep" / "logs")
        log = logging.getLogger("patrimoine_gui.test")
        for _ in range(600):
            log.info("x" * 1024)
    finally:
        os.umask(before)
    assert target is not None
    found = [home / "deep", target.parent, *target.parent.iterdir()]
    assert len(found) == 4
    assert not any(path.stat().st_mode & 0o077 for path in found)


def test_name_of_any_bytes_is_written(home: Path) -> None:
    target = logs.start(home)
    logging.getLogger("patrimoine_gui.test").info("%s", os.fsdecode(b"caf\xe9"))
    assert target is not None
    assert "caf\\udce9" in target.read_text("utf-8")


def test_fault_of_ours_is_still_told(tmp_path: Path) -> None:
    done = run("logs.start(Path(sys.argv[1]))\nlog.warning('%d', 'no number')", tmp_path)
    assert "TypeError" in done.stderr
