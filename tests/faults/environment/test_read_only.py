"""What may not be written is told before anything is tried (F22)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import BackupFailed, FileReadOnly, FolderReadOnly
from tests import keys
from tests.faults import process
from tests.faults.household import Household, golden
from tests.faults.process import Hindrance
from tests.faults.rights import needs_root, public_folder
from tests.faults.small_disks import can_mount, make_read_only, small_disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def public() -> Iterator[Path]:
    with public_folder() as folder:
        yield folder


def guarded(folder: Path, *, file: int, home: int, data: int) -> Household:
    """Give a household of root's, with the rights that others have on it."""
    household = golden("0001-rich", folder)
    household.folders.backups.mkdir(parents=True)
    household.folders.data.parent.chmod(0o755)
    household.folders.backups.chmod(data)
    household.folders.data.chmod(data)
    household.file.chmod(file)
    household.file.parent.chmod(home)
    return household


@needs_root
@pytest.mark.parametrize(
    ("file", "home", "data", "error"),
    [
        (0o644, 0o777, 0o777, "FileReadOnly"),
        (0o666, 0o755, 0o777, "FolderReadOnly"),
        (0o666, 0o777, 0o755, "BackupFailed"),
        (0o600, 0o777, 0o777, "FileUnreachable"),
    ],
    ids=["file", "folder", "backup folder", "unreadable"],
)
def test_what_may_not_be_written_is_told_before_anything_is(
    public: Path, file: int, home: int, data: int, error: str
) -> None:
    household = guarded(public, file=file, home=home, data=data)
    before = household.digest()
    running = process.Running(household, Hindrance(as_nobody=True))
    ended = running.end()
    assert ended.error == error
    if error in {"FolderReadOnly", "BackupFailed"}:
        folder = household.file.parent if home == 0o755 else household.folders.backups
        assert ended.fact("folder") == str(folder)
    assert [step.value for step in running.steps] in ([], ["lock"])
    assert household.digest() == before
    assert household.beside() == set()
    assert household.unfinished() == set()


def obstacle_of(household: Household) -> str:
    return type(household.manager().plan(household.file).obstacle).__name__


@needs_root
@pytest.mark.parametrize(
    ("file", "home", "data", "error"),
    [
        (0o644, 0o777, 0o777, "FileReadOnly"),
        (0o666, 0o755, 0o777, "FolderReadOnly"),
        (0o666, 0o777, 0o755, "BackupFailed"),
        (0o666, 0o777, 0o777, "NoneType"),
    ],
    ids=["file", "folder", "backup folder", "nothing"],
)
def test_the_plan_tells_what_may_not_be_written(
    public: Path, file: int, home: int, data: int, error: str
) -> None:
    household = guarded(public, file=file, home=home, data=data)
    assert process.call(obstacle_of, household, as_nobody=True) == error
    assert household.beside() == set()


@needs_root
def test_file_in_a_folder_that_may_be_written_is_upgraded_without_root(public: Path) -> None:
    household = guarded(public, file=0o666, home=0o777, data=0o777)
    assert process.upgrade(household, Hindrance(as_nobody=True)).error == ""
    assert household.file.stat().st_uid == 0
    assert household.file.stat().st_mode & 0o777 == 0o666


@needs_root
def test_file_that_may_only_be_read_is_inspected_all_the_same(public: Path) -> None:
    household = guarded(public, file=0o644, home=0o755, data=0o755)
    assert process.call(process.state_of, household, as_nobody=True) == ("outdated", "")


@contextmanager
def read_only_disk(folder: Path) -> Iterator[Path]:
    with small_disk(folder, "size=8m") as disk:
        golden("0001-rich", disk)
        make_read_only(disk)
        yield disk


@pytest.mark.skipif(not can_mount(), reason="no right to mount; the tests above say the same")
def test_disk_that_is_read_only_is_told_even_to_root(tmp_path: Path) -> None:
    with read_only_disk(tmp_path / "disk"):
        household = Household(
            tmp_path / "disk" / "home" / "maison.patrimoine", golden("0001-rich", tmp_path).folders
        )
        manager = household.manager()
        with pytest.raises((FileReadOnly, FolderReadOnly)):
            keys.upgrade(manager, manager.plan(household.file))
        assert household.beside() == set()
        assert manager.sweep(household.file) == 0


@pytest.mark.skipif(not can_mount(), reason="no right to mount; the tests above say the same")
def test_backup_disk_that_is_read_only_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with read_only_disk(tmp_path / "user") as user:
        household = golden("0001-rich", tmp_path, user)
        manager = household.manager()
        before = household.digest()
        steps: list[str] = []
        with pytest.raises(BackupFailed):
            keys.upgrade(
                manager,
                manager.plan(household.file),
                report=lambda progress: steps.append(progress.step.value),
            )
        assert set(steps) == {"lock"}
        assert household.digest() == before


def test_backup_folder_that_is_a_file_is_told_before_anything_is_written(tmp_path: Path) -> None:
    household = golden("0001-rich", tmp_path)
    household.folders.data.mkdir(parents=True)
    household.folders.backups.touch()
    manager = household.manager()
    with pytest.raises(BackupFailed):
        keys.upgrade(manager, manager.plan(household.file))
    assert household.beside() == set()
