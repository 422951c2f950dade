"""Completion in a real shell: commands, options, revisions and files."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.cli import arguments
from patrimoine_gui.cli.commands.completion import command_list
from patrimoine_gui.migration import revisions
from tests.command_line import ROOT, answer, run

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.long

IDS = [revision.id for revision in revisions.load().all]
BASH = ("/usr/bin/env", "bash", "--norc", "--noprofile", "-u", "-c")
LINE = """
source {script}
COMP_WORDS=({words})
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
{function}
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    done = run("completion", "bash", "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    file = tmp_path / "script.bash"
    file.write_text(done.stdout, encoding="utf-8")
    return file


def completed(script: Path, *words: str, cwd: Path = ROOT) -> list[str]:
    """Complete the last word of `python migrate.py WORDS`, as bash splits it at "="."""
    typed = [sys.executable, str(ROOT / "migrate.py"), *words]
    line = LINE.format(script=script, words=shlex.join(typed), function="_patrimoine_python")
    done = subprocess.run([*BASH, line], cwd=cwd, capture_output=True, text=True, check=True)
    assert done.stderr.replace("bash: line 1: warning:", "") == ""
    return done.stdout.split("\n")[:-1]


def test_commands_are_completed(script: Path) -> None:
    every = completed(script, "")
    assert {"status", "upgrade", "history", "show", "log", "completion", "create"} <= {*every}
    assert completed(script, "hist") == ["history"]
    assert completed(script, "--json", "--lang", "fr", "stat") == ["status"]
    assert completed(script, "--lang", "=", "fr", "stat") == ["status"]


def test_options_are_those_of_the_command(script: Path) -> None:
    assert completed(script, "status", "--l") == ["--lang"]
    assert completed(script, "downgrade", "--y") == ["--yes"]
    assert completed(script, "status", "--y") == [""]
    assert "--version" in completed(script, "--")
    assert completed(script, "--lang", "") == ["fr", "en"]
    assert completed(script, "status", "--lang", "=") == ["fr", "en"]
    assert completed(script, "status", "--lang", "=", "f") == ["fr"]


def test_revisions_are_completed(script: Path) -> None:
    assert completed(script, "show", "") == ["head", *IDS]
    assert completed(script, "downgrade", "0002") == ["0002"]
    assert completed(script, "upgrade", "--target", "") == ["head", *IDS]
    assert completed(script, "upgrade", "--target", "=", "000") == IDS[:9]


def test_files_are_completed(script: Path, tmp_path: Path) -> None:
    for name in ("Élodie et Marc.patrimoine", "a*b.patrimoine", "notes.txt"):
        (tmp_path / name).touch()
    found = completed(script, "status", "--file", "É", cwd=tmp_path)
    assert found == ["Élodie et Marc.patrimoine"]
    assert completed(script, "status", "--file", "=", "a", cwd=tmp_path) == ["a*b.patrimoine"]
    assert "notes.txt" in completed(script, "restore", "", cwd=tmp_path)


def test_what_cannot_be_known_is_not_guessed(script: Path) -> None:
    assert completed(script, "create", "As") == [""]
    assert completed(script, "upgrade", "--passphrase-fd", "") == [""]


def test_any_other_program_of_python_is_left_alone(script: Path) -> None:
    line = LINE.format(script=script, words="python other.py st", function="_patrimoine_python")
    done = subprocess.run([*BASH, line], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


def test_bash_knows_whose_completion_it_is(script: Path) -> None:
    shown = f"source {script}; complete -p patrimoine-migrate python"
    done = subprocess.run([*BASH, shown], capture_output=True, text=True, check=True)
    assert "_patrimoine_installed patrimoine-migrate" in done.stdout
    assert "_patrimoine_python python" in done.stdout
    mine = f"complete -F mine python; source {script}; complete -p python"
    done = subprocess.run([*BASH, mine], capture_output=True, text=True, check=True)
    assert done.stdout == "complete -F mine python\n"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_other_shells_take_their_script(shell: str, language: str, tmp_path: Path) -> None:
    done = run("completion", shell, "--lang", language)
    assert done.returncode == 0
    for name in ("status", "history", "passphrase-file"):
        assert name in done.stdout
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    file = tmp_path / "script"
    file.write_text(done.stdout, encoding="utf-8")
    subprocess.run([program, "-n", str(file)], check=True)


def test_the_document_carries_the_script() -> None:
    document = answer("completion", "revisions")
    assert document["script"].split() == IDS
    assert answer("completion", "bash")["script"].startswith("# bash completion")


# --- every command has its help, with an example ------------------------------------------------


@pytest.mark.parametrize("command", [item.name for item in command_list.read() if item.name])
def test_every_command_has_an_example_in_its_help(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        arguments.parse([command, "--help"])
    shown = capsys.readouterr().out
    _before, _title, examples = shown.partition("examples:")
    lines = [line.strip() for line in examples.strip().splitlines()]
    assert lines, shown
    assert all(f" {command}" in line or f"{command} " in line for line in lines), shown
    for option in ("--file", "--json", "--lang"):
        assert option in shown
