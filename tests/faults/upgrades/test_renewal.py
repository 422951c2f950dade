"""Renewing the keys is killed at every step: the file opens with the old passphrase or the new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import UpgradeStep, WrongPassphrase
from patrimoine_gui.portfolio.repository import household_file
from tests import keys
from tests.faults import process
from tests.faults.household import Household, is_whole, mid_size
from tests.faults.process import Hindrance, Moment, Running

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.portfolio.household import Household as Content

STEPS = [
    UpgradeStep.SNAPSHOT,
    UpgradeStep.BACKUP,
    UpgradeStep.MEASURE_BEFORE,
    UpgradeStep.MIGRATE,
    UpgradeStep.VERIFY,
    UpgradeStep.MEASURE_AFTER,
    UpgradeStep.FINALISE,
    UpgradeStep.PUBLISH,
    UpgradeStep.CLEAN,
]


@pytest.fixture
def household(tmp_path: Path) -> Household:
    found = mid_size(tmp_path, rows=500)
    assert process.upgrade(found).error == ""
    return found


def opened(household: Household, passphrase: str) -> Content:
    """Read a file by its passphrase, as the program does after it looked at it."""
    manager = household.manager()
    manager.inspect(household.file)
    manager.sweep(household.file)
    header = manager.header(household.file)
    assert header is not None
    keyring = Keyring.unlock(header, passphrase, keys.QUICK)
    return household_file.load(household.file, keyring.fields)


@pytest.mark.parametrize("step", STEPS)
def test_kill_during_a_renewal_loses_nothing(household: Household, step: UpgradeStep) -> None:
    before = opened(household, keys.PASSPHRASE)
    running = Running(household, Hindrance(renewal=True, pause=Moment(step)))
    running.until_paused()
    running.kill()
    done = step is UpgradeStep.CLEAN
    assert opened(household, keys.OTHER if done else keys.PASSPHRASE) == before
    with pytest.raises(WrongPassphrase):
        opened(household, keys.PASSPHRASE if done else keys.OTHER)
    assert is_whole(household.file)
    assert household.beside() == set()


def test_kill_in_the_middle_of_the_publication_gives_the_old_keys(household: Household) -> None:
    before = opened(household, keys.PASSPHRASE)
    limit = household.file.stat().st_size // 2
    deadly = Hindrance(
        renewal=True, file_limit=limit, limit_from=Moment(UpgradeStep.PUBLISH), deadly=True
    )
    with pytest.raises(EOFError):
        process.upgrade(household, deadly)
    assert opened(household, keys.PASSPHRASE) == before
    assert is_whole(household.file)
    assert household.beside() == set()
