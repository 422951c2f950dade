"""Progress, questions and columns, on a terminal and elsewhere."""

from __future__ import annotations

import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.cli import arguments
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.progress_line import ProgressLine
from patrimoine_gui.cli.terminal import Reply, Terminal, columns, of_process, width
from patrimoine_gui.errors import UpgradeStep
from patrimoine_gui.migration.progress import Progress, Unit
from patrimoine_gui.wording.exit_status import ExitStatus
from tests.command_line import PASSPHRASE, ROOT, current, key_options
from tests.pseudo_terminal import converse

if TYPE_CHECKING:
    from pathlib import Path


class Screen(io.StringIO):
    """A stream that is a terminal."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def progress(fraction: float, remaining: float | None = None, revision: str = "") -> Progress:
    step = UpgradeStep.MIGRATE
    return Progress(step, 1, 10, Unit.ROWS, fraction, 1.0, remaining, revision)


def terminal(err: io.StringIO, *, json_wanted: bool = False) -> Terminal:
    return Terminal(io.StringIO(), err, io.StringIO(), json=json_wanted)


# --- progress -----------------------------------------------------------------------------------


def test_elsewhere_than_on_a_terminal_progress_takes_a_line_a_second() -> None:
    err, clock = io.StringIO(), Clock()
    with ProgressLine(terminal(err), clock) as report:
        for step in range(31):
            clock.now = 100.0 + step / 10
            report(progress(step / 100))
    lines = err.getvalue().splitlines()
    assert len(lines) == 4
    assert lines[0].startswith("  0 %")
    assert lines[-1].startswith(" 30 %")
    assert "\r" not in err.getvalue()


def test_on_a_terminal_one_line_is_drawn_again_and_then_wiped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    err, clock = Screen(), Clock()
    with ProgressLine(terminal(err), clock) as report:
        report(progress(0.25, 75.0, "0002"))
        clock.now += 0.01
        report(progress(0.26))
        clock.now += 1
        report(progress(0.5))
    drawn = err.getvalue().split("\r")
    assert len(drawn) == 5
    assert (
        drawn[1] == f"[{'#' * 6}{'.' * 18}]  25 %  change of version 0002  1\xa0min\xa015\xa0s left"
    )
    assert len(drawn[2]) == len(drawn[1])
    assert drawn[2].rstrip().endswith("50 %  change of version")
    assert (drawn[3].strip(), drawn[4]) == ("", "")
    assert "\n" not in err.getvalue()


def test_a_narrow_terminal_cuts_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    err = Screen()
    with ProgressLine(terminal(err)) as report:
        report(progress(0.25, 75.0, "0002"))
    assert len(err.getvalue().split("\r")[1]) == 29


def test_programs_get_progress_as_json_lines() -> None:
    err = Screen()
    with ProgressLine(terminal(err, json_wanted=True)) as report:
        report(progress(0.123456, 2.0, "0003"))
    document = json.loads(err.getvalue())
    assert document["step"] == "migrate"
    assert document["fraction"] == 0.1235
    assert document["revision"] == "0003"


# --- cancel -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no signal to oneself")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_asks_to_stop_and_the_handlers_come_back(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with CancelSwitch() as switch:
        assert not switch.pressed()
        signal.raise_signal(number)
        signal.raise_signal(number)
        assert switch.pressed()
    assert signal.getsignal(number) is before


@pytest.mark.skipif(sys.platform == "win32", reason="no signal to oneself")
def test_once_the_work_is_over_no_signal_says_otherwise() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        with suppress(ValueError), CancelSwitch(final=True):
            raise ValueError
        assert signal.getsignal(signal.SIGINT) is before[0]
        with CancelSwitch(final=True):
            pass
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


# --- questions ----------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
def test_a_loss_is_agreed_to_at_the_keyboard(tmp_path: Path) -> None:
    file = current(tmp_path / "a.patrimoine")
    turns = (("[y/N]", "y\n"), ("Passphrase (", f"{PASSPHRASE}\n"))
    talk = converse("downgrade", "0002", "--file", file, turns=turns)
    assert talk.status == 0
    assert "What cannot be kept" in talk.shown
    assert "The protection of the file" in talk.shown
    assert "no longer encrypted" in talk.out
    assert "\r[" in talk.shown


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")
@pytest.mark.parametrize("typed", ["n\n", "\n", "perhaps\n"])
def test_anything_but_yes_leaves_the_file(tmp_path: Path, typed: str) -> None:
    file = current(tmp_path / "a.patrimoine")
    before = file.read_bytes()
    talk = converse("downgrade", "0002", "--file", file, turns=(("[y/N]", typed),))
    assert talk.status == 9
    assert "Stopped at your request" in talk.shown
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


# --- words and columns --------------------------------------------------------------------------


def test_columns_are_aligned_by_what_is_seen() -> None:
    decomposed = "e\u0301"
    rows = columns((("a", "1"), (decomposed * 3, "2"), ("日本", "3")), indent=1)
    assert rows == (" a     1", f" {decomposed * 3}   2", " 日本  3")
    assert [width(row) for row in rows] == [8, 8, 8]


def test_a_document_is_alone_on_the_output() -> None:
    out = io.StringIO()
    streams = Terminal(out, io.StringIO(), io.StringIO(), json=True)
    reply = Reply(ExitStatus.BUSY, {"command": "status"}, ("for people",))
    assert streams.answer(reply) == 7
    assert json.loads(out.getvalue()) == {"command": "status", "exit_status": 7}


def test_a_windowed_program_without_streams_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    assert of_process(json_wanted=False).answer(Reply(ExitStatus.OK, {}, ("a line",))) == 0


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["status"], arguments.Request("status")),
        (["upgrade"], arguments.Request("upgrade", target="head")),
        (["upgrade", "--target", "+1"], arguments.Request("upgrade", target="+1")),
        (["downgrade", "-2"], arguments.Request("downgrade", target="-2")),
        (["--file", "a", "status"], arguments.Request("status", file="a")),
        (["--file", "a", "status", "--file", "b"], arguments.Request("status", file="b")),
        (
            ["create", "--empty", "Why"],
            arguments.Request("create", description="Why", empty=True),
        ),
        (["downgrade", "2", "--yes"], arguments.Request("downgrade", target="2", agreed=True)),
    ],
)
def test_the_command_line_is_understood(words: list[str], expected: arguments.Request) -> None:
    assert arguments.parse(words) == expected


def test_a_reader_that_left_does_not_change_the_status(tmp_path: Path) -> None:
    file = current(tmp_path / "a.patrimoine")
    command = [sys.executable, "migrate.py", "downgrade", "0002", "--yes", "--file", str(file)]
    command += key_options(tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=writer, stderr=writer, check=False)
    finally:
        os.close(writer)
    assert done.returncode == 0
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (2,)


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        (["--lang", "fr"], "fr"),
        (["status", "--lang=en"], "en"),
        (["--lang", "de"], ""),
        (["--lang"], ""),
        ([], ""),
    ],
)
def test_the_language_is_known_before_anything_is_said(words: list[str], asked: str) -> None:
    assert arguments._asked_language(words) == asked
