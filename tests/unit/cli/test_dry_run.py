"""`--dry-run` and `--sql` show the work and leave nothing: not a byte, not a backup, not a line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.command_line import (
    HEAD,
    PASSPHRASE,
    SECRETS,
    answer,
    current,
    everything,
    household,
    key_options,
    run,
)
from tests.history.journeys import copy_of
from tests.pseudo_terminal import converse

if TYPE_CHECKING:
    from pathlib import Path


def left_in(home: Path) -> set[str]:
    """Name what stands in the folders of the user, the logs of the program aside."""
    return {path.name for path in home.rglob("*") if path.is_file() and path.suffix != ".log"}


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    return household(folder / "famille.patrimoine", rows=400)


@pytest.fixture
def protected(tmp_path: Path) -> Path:
    folder = tmp_path / "house"
    folder.mkdir()
    return current(folder / "famille.patrimoine")


def test_a_dry_run_proves_the_upgrade_and_keeps_nothing(old: Path, home: Path) -> None:
    before = everything(old.parent)
    document = answer("upgrade", "--dry-run", "--file", old, keys=False)
    assert (document["exit_status"], document["changed"]) == (0, False)
    assert document["rehearsed"] is True
    assert (document["from"], document["to"]) == ("0001", HEAD.id)
    assert document["revisions"][0]["revision"] == "0002"
    assert document["size_before"] > 0
    assert document["size_after"] > document["size_before"]
    assert document["year_ends_compared"] == 1
    assert everything(old.parent) == before
    assert left_in(home) == set()
    assert not (home / "patrimoine" / "data" / "backups").exists()


def test_a_dry_run_of_a_protected_file_needs_its_keys(protected: Path, home: Path) -> None:
    before = everything(protected.parent)
    words = ("downgrade", "-1", "--dry-run", "--file", protected)
    assert answer(*words, keys=False)["error"]["type"] == "KeyRequired"
    document = answer(*words)  # what would be lost needs no consent: nothing is
    assert (document["exit_status"], document["rehearsed"]) == (0, True)
    assert document["revisions"][0]["loses"]
    assert everything(protected.parent) == before
    assert left_in(home) == set()


def test_a_dry_run_tells_plan_proof_duration_and_sizes_to_a_person(old: Path) -> None:
    done = run("upgrade", "--dry-run", "--lang", "en", "--file", old, keys=False)
    assert done.returncode == 0
    for told in ("has not been changed", "  0002  0.2", "net worth is the same", "Duration"):
        assert told in done.stdout
    assert len(re.findall(r"^Size.*\skB$", done.stdout, re.MULTILINE)) == 2


def test_what_would_refuse_the_upgrade_refuses_its_dry_run(old: Path, home: Path) -> None:
    (old.parent / "other-name.patrimoine").hardlink_to(old)
    document = answer("upgrade", "--dry-run", "--file", old, keys=False)
    assert document["error"]["type"] == "FileHasOtherNames"
    assert left_in(home) == set()


def test_a_wrong_passphrase_ends_a_dry_run(protected: Path, tmp_path: Path) -> None:
    options = key_options(tmp_path, "another")
    document = answer("downgrade", "-1", "--dry-run", "--file", protected, *options)
    assert document["exit_status"] == 4


@pytest.mark.parametrize("command", [("upgrade", "--target", "0003"), ("downgrade", "0001")])
def test_the_statements_of_a_run_are_printed_without_a_value(
    tmp_path: Path, home: Path, command: tuple[str, ...]
) -> None:
    folder = tmp_path / "sql"
    folder.mkdir()
    file = household(folder / "famille.patrimoine")
    if command[0] == "downgrade":
        assert run("upgrade", "--target", "0003", "--file", file).returncode == 0
    before, kept = everything(folder), left_in(home)
    document = answer(*command, "--sql", "--file", file, keys=False)
    told = "\n".join(item["sql"] for item in document["statements"])
    assert document["exit_status"] == 0
    assert "CREATE TABLE" in told
    assert "BETWEEN ? AND ?" in told
    assert {item["revision"] for item in document["statements"]} == {"0002", "0003"}
    shown = run(*command, "--sql", "--file", file, keys=False).stdout
    for secret in SECRETS:
        assert secret not in told + shown
    assert everything(folder) == before
    assert left_in(home) == kept


def test_statements_that_need_the_key_are_refused_by_name(old: Path) -> None:
    before = everything(old.parent)
    document = answer("upgrade", "--sql", "--file", old, "--lang", "en", keys=False)
    assert (document["exit_status"], document["error"]["type"]) == (3, "KeyedStatements")
    assert "0004" in document["error"]["what"]
    assert everything(old.parent) == before


def test_statements_that_need_no_key_are_told_of_a_protected_file(tmp_path: Path) -> None:
    file = copy_of("0005-empty", tmp_path)
    file.chmod(0o600)
    document = answer("downgrade", "-1", "--sql", "--file", file, keys=False)
    assert document["exit_status"] == 0
    assert {item["revision"] for item in document["statements"]} == {"0005"}


def test_a_trial_is_of_one_kind(old: Path) -> None:
    assert run("upgrade", "--sql", "--dry-run", "--file", old).returncode == 2


@pytest.mark.parametrize("trial", ["--dry-run", "--sql"])
def test_a_trial_of_nothing_says_so(protected: Path, trial: str) -> None:
    document = answer("upgrade", trial, "--file", protected, keys=False)
    assert (document["exit_status"], document["revisions"]) == (0, [])


def test_a_person_rehearses_at_the_keyboard(protected: Path) -> None:
    before = protected.read_bytes()
    turns = (("Passphrase (", f"{PASSPHRASE}\n"),)
    talk = converse("downgrade", "-1", "--dry-run", "--file", protected, turns=turns)
    assert talk.status == 0, talk.shown
    assert protected.read_bytes() == before
