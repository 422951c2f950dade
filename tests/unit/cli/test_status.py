"""`status` loads little, heeds settings and variables, and finds the last backup."""

from __future__ import annotations

import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path

import platformdirs
import pytest

from patrimoine_gui import config, i18n, locations, paths
from patrimoine_gui.cli import arguments
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.paths import UserFolders
from patrimoine_gui.ui.opening.opener import last_backup
from tests.command_line import ROOT, answer, current, key_options, run
from tests.keys import new_keyring_of_others

HEAVY = {"alembic", "cryptography", "hashlib", "logging", "numpy", "platformdirs", "PySide6"}
HEAVY |= {"sqlalchemy", "socket", "urllib.request"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "Comptes Élodie"
    folder.mkdir()
    return current(folder / "famille.patrimoine")


def backed_up(home: Path, file: Path, *names: str) -> None:
    folder = home / "patrimoine" / "data" / "backups"
    folder.mkdir(parents=True)
    tag = locations.file_tag(str(file.resolve()))
    for name in names:
        (folder / name.replace("TAG", tag)).touch()


BACKUPS = (
    "2026-11-20_07-00-00_000001_pre-upgrade_0004_TAG.patrimoine-backup",
    "2026-11-21_21-04-05_123456_pre-upgrade_0004_TAG-2.patrimoine-backup",
    "2026-11-22_09-00-00_000000_manual_0005_0123abcd.patrimoine-backup",
    "2026-99-99_09-00-00_000000_manual_0005_TAG.patrimoine-backup",
    ".2026-11-23_09-00-00_000000_manual_0005_TAG.patrimoine-backup",
    "vacances.patrimoine-backup",
)


@pytest.mark.parametrize("names", [(), BACKUPS])
def test_the_last_backup_is_told(file: Path, home: Path, names: tuple[str, ...]) -> None:
    backed_up(home, file, *names)
    assert ("21:04" in run("status", "--file", file, "--lang=fr").stdout) is bool(names)
    assert ("T21:04:05" in run("--json", "status", "--file", file).stdout) is bool(names)


def test_little_is_loaded(file: Path) -> None:
    program = (
        "import sys; from patrimoine_gui import cli; status = cli.main(sys.argv[1:]);"
        "sys.stderr.write(' '.join(sys.modules)); sys.exit(status)"
    )
    given = [sys.executable, "-c", program, "status", "--file", str(file)]
    done = subprocess.run(given, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert not HEAVY & set(done.stderr.split())


def test_settings_and_environment_are_heeded(
    file: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = home / "patrimoine" / "settings" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text(f'{{"recent": ["{file}"], "language": "fr"}}', "utf-8")
    assert "À faire" in run("status").stdout
    other = current(file.with_name("autre.patrimoine"))
    monkeypatch.setenv(config.ENV_FILE, str(other))
    assert "autre" in run("status").stdout


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ((), "required"),
        (("status", "--bogus"), "unrecognized"),
        (("status", "status"), "unrecognized"),
        (("status", "--lang=de"), "invalid choice: 'de'"),
        (("status", "--json=yes"), "--json"),
        (("status", "--file"), "expected one argument"),
        (("status", "--file="), "path is empty"),
        (("--file", "status"), "required"),
        (("--file", "status", "bogus"), "choose from 'status', 'upgrade', 'downgrade', 'init'"),
    ],
)
def test_a_refusal_knows_every_command(words: tuple[str, ...], refusal: str) -> None:
    with pytest.raises(arguments.UsageError) as refused:
        arguments.parse(words)
    assert refusal in refused.value.message


def test_the_later_of_two_options_wins() -> None:
    assert arguments.parse(["--file", "upgrade", "status", "--file=other"]).file == "other"
    assert arguments.parse(["--file", "upgrade", "status"]).command == "status"


def test_a_full_disk_is_told(file: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "migrate.py"), "status", "--file", str(file)],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert b"could not be written" in done.stderr
    assert b"Traceback" not in done.stderr


# --- what stands in for the slower modules ------------------------------------------------------


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"XDG_DATA_HOME": "/a/b", "XDG_CONFIG_HOME": "/c", "XDG_STATE_HOME": "/d"},
        {"XDG_DATA_HOME": "", "XDG_STATE_HOME": "relative"},
        {"XDG_CONFIG_HOME": "/odd//place/", "HOME": "/"},
        {"XDG_CONFIG_HOME": "~/place"},
        {"HOME": "/home/élodie"},
        {"HOME": "/"},
        {"HOME": ""},
        {"XDG_DATA_HOME": "//share"},
    ],
)
def test_folders_are_those_of_platformdirs(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    monkeypatch.delenv(config.ENV_HOME)
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if not os.environ["HOME"]:
        monkeypatch.delenv("HOME")
    theirs = platformdirs.PlatformDirs(config.APP_ID, appauthor=False)
    expected = (theirs.user_data_dir, theirs.user_config_dir, theirs.user_log_dir)
    assert paths.user_folders() == UserFolders(*map(Path, expected))


def test_the_catalogue_is_read_as_gettext_reads_it() -> None:
    folder = paths.resources_folder() / "locale"
    theirs = gettext.translation(i18n.DOMAIN, folder, ["fr"])
    i18n.set_language("fr")
    messages = vars(theirs)["_catalog"]
    assert len(messages) > 400
    for message in messages:
        if isinstance(message, str) and message:
            assert i18n._(message) == theirs.gettext(message)
        elif isinstance(message, tuple):
            for count in (0, 1, 2, 5):
                ours = i18n.ngettext(message[0], "?", count)
                assert ours == theirs.ngettext(message[0], "?", count)


def test_english_and_unknown_sentences_stay_as_they_are() -> None:
    assert i18n.ngettext("{count} dragon", "{count} dragons", 0) == "{count} dragons"
    i18n.set_language("fr")
    assert i18n._("A dragon\udcff") == "A dragon\udcff"
    assert i18n.ngettext("{count} dragon", "{count} dragons", 0) == "{count} dragon"
    assert os.sep in locations.resources()


# --- the last backup of a household ---------------------------------------------------------------


def test_status_and_backups_know_a_renamed_file_a_copy_and_a_renamed_backup(
    file: Path, tmp_path: Path
) -> None:
    made = answer("backup", "--file", file, *key_options(tmp_path)[:2])
    renamed = file.rename(tmp_path / "autre nom.patrimoine")
    copy = Path(shutil.copy(renamed, file))
    for name in (renamed, copy):
        listed = answer("backups", "--file", name)["backups"]
        assert [row["backup"] for row in listed] == [made["backup"]]
        assert answer("status", "--file", name)["last_backup"]["file"] == made["backup"]
    kept = Path(made["backup"])
    named = kept.rename(kept.with_name(f"Noël{config.BACKUP_EXTENSION}"))
    found = answer("status", "--file", renamed)["last_backup"]
    assert found["file"] == str(named)
    assert found["created"] == f"{made['created'][:19]}+00:00"


def test_the_backup_of_another_household_of_the_same_name_is_not_the_last_one(
    file: Path, tmp_path: Path
) -> None:
    made = answer("backup", "--file", file, *key_options(tmp_path)[:2])
    file.unlink()
    MigrationManager().create(file, new_keyring_of_others())
    assert answer("status", "--file", file)["last_backup"] is None
    (row,) = answer("backups", "--file", file)["backups"]  # one who lost it finds it all the same
    assert (row["backup"], row["same_household"]) == (made["backup"], False)
    assert "of another household" in run("backups", "--file", file, "--lang=en").stdout
    assert last_backup(paths.user_folders(), file, new_keyring_of_others().household_id) is None
