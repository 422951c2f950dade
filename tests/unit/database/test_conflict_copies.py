"""Copies left by a synchronisation, and folders that a service looks after."""

from __future__ import annotations

import shutil
import unicodedata
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
    "famille.sync-conflict-20261129-101500.patrimoine": "Syncthing",
    "famille.sync-conflict-20261129-101500-ABCDEF7.sync-conflict-20261130-101500-ABCDEF7.patrimoine"
    "": "Syncthing",
    "famille (conflicted copy 2026-11-29 101500 1).patrimoine": "Nextcloud",
    "famille (case clash from Marc, 2026-11-29 101500).patrimoine": "Nextcloud",
    "famille_conflict-20261129-101500.patrimoine": "ownCloud",
    "famille_conflict-marc-20261129-101500.patrimoine": "ownCloud",
    "famille_conflict_20261129_101500_aB3dE5fG7h.patrimoine": "kDrive",
    "famille-conflict-2026-11-29T10_15_00.123Z.patrimoine": "Cozy",
    "famille (conflicting copy).patrimoine": "Maestral",
    "famille (conflicting copy 2).patrimoine": "Maestral",
    "famille (Marc's conflicted copy 2026-11-29).patrimoine": "Dropbox",
    "famille (Copie en conflit de PC-de-Marc 2026-11-29).patrimoine": "Dropbox",
    "famille (PC-de-Marc's conflicted copy 2026-11-29 (1)).patrimoine": "Dropbox",
    "famille (Kopie von Marc mit Konflikt 2026-11-29).patrimoine": "Dropbox",
    "famille (In Konflikt stehende Kopie von PC-MARC 2026-11-29).patrimoine": "Dropbox",
    "famille (Copia en conflicto de PC-MARC 2026-11-29).patrimoine": "Dropbox",
    "famille (Copia in conflitto di PC-MARC 2026-11-29).patrimoine": "Dropbox",
    "famille (Cópia em conflito de PC-MARC 2026-11-29).patrimoine": "Dropbox",
    "famille (cópia conflitante de PC-MARC).patrimoine": "Dropbox",
    "famille (Conflicterend exemplaar van PC-MARC 2026-11-29).patrimoine": "Dropbox",
    "famille (kopia powodująca konflikt PC-MARC 2026-11-29).patrimoine": "Dropbox",
    "famille (Case Conflict).patrimoine": "Dropbox",
    "famille (Case Conflict 1).patrimoine": "Dropbox",
    "famille (Unicode Encoding Conflict).patrimoine": "Dropbox",
    "famille (Selective Sync Conflict 2).patrimoine": "Dropbox",
    "famille (Conflit de casse).patrimoine": "Dropbox",
    "famille (Conflit de synchronisation sélective 1).patrimoine": "Dropbox",
    "famille (Conflicto de mayúsculas y minúsculas).patrimoine": "Dropbox",
    "famille (Conflitto di maiuscole e minuscole).patrimoine": "Dropbox",
    "famille (Conflito de maiúsculas e minúsculas).patrimoine": "Dropbox",
    "famille (Konflikt durch Groß-Kleinschreibung).patrimoine": "Dropbox",
    "famille (Conflict met hoofdlettergebruik).patrimoine": "Dropbox",
    "famille (SFConflict marc@example.org 2026-11-29-10-15-00).patrimoine": "Seafile",
    "famille_PC-MARC_Nov-29-1015-2026_Conflict.patrimoine": "Synology Drive",
    "famille (White Space Conflict).patrimoine": "Dropbox",
    "famille.Conflict.patrimoine": "Resilio Sync",
    "famille [Conflict].patrimoine": "Google Drive",
}
DOUBTFUL = {
    "famille-DESKTOP-4F2K9QL.patrimoine": "OneDrive",
    "famille-PORTABLE-2.patrimoine": "OneDrive",
    "famille-DESKTOP-4F2K9QL (2).patrimoine": "OneDrive",
    "famille-MacBook Pro de Marc.patrimoine": "OneDrive",
    "famille (1).patrimoine": "Google Drive",
    "famille 2.patrimoine": "iCloud",
}
INNOCENT = (
    "famille.patrimoine",
    "famille-2025.patrimoine",
    "famille-vacances.patrimoine",
    "famille de Marc.patrimoine",
    "famille (avant le déménagement).patrimoine",
    "famille (conflit de voisinage).patrimoine",
    "famille (conflit avec la banque 2026-01-05).patrimoine",
    "famille (in conflict with the tax office).patrimoine",
    "famille (copie du 2026-11-29).patrimoine",
    "famille (en cas de conflit).patrimoine",
    "famille copie.patrimoine",
    "famille 2026.patrimoine",
    "famille_conflict.patrimoine",
    "familles (1).patrimoine",
    "Famille (1).patrimoine",
    "famill.patrimoine",
    "autre (1).patrimoine",
    "famille (1).pdf",
    "famille.sync-conflict-20261129-101500-ABCDEF7.patrimoine-backup",
    ".famille.patrimoine.lock",
)


def test_each_service_is_known_by_its_way_of_naming() -> None:
    names = [*CERTAIN, *DOUBTFUL, *INNOCENT]
    found = named_like(FILE, names, lambda _one, _other: True, folds=False)
    assert {copy.file.name: copy.service for copy in found} == CERTAIN | DOUBTFUL


def test_a_name_that_a_person_may_give_counts_for_the_same_household_only() -> None:
    names = [*CERTAIN, *DOUBTFUL, *INNOCENT]
    found = named_like(FILE, names, lambda _one, _other: False, folds=False)
    assert {copy.file.name: copy.service for copy in found} == CERTAIN


def test_case_counts_where_the_system_tells_names_apart_by_it() -> None:
    name = "FAMILLE (Case Conflict).Patrimoine"
    for folds in (False, True):
        found = named_like(FILE, [name], lambda _one, _other: True, folds=folds)
        assert [copy.file.name for copy in found] == ([name] if folds else [])


def test_accents_are_the_same_however_a_system_writes_them(tmp_path: Path) -> None:
    composed, split = (unicodedata.normalize(form, "Hélène") for form in ("NFC", "NFD"))
    golden = files.GOLDEN / "0009-rich.patrimoine"
    for ours, theirs in ((composed, split), (split, composed)):
        file = tmp_path / f"{ours}.patrimoine"
        twin, conflict = (
            tmp_path / f"{theirs}{added}.patrimoine"
            for added in ("", ".sync-conflict-20260102-101112-ABCDEFG")
        )
        for copy in (file, conflict, twin):
            shutil.copyfile(golden, copy)
        found = {copy.file: copy.service for copy in conflict_copies(file)}
        assert found.pop(conflict) == "Syncthing"
        if not file.samefile(twin):  # some systems take both for one name
            assert found.pop(twin) == ""
        assert not found
        for copy in {file, conflict, twin}:
            copy.unlink(missing_ok=True)


def test_a_second_name_of_the_file_itself_is_no_copy(tmp_path: Path) -> None:
    file = files.golden("0009-rich", tmp_path).file
    file.with_name("maison (1).patrimoine").hardlink_to(file)
    assert conflict_copies(file) == ()


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
