"""A command is the same in a forked process as in a new one, which every command gets here."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from patrimoine_gui.cli import arguments
from tests import command_server
from tests.command_line import current, household, key_options, run, run_anew

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

WORDS = {
    "status": ["status"],
    "history": ["history"],
    "show": ["show", "0002"],
    "log": ["log"],
    "upgrade": ["upgrade", "--target", "0002"],
    "downgrade": ["downgrade", "0001", "--yes"],
    "init": ["init"],
    "backup": ["backup"],
    "backups": ["backups"],
    "verify": ["verify", "FOLDER/absent.patrimoine-backup"],
    "restore": ["restore", "FOLDER/absent.patrimoine-backup"],
    "export-sqlite": ["export-sqlite", "--output", "FOLDER/famille.sqlite"],
    "completion": ["completion", "bash"],
    "create": ["create", "back\\slash"],
    "check": ["check"],
    "rehearse": ["rehearse", "0099"],
    "heads": ["heads"],
    "merge": ["merge"],
    "rebase": ["rebase", "0099"],
}

OF_THE_MOMENT = {"backup", "report", "seconds", "created"}

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")


def names() -> set[str]:
    """Name the commands that the command line has."""
    choices = [action.choices for action in arguments.new_parser()._actions]
    return {name for choice in choices if isinstance(choice, dict) for name in choice}


def given(folder: Path, command: str) -> list[str]:
    """Make a file, and give a command line for it."""
    folder.mkdir()
    file = folder / "famille.patrimoine"
    words = [word.replace("FOLDER", str(folder)) for word in WORDS[command]]
    if command == "init":
        return [*words, "--json", "--file", str(file), *key_options(folder)]
    if command in {"backup", "export-sqlite"}:
        secret, path = key_options(folder)[:2]
        return [*words, "--json", "--file", str(current(file)), secret, path]
    return [*words, "--json", "--file", str(household(file))]


def document(done: subprocess.CompletedProcess[str]) -> dict[str, Any] | str:
    """Give what was answered, but for what differs from one time to the next."""
    if not done.stdout.startswith("{"):
        return done.stdout
    answered = json.loads(done.stdout)
    return {name: answered[name] for name in answered if name not in OF_THE_MOMENT}


@needs_fork
@pytest.mark.parametrize("command", sorted(WORDS))
def test_a_command_answers_the_same_in_both(command: str, tmp_path: Path, home: Path) -> None:
    environment = dict(os.environ)
    assert command_server.can_run(environment)
    folder = tmp_path / "Comptes d'Élodie"
    words = given(folder, command)
    anew = run_anew(*words)
    shutil.rmtree(folder)
    shutil.rmtree(home / "patrimoine", ignore_errors=True)
    served = command_server.run(given(folder, command), environment)
    assert served.returncode == anew.returncode, served.stderr + anew.stderr
    assert document(served) == document(anew)


def test_no_command_is_forgotten() -> None:
    assert set(WORDS) == names()


@needs_fork
def test_a_command_has_the_environment_of_the_test(tmp_path: Path) -> None:
    file = household(tmp_path / "famille.patrimoine")
    served = run("status", env=os.environ | {"PATRIMOINE_FILE": str(file)})
    assert str(file) in served.stdout
    assert not command_server.can_run(os.environ | {"LC_ALL": "C"})
    assert not command_server.can_run(os.environ | {"PYTHONIOENCODING": "latin-1"})


@needs_fork
def test_a_name_that_is_no_text_arrives_whole(tmp_path: Path) -> None:
    file = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.patrimoine")
    assert json.loads(run("status", "--json", "--file", file).stdout)["file"] == file
