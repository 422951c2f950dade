"""`history`, `show` and `log`: what they tell, in words and in documents."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import logs
from patrimoine_gui.migration import revisions
from tests.command_line import HEAD, ROOT, answer, current, household, run

if TYPE_CHECKING:
    from pathlib import Path

IDS = [revision.id for revision in revisions.load().all]


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return household(tmp_path / "famille.patrimoine", "0002")


@pytest.fixture
def log(home: Path) -> Path:
    file = home / "patrimoine" / "data" / "upgrades.jsonl"
    file.parent.mkdir(parents=True)
    return file


# --- history ------------------------------------------------------------------------------------


def test_history_marks_the_file_the_pending_and_the_latest(old: Path) -> None:
    document = answer("history", "--file", old)
    told = document["revisions"]
    assert [item["revision"] for item in told] == IDS
    assert [item["revision"] for item in told if item["here"]] == ["0002"]
    assert [item["revision"] for item in told if item["pending"]] == IDS[2:]
    assert [item["revision"] for item in told if item["head"]] == [HEAD.id]
    assert (document["revision"], document["head"]) == ("0002", HEAD.id)
    lines = run("history", "--file", old).stdout.splitlines()
    assert lines[0].endswith("famille.patrimoine")
    assert "the file" in lines[2]
    assert "pending, latest" in lines[-1]
    assert all("Patrimoine " in line for line in lines[1:])


def test_history_of_a_current_file_has_nothing_pending(tmp_path: Path) -> None:
    shown = run("history", "--file", current(tmp_path / "new.patrimoine")).stdout
    assert "pending" not in shown
    assert "the file, latest" in shown


def test_history_needs_no_file(tmp_path: Path) -> None:
    document = answer("history")
    assert document["file"] is None
    assert not any(item["here"] or item["pending"] for item in document["revisions"])
    refused = answer("history", "--file", tmp_path / "nowhere")
    assert (refused["error"]["type"], refused["exit_status"]) == ("FileUnreachable", 9)


def test_history_speaks_french(old: Path) -> None:
    shown = run("history", "--file", old, "--lang", "fr").stdout
    assert "centime" in shown


# --- show ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("revision", IDS)
def test_show_tells_all_about_a_revision(revision: str) -> None:
    document = answer("show", revision)
    known = revisions.load().get(revision)
    assert document["sentence"] == known.sentence
    assert document["loses"] == known.loses
    assert document["requires_key"] is known.requires_key
    assert len(document["moves"]) == len(known.moves)
    assert (ROOT / document["module"]).is_file()
    shown = run("show", revision).stdout
    for text in (known.sentence, known.loses, known.measures, *known.details):
        assert text in shown


def test_show_understands_the_names_of_a_version(old: Path) -> None:
    assert answer("show", "head")["revision"] == HEAD.id
    assert answer("show", "0.3")["revision"] == "0003"
    assert answer("show", "-1", "--file", old)["revision"] == "0001"
    assert answer("show", "+1", "--file", old)["revision"] == "0003"
    assert answer("show", "+1", "--file", "/nowhere")["exit_status"] == 2
    assert answer("show", "9999")["error"]["type"] == "TargetUnknown"


def test_show_speaks_french() -> None:
    assert "centime" in answer("show", "2", "--lang", "fr")["sentence"]


# --- log ----------------------------------------------------------------------------------------


def test_log_tells_what_was_done_to_the_file(old: Path, tmp_path: Path) -> None:
    other = household(tmp_path / "autre.patrimoine")
    for file in (old, other):
        assert run("upgrade", "--target", "0003", "--file", file).returncode == 0
    document = answer("log", "--file", old)
    (told,) = document["runs"]
    assert (told["from"], told["to"], told["status"]) == ("0002", "0003", "done")
    assert told["backup"].endswith(".patrimoine-backup")
    assert any("net worth" in line for line in told["details"])
    assert document["damaged_lines"] == 0
    shown = run("log", "--file", old).stdout
    assert "0002 → 0003" in shown
    assert told["backup"] in shown
    old.unlink()
    assert answer("log", "--file", old)["runs"] == document["runs"]


def line(path: Path, **more: object) -> str:
    said = {
        "at": "2026-11-22T21:04:05+00:00",
        "app": "0.5.0",
        "file": logs.file_tag(path.resolve()),
        "from_revision": "0004",
        "to_revision": "0005",
        "status": "ProofFailed",
        "seconds": 1.5,
        "backup": "",
        "details": ["why"],
    }
    return json.dumps({**said, **more})


def test_a_damaged_line_is_skipped_and_counted(old: Path, log: Path) -> None:
    whole = [line(old), line(old, file="ffffffff"), line(old, status="done")]
    broken = [
        line(old)[:40],
        "[]",
        "3",
        "null",
        line(old, seconds="x"),
        line(old, seconds=None),
        line(old, seconds=10**400),
        line(old, seconds=float("inf")),
        line(old, seconds=float("nan")),
        line(old, at="10000-01-01T00:00:00+00:00"),
        line(old, at="0000-01-01T00:00:00+00:00"),
        line(old, at="2026-11-22T21:04:05"),
        line(old, at=3),
        "[" * 20_000,
        "{}",
        "\udcff",
    ]
    content = "\n".join((whole[0], *broken, *whole[1:])) + "\n\n"
    log.write_bytes(content.encode("utf-8", "surrogateescape"))
    document = answer("log", "--file", old)
    assert [run["status"] for run in document["runs"]] == ["ProofFailed", "done"]
    assert document["damaged_lines"] == len(broken)
    shown = run("log", "--file", old).stdout
    assert f"{len(broken)} lines of the log cannot be read" in shown
    assert "stopped, the file stayed as it was: ProofFailed" in shown
    assert "1.50\xa0s" in shown


ANY_YEAR = ("0001-01-01", "1900-02-28", "1969-12-31", "2101-01-01", "9999-12-31")
EDGES = ("00:00:00+00:00", "00:00:00+23:59", "23:59:59-23:59")


@pytest.mark.skipif(os.name == "nt", reason="the zone is none of the environment there")
@pytest.mark.parametrize("zone", ["XXX+167", "America/St_Johns"])
def test_runs_of_any_year_are_told_in_any_zone(old: Path, log: Path, zone: str) -> None:
    moments = [f"{day}T{edge}" for day in ANY_YEAR for edge in EDGES]
    lines = [line(old, at=at, status="\ud800\x1b") for at in moments]
    log.write_text("\n".join(lines) + "\n", encoding="utf-8")
    shown = run("log", "--file", old, env=os.environ | {"TZ": zone})
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"{len(moments)} runs" in shown.stdout
    told = [text for text in shown.stdout.splitlines() if "0004" in text]
    assert any("December 1969, " in text for text in told)
    in_utc = [text for text in told if "UTC" in text]
    assert len(in_utc) == (len(told) if zone == "XXX+167" else 3)  # the first year, and the last


def test_no_log_is_an_empty_one(old: Path) -> None:
    assert answer("log", "--file", old)["runs"] == []
    assert "nothing yet" in run("log", "--file", old).stdout


@pytest.mark.skipif(os.name == "nt", reason="folders cannot be read as files anywhere")
def test_a_log_that_cannot_be_read_is_told(old: Path, log: Path) -> None:
    log.mkdir()
    document = answer("log", "--file", old)
    assert (document["error"]["type"], document["exit_status"]) == ("FileUnreachable", 9)


# --- none of them loads what is heavy -----------------------------------------------------------


LOADED = (
    "import sys; from patrimoine_gui.cli import dispatch; dispatch.run(sys.argv[1:]);"
    "sys.stderr.write(' '.join(name.partition('.')[0] for name in sys.modules))"
)


@pytest.mark.parametrize("words", ["status", "history", "show head", "log", "completion bash"])
def test_no_engine_and_no_cipher_is_loaded(old: Path, words: str) -> None:
    given = [sys.executable, "-c", LOADED, *words.split(), "--file", str(old)]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(done.stderr.split())
    assert "patrimoine_gui" in loaded
    assert not {"alembic", "cryptography", "mako", "numpy", "PySide6", "sqlalchemy"} & loaded


def test_nothing_is_written(old: Path, home: Path) -> None:
    before = sorted(home.rglob("*"))
    for words in (("history",), ("show", "head"), ("log",), ("completion", "zsh")):
        assert run(*words, "--file", old).returncode == 0
    assert sorted(home.rglob("*")) == before
