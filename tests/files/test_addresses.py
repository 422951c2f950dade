"""A `file://` address stands for a path, and a person without a home folder is answered."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from urllib.parse import quote

import pytest

from patrimoine_gui import app, cli, config, locations, paths
from patrimoine_gui.ui import addresses
from tests.command_line import answer, run
from tests.faults.household import GOLDEN
from tests.odd_paths import NAMES

ODD = pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())


def address(path: Path, host: str = "") -> str:
    return f"file://{host}{quote(os.fsencode(path))}"


@ODD
@pytest.mark.parametrize("host", ["", "localhost", "LocalHost"])
def test_address_stands_for_the_path(tmp_path: Path, name: str, host: str) -> None:
    file = tmp_path / name
    assert locations.named_file(address(file, host)) == str(file)
    assert locations.named_file(address(file, host).replace("file:", "FILE:")) == str(file)


@ODD
def test_path_stands_for_itself(tmp_path: Path, name: str) -> None:
    assert locations.named_file(str(tmp_path / name)) == str(tmp_path / name)
    assert locations.named_file(name) == name


@ODD
def test_windows_take_and_give_addresses_of_any_path(tmp_path: Path, name: str) -> None:
    assert addresses.path_of(addresses.address_of(tmp_path / name)) == tmp_path / name
    assert app._arguments([address(tmp_path / name)]).file == tmp_path / name


def test_address_of_this_computer_and_its_short_form() -> None:
    assert locations.named_file("file:/a/b") == "/a/b"
    assert locations.named_file(f"file://{os.uname().nodename}/a/b") == "/a/b"


@pytest.mark.parametrize(
    "text", ["file://elsewhere/a", "file:a", "file:///a%00b", "file:", "file://", "http://a/b"]
)
def test_anything_else_stays_what_it_is(text: str) -> None:
    assert locations.named_file(text) == text


def test_file_that_is_called_like_an_address_is_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file:" / "there").mkdir(parents=True)
    (tmp_path / "file:" / "there" / "a%20b").touch()
    for text in ("file:/there/a%20b", "file:///there/a%20b", "file:/there/new"):
        assert locations.named_file(text) == text


def test_command_line_takes_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "à nous 100%.patrimoine"
    assert run("init", "--file", address(file)).returncode == 0
    assert answer("status", "--file", address(file))["file"] == str(file)
    monkeypatch.setenv(config.ENV_FILE, address(file, "localhost"))
    assert answer("status")["file"] == str(file)


# --- no home --------------------------------------------------------------------------------------


@pytest.fixture
def homeless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work for an account that the system does not know."""

    def nobody(number: int) -> None:
        raise KeyError(number)

    for name in (config.ENV_HOME, "HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", nobody)


@pytest.mark.usefixtures("homeless")
@pytest.mark.parametrize("told", ["", "relative", "~"])
@pytest.mark.parametrize("data", ["", "~/odd", "//odd"])
def test_folders_of_nobody_are_nowhere(
    monkeypatch: pytest.MonkeyPatch, told: str, data: str
) -> None:
    monkeypatch.setenv("HOME", told)
    monkeypatch.setenv("XDG_DATA_HOME", data)
    found = paths.user_folders()
    assert paths.home() == Path(locations.NOWHERE)
    assert all(path.is_absolute() for path in (found.data, found.settings, found.logs))


@pytest.mark.usefixtures("homeless")
@pytest.mark.parametrize("command", ["status", "backups", "log"])
def test_account_that_nobody_knows_is_answered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    file = tmp_path / "f.patrimoine"
    shutil.copyfile(GOLDEN / "0012-rich.patrimoine", file)
    assert cli.main([command, "--file", str(file)]) in {0, 3}
    answered = capsys.readouterr()
    assert answered.out
    assert answered.err == ""
