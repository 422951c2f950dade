"""No log, report or error says who owns what, or how much (F16)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import logs
from patrimoine_gui.errors import UserError
from tests import keys
from tests.command_line import PASSPHRASE, key_options, run
from tests.faults.failing_revisions import FAILS, LIES
from tests.faults.household import Household, execute, golden, second_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SECRETS = (
    *("compte joint", "Livret", "Élodie", "Maison", "Banque Ordinaire", "mes frères", "Prêt"),
    *("maison.patrimoine", "150000", "160001", "2295000", "38500000", "17000000", "39000000"),
    *("22950.0", "385000.0", "170000.0", "1500.0", "2294999", "Commun 50/50"),
)
GOLDEN_0001 = ("Compte joint", "mamie", "2543", "30418", "184250", "9876543210", "notreallyatoken")


@pytest.fixture
def household(
    request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> Iterator[Household]:
    """Give a household whose program keeps a log."""
    found = golden(getattr(request, "param", "0001-rich"), tmp_path)
    ours = logging.getLogger("patrimoine_gui")
    before = list(ours.handlers)
    assert logs.start(found.folders.logs)
    caplog.set_level(logging.DEBUG, logger="patrimoine_gui")
    caplog.set_level(logging.INFO, logger="alembic")
    yield found
    for handler in [item for item in ours.handlers if item not in before]:
        ours.removeHandler(handler)
        handler.close()


def written(household: Household) -> bytes:
    """Give every byte that the program wrote for its user, but for the backups."""
    root = household.folders.data.parent
    files = [path for path in root.rglob("*") if path.is_file()]
    kept = [path for path in files if household.folders.backups not in path.parents]
    assert household.folders.upgrade_log in kept
    assert any(household.folders.reports in path.parents for path in kept)
    names = "\n".join(str(path.relative_to(root)) for path in files)
    return names.encode() + b"\n".join(path.read_bytes() for path in kept)


def assert_silent(said: str, written_bytes: bytes, secrets: tuple[str, ...]) -> None:
    for secret in secrets:
        assert secret not in said
        assert secret.encode() not in written_bytes


@pytest.mark.parametrize("household", ["0003-rich"], indirect=True)
@pytest.mark.parametrize("mistake", [*FAILS, *LIES])
def test_failure_keeps_names_and_amounts_to_itself(
    household: Household, tmp_path: Path, mistake: str, caplog: pytest.LogCaptureFixture
) -> None:
    _wanted, body = {**FAILS, **LIES}[mistake]
    manager = household.manager(second_folder(tmp_path, body))
    with pytest.raises(UserError) as caught:
        keys.upgrade(manager, manager.plan(household.file))
    said = f"{caught.value} {caught.value!r} {caplog.text}"
    assert type(caught.value).__name__ in said
    assert_silent(said, written(household), SECRETS)


def test_success_keeps_names_and_amounts_to_itself(
    household: Household, caplog: pytest.LogCaptureFixture
) -> None:
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file))
    keys.downgrade(manager, manager.plan(household.file, "0001"), consent=True)
    assert_silent(caplog.text, written(household), (*GOLDEN_0001, *SECRETS[:6]))


def test_hostile_object_and_damage_are_told_without_their_content(
    household: Household, caplog: pytest.LogCaptureFixture
) -> None:
    execute(household.file, 'CREATE VIEW "Élodie 2543" AS SELECT name FROM account')
    manager = household.manager()
    with pytest.raises(UserError) as caught:
        keys.upgrade(manager, manager.plan(household.file))
    assert type(caught.value).__name__ == "HostileObject"
    said = f"{caught.value} {caught.value!r} {caplog.text}"
    assert_silent(said, written(household), (*GOLDEN_0001, "Élodie"))


# --- protected files ----------------------------------------------------------------------------

NAMES = (*GOLDEN_0001[:2], *GOLDEN_0001[5:], "Livret", "Élodie")
"""What stands in a golden file, and may be read nowhere once the file is protected."""


def everywhere(household: Household) -> bytes:
    """Give every byte below the user's folders and beside the file, backups and file included."""
    folders = (household.folders.data.parent, household.file.parent)
    files = {path for folder in folders for path in folder.rglob("*") if path.is_file()}
    assert household.file in files
    assert any(household.folders.backups in path.parents for path in files)
    return b"\n".join(path.read_bytes() for path in sorted(files))


def test_protected_file_its_backups_and_reports_hold_no_name(
    household: Household, caplog: pytest.LogCaptureFixture
) -> None:
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file))
    assert_silent(caplog.text, everywhere(household), (*NAMES, keys.PASSPHRASE))
    keys.downgrade(manager, manager.plan(household.file, "0004"), consent=True)
    assert_silent(caplog.text, everywhere(household), (*NAMES, keys.PASSPHRASE))


def test_failing_upgrade_of_a_protected_file_keeps_its_passphrase(
    household: Household, caplog: pytest.LogCaptureFixture
) -> None:
    manager = household.manager()
    keys.upgrade(manager, manager.plan(household.file))
    plan = manager.plan(household.file, "0004")
    with pytest.raises(UserError) as caught:
        manager.downgrade(plan, keys.new_keyring_of_others(), consent=True)
    said = f"{caught.value} {caught.value!r} {caplog.text}"
    assert_silent(said, everywhere(household), (*NAMES, keys.PASSPHRASE))


def test_command_line_shows_no_secret_and_keeps_none(tmp_path: Path, home: Path) -> None:
    file = golden("0001-rich", tmp_path).file
    options = key_options(tmp_path)
    told = [run("--json", "upgrade", "--file", file, *options)]
    kept = (tmp_path / "recovery.txt").read_text(encoding="ascii").strip()
    back = ("downgrade", "0003", "--yes", "--file", file)
    told.append(run(*back, *key_options(tmp_path, "another")))
    told.append(run(*back, *key_options(tmp_path)))
    told.append(run("status", "--file", file))
    assert [done.returncode for done in told] == [0, 4, 0, 0]
    said = "".join(done.stdout + done.stderr for done in told).replace(str(tmp_path), "")
    written_bytes = b"\n".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert b"PATBK" in written_bytes
    assert_silent(said, written_bytes, (PASSPHRASE, "Marc 2026", kept, kept[:19], *NAMES))
