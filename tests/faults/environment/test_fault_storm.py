"""Calls that fail at every moment of the publication: what is said is what the file is.

`make faults` takes every call of every work; here, those that decide and some of the others.
"""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

import pytest

from tests.faults.failing_calls import COMPILER, Answering, Fault
from tests.faults.fault_storm import FaultStorm

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [
    pytest.mark.skipif(COMPILER is None, reason="no C compiler to make calls fail with"),
    pytest.mark.skipif(sys.platform != "linux", reason="calls are made to fail on Linux alone"),
]


@pytest.fixture(scope="module")
def storm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultStorm]:
    folder = tmp_path_factory.mktemp("faults")
    with Answering(folder) as answering:
        yield FaultStorm(folder, answering)


def test_what_is_said_of_a_file_is_so_whichever_call_fails(storm: FaultStorm) -> None:
    for name in ("keys", "new", "damaged"):
        storm.every(name, "fsync", stride=2)
    for name in ("upgrade", "undo"):
        storm.every(name, "fsync", stride=5)
    for name in ("renew", "replace", "protect", "downgrade", "backup"):
        storm.every(name, "write", stride=197)
    storm.every("new", "unlink", stride=4)
    storm.every("damaged", "rename", stride=2)
    storm.every("keys", "open", stride=9)
    storm.every("enter", "fsync")
    sys.stdout.write(f"\n{storm.report()}\n")
    assert not storm.wrong, storm.report()


@pytest.mark.parametrize("name", ["keys", "replace"])
def test_disk_that_dies_while_it_commits_leaves_no_false_word(storm: FaultStorm, name: str) -> None:
    storm.wrong.clear()
    last = storm.calls(name, "fsync")
    storm.strike(name, Fault("fsync", errno.EIO, last, lasts=True))
    storm.strike(name, Fault("fsync", errno.EIO, max(last - 4, 1), lasts=True))
    assert not storm.wrong, storm.report()


@pytest.mark.parametrize("number", [errno.EDQUOT, errno.EFBIG], ids=errno.errorcode.get)
@pytest.mark.parametrize("rank", [30, 250])
def test_quota_or_limit_that_sqlite_meets_is_a_want_of_room(
    storm: FaultStorm, rank: int, number: int
) -> None:
    storm.wrong.clear()
    storm.strike("upgrade", Fault("write", number, rank, lasts=True))
    assert not storm.wrong, storm.report()
    assert storm.table["upgrade", "write", "NoSpace", "old"]
