"""Whatever a path is called: every command works on it, and says it without harm."""

from __future__ import annotations

import json
import logging
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import cli, config
from patrimoine_gui.formats import visible
from tests.command_line import private
from tests.faults.household import GOLDEN
from tests.odd_paths import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

GOLDEN_PHRASE = "Épargne & famille 2026"


@pytest.fixture
def log_closed() -> Iterator[None]:
    """Close the log that the commands began in this process."""
    yield
    ours = logging.getLogger("patrimoine_gui")
    for handler in list(ours.handlers):
        ours.removeHandler(handler)
        handler.close()


class Commands:
    """Runs commands on one file, in this process."""

    def __init__(self, file: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.file = file
        self._capsys = capsys

    def __call__(self, *words: str) -> str:
        """Give what a command that must succeed answers."""
        status = cli.main([*words, "--file", str(self.file)])
        said = self._capsys.readouterr()
        assert status == 0, said.err
        assert not {"\x1b", "\x07", "\u202e"} & {*said.out, *said.err}
        said.out.encode("utf-8")
        return said.out


@pytest.mark.usefixtures("log_closed")
@pytest.mark.parametrize("folder", FOLDERS, ids=range(len(FOLDERS)))
def test_every_command_works_in_a_folder_of_any_name(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    folder: str,
) -> None:
    place = tmp_path / folder
    place.mkdir(parents=True)
    monkeypatch.setenv(config.ENV_HOME, str(place / "home"))
    file = place / f"{place.name}.patrimoine"
    shutil.copyfile(GOLDEN / "0012-rich.patrimoine", file)
    phrase = private(place / "phrase", f"{GOLDEN_PHRASE}\n")
    command = Commands(file, capsys)
    assert f"  {visible(str(file))}\n" in command("status")
    command("upgrade", "--passphrase-file", str(phrase))
    command("backup", "--passphrase-file", str(phrase))
    assert json.loads(command("status", "--json"))["file"] == str(file)
    made = json.loads(command("backups", "--json"))["backups"]
    assert len(made) == 2
    assert all(os.path.lexists(backup["backup"]) for backup in made)
    assert len(json.loads(command("log", "--json"))["runs"]) == 1
    assert visible(str(file)) in command("log")
    restored = place / f"{place.name} restored"
    cli.main(
        ["restore", made[0]["backup"], "--passphrase-file", str(phrase), "--file", str(restored)]
    )
    assert restored.exists()
    assert {entry.name for entry in place.iterdir()} == {
        file.name,
        phrase.name,
        restored.name,
        "home",
    }
    written = (place / "home" / "logs" / "patrimoine.log").read_text("utf-8")
    assert not any(part in written for part in folder.split("/"))
