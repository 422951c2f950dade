"""Copies left by a synchronisation, and folders that a service looks after."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from patrimoine_gui.database.conflict_copies import (
    ConflictCopy,
    conflict_copies,
    named_like,
    synchroniser,
)
from tests.faults import household as files

FILE = Path("/home/anne/famille.patrimoine")

CERTAIN = {
    "famille.sync-conflict-20261129-101500-ABCDEF7.patrimoine": "Syncthing",
    "famille (conflicted copy 2026-11-29 101500).patrimoine": "Nextcloud",
    "famille (Marc conflicted copy 2026-11-29 101500).patrimoine": "Nextcloud",
    "famille_conflict-20261129-101500.patrimoine": "Nextcloud",
    "famille (Marc's conflicted copy 2026-11-29).patrimoine": "Dropbox",
    "famille (Copie en conflit de PC-de-Marc 2026-11-29).patrimoine": "Dropbox",
    "famille (SFConflict marc@example.org 2026-11-29-10-15-00).patrimoine": "Seafile",
    "famille_PC-MARC_Nov-29-1015-2026_Conflict.patrimoine": "Synology Drive",
    "famille.Conflict.patrimoine": "Resilio Sync",
    "famille [Conflict].patrimoine": "Google Drive",
}
DOUBTFUL = {
    "famille-DESKTOP-4F2K9QL.patrimoine": "OneDrive",
    "famille-PORTABLE-2.patrimoine": "OneDrive",
    "famille (1).patrimoine": "Google Drive",
    "famille 2.patrimoine": "iCloud",
}
INNOCENT = (
    "famille.patrimoine",
    "famille-2025.patrimoine",
    "famille-vacances.patrimoine",
    "famille de Marc.patrimoine",
    "famille (avant le déménagement).patrimoine",
    "autre (1).patrimoine",
    "famille (1).pdf",
    "famille.sync-conflict-20261129-101500-ABCDEF7.patrimoine-backup",
    ".famille.patrimoine.lock",
)


def test_each_service_is_known_by_its_way_of_naming() -> None:
    found = named_like(FILE, [*CERTAIN, *DOUBTFUL, *INNOCENT], lambda _one, _other: True)
    assert {copy.file.name: copy.service for copy in found} == CERTAIN | DOUBTFUL


def test_a_name_that_a_person_may_give_counts_for_the_same_household_only() -> None:
    found = named_like(FILE, [*CERTAIN, *DOUBTFUL, *INNOCENT], lambda _one, _other: False)
    assert {copy.file.name: copy.service for copy in found} == CERTAIN


def test_copies_are_found_beside_a_real_file(tmp_path: Path) -> None:
    file = files.golden("0009-rich", tmp_path).file
    copy = file.with_name("maison (1).patrimoine")
    shutil.copyfile(file, copy)
    shutil.copyfile(files.GOLDEN / "0003-rich.patrimoine", file.with_name("maison (2).patrimoine"))
    before = {item.name: item.read_bytes() for item in file.parent.iterdir()}
    assert conflict_copies(file) == (ConflictCopy(copy, "Google Drive"),)
    assert {item.name: item.read_bytes() for item in file.parent.iterdir()} == before


def test_a_folder_that_is_gone_has_no_copies(tmp_path: Path) -> None:
    assert conflict_copies(tmp_path / "gone" / "maison.patrimoine") == ()


@pytest.mark.parametrize(
    ("folder", "mark", "service"),
    [
        ("OneDrive - Foyer", "", "OneDrive"),
        ("Nextcloud2", "", "Nextcloud"),
        ("Dropbox (Marc)", "", "Dropbox"),
        ("partage", ".stfolder", "Syncthing"),
        ("partage", ".sync_abc.db", "Nextcloud"),
        ("Mes documents", "", ""),
        ("OneDriveries", "", ""),
    ],
)
def test_a_synchronised_folder_is_known(
    tmp_path: Path, folder: str, mark: str, service: str
) -> None:
    inside = tmp_path / folder / "comptes"
    inside.mkdir(parents=True)
    if mark:
        (tmp_path / folder / mark).mkdir()
    assert synchroniser(inside / "maison.patrimoine") == service


def test_windows_says_where_onedrive_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OneDrive", str(tmp_path))
    assert synchroniser(tmp_path / "nuage" / "maison.patrimoine") == "OneDrive"


def test_settings_of_a_service_in_the_home_say_nothing_of_what_is_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    (tmp_path / ".dropbox").mkdir()
    assert synchroniser(tmp_path / "comptes" / "maison.patrimoine") == ""
