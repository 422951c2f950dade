"""Several accounts of one computer share a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.database.lock import beside
from tests.faults import process
from tests.faults.household import golden
from tests.faults.process import Hindrance
from tests.faults.rights import needs_root, public_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def public() -> Iterator[Path]:
    with public_folder() as folder:
        yield folder


@needs_root
def test_lock_that_another_account_left_is_told_as_what_it_is(public: Path) -> None:
    household = golden("0001-rich", public)
    household.file.chmod(0o666)
    household.file.parent.chmod(0o777)
    household.folders.backups.mkdir(parents=True)
    for folder in (household.folders.backups, household.folders.data):
        folder.chmod(0o777)
    household.folders.data.parent.chmod(0o755)
    lock = beside(household.file, "lock")
    lock.touch(0o600)
    before = household.digest()
    ended = process.upgrade(household, Hindrance(as_nobody=True))
    assert ended.error == "LockObstructed"
    assert ended.fact("lock") == str(lock)
    assert household.digest() == before
    assert lock.exists()
    assert process.call(process.state_of, household, as_nobody=True) == ("outdated", "")
