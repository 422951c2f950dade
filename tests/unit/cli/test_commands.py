"""The real command in a real process: what it does and how it tells it."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from patrimoine_gui import config
from patrimoine_gui.cli import arguments
from patrimoine_gui.migration import revisions
from tests.command_line import HEAD, ROOT, SECRETS, answer, current, household, run

REVISIONS = revisions.load().all


@pytest.fixture
def old(tmp_path: Path) -> Path:
    folder = tmp_path / "Comptes Élodie"
    folder.mkdir()
    return household(folder / "famille.patrimoine")


# --- the life of a file -------------------------------------------------------------------------


def test_a_file_is_made_brought_back_and_brought_up_again(tmp_path: Path) -> None:
    file = tmp_path / "new.patrimoine"
    assert run("init", "--file", file).returncode == 0
    assert answer("status", "--file", file)["state"] == "current"
    assert run("downgrade", "0002", "--yes", "--file", file).returncode == 0
    document = answer("status", "--file", file)
    assert (document["state"], document["revision"]) == ("outdated", "0002")
    pending = [item["revision"] for item in document["pending"]]
    assert pending == [revision.id for revision in REVISIONS if revision.id > "0002"]
    assert document["protected"] is False
    assert run("--file", file, "upgrade").returncode == 0
    document = answer("status", "--file", file)
    assert (document["revision"], document["protected"]) == (HEAD.id, True)


def test_an_old_file_is_upgraded_and_the_result_is_told(old: Path) -> None:
    done = run("upgrade", "--file", old)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("The file has been upgraded.")
    assert "Backup" in done.stdout
    assert f"{HEAD.id} (Patrimoine {HEAD.app_version})" in done.stdout
    assert "What will change" in done.stderr
    document = answer("status", "--file", old)
    assert document["state"] == "current"
    assert document["pending"] == []


def test_an_upgrade_stops_where_it_is_told(old: Path) -> None:
    document = answer("upgrade", "--target", "0002", "--file", old)
    assert (document["from"], document["to"], document["changed"]) == ("0001", "0002", True)
    assert Path(document["backup"]).is_file()
    again = answer("upgrade", "--target", "0002", "--file", old)
    assert (again["changed"], again["exit_status"], again["revisions"]) == (False, 0, [])


def test_one_step_back_is_understood(old: Path) -> None:
    assert run("upgrade", "--file", old).returncode == 0
    assert answer("downgrade", "-1", "--yes", "--file", old)["to"] == REVISIONS[-2].id


def test_nothing_secret_is_told_or_logged(old: Path, home: Path) -> None:
    told = [run(*words, "--file", old) for words in (("status",), ("upgrade",), ("status",))]
    text = "".join(done.stdout.replace(str(old), "") + done.stderr for done in told)
    text = re.sub(r"^Backup.*|^Report.*", "", text, flags=re.MULTILINE)
    kept = [path for path in home.rglob("*") if path.suffix in {".log", ".jsonl", ".txt", ".json"}]
    texts = [text, *(path.read_text(encoding="utf-8") for path in kept)]
    assert len(texts) > 1
    for secret in SECRETS:
        assert not any(secret in item for item in texts)


# --- which file ---------------------------------------------------------------------------------


def test_the_environment_names_the_file(old: Path) -> None:
    environment = {**os.environ, config.ENV_FILE: str(old)}
    assert answer("status", env=environment)["file"] == str(old)


def test_the_last_opened_file_is_taken(old: Path, home: Path) -> None:
    settings = home / "patrimoine" / "settings" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"recent": [str(old), "/elsewhere"]}), "utf-8")
    assert answer("status")["file"] == str(old)


@pytest.mark.parametrize(
    "broken", ["", "{", "[]", '{"recent": "text"}', '{"recent": [3]}', '{"recent": []}', "\x00" * 9]
)
def test_odd_settings_lead_to_the_default_file(home: Path, broken: str) -> None:
    settings = home / "patrimoine" / "settings" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(broken, "utf-8")
    document = answer("status")
    assert document["file"].endswith("household.patrimoine")
    assert document["error"]["type"] == "FileUnreachable"


def test_the_default_file_is_made_in_a_folder_of_ones_own(home: Path) -> None:
    assert run("init").returncode == 0
    data = home / "patrimoine" / "data"
    assert (data / "household.patrimoine").is_file()
    assert data.stat().st_mode & 0o077 == 0


# --- how it is told -----------------------------------------------------------------------------


def test_help_names_every_exit_status_and_gives_examples() -> None:
    done = run("--help")
    assert done.returncode == 0
    for status in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9):
        assert f"\n  {status}  " in done.stdout
    assert "python migrate.py upgrade --file" in done.stdout


def commands() -> dict[str, argparse.ArgumentParser]:
    """Give what reads each command."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in arguments.new_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


