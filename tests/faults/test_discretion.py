"""No log, report or error says who owns what, or how much (F16)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import logs
from patrimoine_gui.errors import UserError
from tests import keys
from tests.faults.household import Household, execute, golden, second_folder
from tests.faults.mistakes import FAILS, LIES

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
