"""A disk that is full at any moment: the file is as it was, to the byte (F7).

Small disks of memory where they can be mounted; everywhere, a limit on the size of files that
begins at the very step, which is how the system refuses a write without root's help.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.errors import NoSpace, UpgradeStep
from tests import keys
from tests.faults import process
from tests.faults.household import Household, again, golden, mid_size, place, second_folder
from tests.faults.process import End, Hindrance, Moment
from tests.faults.small_disks import can_mount, small_disk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

needs_mount = pytest.mark.skipif(
    not can_mount(), reason="no right to mount; the tests by RLIMIT_FSIZE say the same"
)
ROWS = 10_000


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", "size=48m") as folder:
        yield folder


def fails(household: Household, hindrance: Hindrance, *, ballast: Path | None = None) -> End:
    """Upgrade against a hindrance; nothing may change, and without it the upgrade works."""
    before = household.digest()
    ended = process.upgrade(household, hindrance)
    if ballast:
        ballast.unlink()
    assert ended.error == "NoSpace", ended
    assert household.digest() == before
    assert household.beside() == set()
    assert household.unfinished() == set()
    again = process.upgrade(household, Hindrance(migrations=hindrance.migrations))
    assert again.error == ""
    assert len(household.backups()) == 1
    assert household.beside() == set()
    return ended


# --- small disks ----------------------------------------------------------------------------------


@needs_mount
def test_disk_that_is_too_small_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=4m") as disk:
        household = mid_size(disk, ROWS, tmp_path / "user")
        before = household.digest()
        plan = household.manager().plan(household.file)
        assert next(need.enough for need in plan.space) is False
        with pytest.raises(NoSpace) as caught:
            keys.upgrade(household.manager(), plan)
        assert caught.value.needed > (caught.value.free or 0) > 0
        assert caught.value.folder == household.file.parent
        assert household.digest() == before
        assert household.beside() == set()
        assert not household.folders.backups.exists()


@needs_mount
def test_backup_disk_that_is_too_small_is_told_before_anything_is_written(tmp_path: Path) -> None:
    with small_disk(tmp_path / "user", "size=256k") as user:
        household = mid_size(tmp_path, ROWS, user)
        before = household.digest()
        with pytest.raises(NoSpace) as caught:
            keys.upgrade(household.manager(), household.manager().plan(household.file))
        assert caught.value.needed > (caught.value.free or 0) > 0
        assert household.digest() == before
        assert household.beside() == set()


@needs_mount
@pytest.mark.parametrize(
    "step", [UpgradeStep.SNAPSHOT, UpgradeStep.MIGRATE, UpgradeStep.PUBLISH], ids=lambda s: s.value
)
def test_disk_filled_by_another_program_at_a_step(
    tmp_path: Path, disk: Path, step: UpgradeStep
) -> None:
    household = mid_size(disk, ROWS, tmp_path / "user")
    ballast = disk / "ballast"
    beside, for_backup = household.manager().plan(household.file).space
    assert for_backup.needed > 0
    ended = fails(household, Hindrance(ballast=ballast, limit_from=Moment(step)), ballast=ballast)
    assert ended.error == "NoSpace"
    assert int(ended.fact("needed")) == beside.needed
    assert int(ended.fact("free")) < 48 << 20
    assert ended.fact("folder") == str(household.file.parent)


@needs_mount
def test_disk_filled_while_clear_text_is_scrubbed(tmp_path: Path, disk: Path) -> None:
    household = mid_size(disk, ROWS, tmp_path / "user")
    ballast = disk / "ballast"
    hindrance = Hindrance(
        ballast=ballast,
        limit_from=Moment(UpgradeStep.FINALISE),
        migrations=second_folder(tmp_path, "pass", scrub=True),
    )
    assert fails(household, hindrance, ballast=ballast).error == "NoSpace"


@needs_mount
def test_backup_disk_filled_during_the_backup(tmp_path: Path) -> None:
    with small_disk(tmp_path / "user", "size=24m") as user:
        household = mid_size(tmp_path, ROWS, user)
        ballast = user / "ballast"
        hindrance = Hindrance(ballast=ballast, limit_from=Moment(UpgradeStep.BACKUP))
        ended = fails(household, hindrance, ballast=ballast)
        assert ended.error == "NoSpace"
        assert ended.fact("folder") == str(household.folders.backups)
        assert int(ended.fact("needed")) > 0


@needs_mount
@pytest.mark.parametrize("files", range(3, 7))
def test_disk_without_room_for_one_more_name(tmp_path: Path, files: int) -> None:
    with small_disk(tmp_path / "disk", f"size=48m,nr_inodes={files + 1}") as disk:
        spare = disk / "spare"
        household = mid_size(disk, ROWS, tmp_path / "user")
        spare.touch()
        before = household.digest()
        ended = process.upgrade(household)
        if files < 6:
            assert ended.error == "NoSpace", ended
            assert household.digest() == before
        assert household.beside() == set()
        assert household.unfinished() == set()


@needs_mount
def test_new_file_on_a_full_disk_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "size=16k") as disk:
        household = place(disk, tmp_path / "user")
        with pytest.raises(NoSpace) as caught:
            household.manager().create(household.file, keys.new_keyring())
        assert caught.value.needed > (caught.value.free or 0)
        assert list(household.file.parent.iterdir()) == []


# --- a limit on the size of files -----------------------------------------------------------------

LIMITS = [
    (UpgradeStep.LOCK, 0.0),
    (UpgradeStep.SNAPSHOT, 0.5),
    (UpgradeStep.BACKUP, 0.5),
    (UpgradeStep.MIGRATE, 1.01),
    (UpgradeStep.MIGRATE, 2.0),
    (UpgradeStep.PUBLISH, 0.0),
    (UpgradeStep.PUBLISH, 0.001),
    (UpgradeStep.PUBLISH, 0.5),
    (UpgradeStep.PUBLISH, 1.01),
    (UpgradeStep.PUBLISH, 1.8),
]


@pytest.mark.parametrize(("step", "share"), LIMITS)
def test_write_refused_at_a_step(tmp_path: Path, step: UpgradeStep, share: float) -> None:
    household = mid_size(tmp_path, ROWS)
    limit = int(share * household.file.stat().st_size)
    ended = fails(household, Hindrance(file_limit=limit, limit_from=Moment(step)))
    if ended.error == "UpgradeFailed" and step is not UpgradeStep.LOCK:
        assert ended.fact("step") == str(step)


def test_new_file_that_cannot_be_written_whole_leaves_nothing(tmp_path: Path) -> None:
    household = place(tmp_path)
    ended = process.call(process.create_within, household, 16_384)
    assert isinstance(ended, End)
    assert ended.error == "NoSpace"
    assert household.beside() == set()
    assert not household.file.exists()


@needs_mount
@pytest.mark.parametrize("name", ["0001-large", "0002-rich"])
def test_disk_with_just_the_room_that_was_asked_for_is_enough(tmp_path: Path, name: str) -> None:
    sample = golden(name, tmp_path / "sample")
    (need,) = sample.manager().plan(sample.file).space
    size = sample.file.stat().st_size
    with small_disk(tmp_path / "disk", f"size={need.needed + size + (64 << 10)}") as disk:
        household = again(sample, disk)
        assert process.upgrade(household).error == ""
        assert household.beside() == set()


@pytest.mark.parametrize("rows", [2_000, 20_000])
def test_upgrade_never_takes_more_room_than_it_asked_for(tmp_path: Path, rows: int) -> None:
    household = mid_size(tmp_path, rows)
    manager = household.manager()
    plan = manager.plan(household.file)
    peak = 0

    def weigh(_progress: object) -> None:
        nonlocal peak
        peak = max(peak, sum(path.stat().st_size for path in household.file.parent.iterdir()))

    keys.upgrade(manager, plan, report=weigh)
    asked = plan.space[0].needed - household.backups()[0].size
    sys.stdout.write(f"\n{rows} rows: asked {asked:,} bytes, took {peak - plan.size:,}\n")
    assert peak - plan.size < asked