@pytest.mark.parametrize("command", commands())
def test_each_command_has_its_help_with_an_example(command: str) -> None:
    shown = commands()[command].format_help()
    assert re.search(rf"^  \S.* {command}\b", shown, re.MULTILINE)
    for option in ("--file", "--json", "--lang"):
        assert option in shown


def test_the_help_of_a_command_is_an_answer() -> None:
    done = run("restore", "--help")
    assert done.returncode == 0
    assert "python migrate.py restore" in done.stdout


def test_options_stand_before_or_after_the_command(old: Path) -> None:
    before = run("--file", old, "--json", "--lang", "en", "status")
    after = run("status", "--file", old, "--json", "--lang=en")
    assert before.stdout == after.stdout
    assert run("--file", "/nowhere", "status", "--file", old).returncode == 0


def test_everything_is_said_in_french_argparse_included(old: Path) -> None:
    told = run("--lang", "fr", "upgrade", "--file", old)
    assert told.returncode == 0
    assert told.stdout.startswith("Le fichier a été mis à niveau.")
    shown = run("status", "--help", "--lang", "fr").stdout
    assert shown.startswith("usage\xa0:")
    assert "show" not in shown
    assert "arguments inconnus" in run("--lang=fr", "status", "--bogus").stderr
    assert "La commande" in run("--lang=fr", "bogus").stderr


STATUS_KEYS = {
    "command",
    "file",
    "state",
    "revision",
    "app_version",
    "format",
    "protected",
    "size",
    "head",
    "program_version",
    "holder",
    "pending",
    "last_backup",
    "error",
    "exit_status",
}
CHANGE_KEYS = {
    "command",
    "file",
    "changed",
    "from",
    "to",
    "revisions",
    "error",
    "backup",
    "report",
    "seconds",
    "clear_copies",
    "year_ends_compared",
    "changes",
    "remarks",
    "exit_status",
}


def test_the_documents_keep_their_keys(old: Path) -> None:
    assert set(answer("status", "--file", old)) == STATUS_KEYS
    assert set(answer("status", "--file", "/nowhere")) == STATUS_KEYS
    assert set(answer("upgrade", "--file", old)) == CHANGE_KEYS
    assert set(answer("upgrade", "--file", "/nowhere")) == {"command", "error", "exit_status"}


def test_status_loads_neither_alembic_nor_sqlalchemy_nor_qt(tmp_path: Path) -> None:
    file = current(tmp_path / "current.patrimoine")
    program = (
        "import sys; from patrimoine_gui.cli import main; main(sys.argv[1:]);"
        "print(sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    words = [sys.executable, "-c", program, "status", "--file", str(file)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    for heavy in ("alembic", "sqlalchemy", "PySide6", "mako", "numpy", "cryptography"):
        assert f"'{heavy}'" not in done.stderr


def test_a_name_that_is_no_text_is_told_all_the_same(tmp_path: Path) -> None:
    file = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.patrimoine")
    done = run("status", "--file", file)
    assert done.returncode == 9
    assert "\\xff" in done.stdout
    assert answer("status", "--file", file)["file"] == file
