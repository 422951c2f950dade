"""Which backups are kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from patrimoine_gui.backup import retention
from patrimoine_gui.backup.store import Backup, BackupKind

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUTOMATIC, UPGRADE, MANUAL = BackupKind.AUTOMATIC, BackupKind.PRE_UPGRADE, BackupKind.MANUAL


def backup(days: float, kind: BackupKind = AUTOMATIC, folder: Path = Path()) -> Backup:
    created = NOW - timedelta(days=days)
    return Backup(
        file=folder / f"{created:%Y-%m-%d_%H-%M-%S_%f}-{kind.value}",
        kind=kind,
        created=created,
        source="abcd1234",
        revision="0001",
        ordinal=1,
        app_version="0.1",
        size=1,
        sha256="",
    )


def test_last_ten_are_kept_however_many_a_day() -> None:
    found = [backup(minutes / 1440) for minutes in range(30)]
    gone = retention.to_remove(found, NOW)
    assert set(found) - set(gone) == set(found[:10])


def test_one_of_each_recent_day_week_and_month_is_kept() -> None:
    found = [backup(hours / 4) for hours in range(4 * 500)]
    kept = set(found) - set(retention.to_remove(found, NOW))
    days = {item.created.date() for item in kept}
    assert {NOW.date() - timedelta(days=age) for age in range(7)} <= days
    assert len({(day.year, day.month) for day in days}) == 12
    assert len(kept) <= 10 + 7 + 4 + 12


def test_manual_backups_stay_for_ever() -> None:
    found = [backup(age, MANUAL) for age in range(0, 9_000, 300)]
    found += [backup(age) for age in range(20)]
    assert not {item for item in retention.to_remove(found, NOW) if item.kind is MANUAL}


def test_backups_of_the_last_upgrades_stay_even_behind_a_hundred_younger_ones() -> None:
    upgrades = [backup(1_000 + age, UPGRADE) for age in range(5)]
    found = [backup(hours / 24) for hours in range(100)] + upgrades
    assert not set(upgrades[:3]) & set(retention.to_remove(found, NOW))


def test_backups_of_upgrades_of_ninety_days_all_stay() -> None:
    found = [backup(minutes / 1440, UPGRADE) for minutes in range(200)]
    assert retention.to_remove(found, NOW) == ()


@pytest.mark.parametrize("late", [0.001, 1.0, 4_000.0])
def test_nothing_goes_while_the_clock_is_behind_the_newest_backup(late: float) -> None:
    found = [backup(hours / 24) for hours in range(-1, 100)]
    newest = max(item.created for item in found)
    assert retention.to_remove(found, newest - timedelta(days=late)) == ()
    assert retention.to_remove(found, newest) != ()


def test_nothing_of_nothing() -> None:
    assert retention.to_remove([], NOW) == ()


@hypothesis.given(
    st.lists(
        st.tuples(st.floats(-400, 4_000), st.sampled_from(list(BackupKind))),
        max_size=60,
        unique=True,
    )
)
def test_newest_always_stays_and_nothing_is_invented(
    ages: list[tuple[float, BackupKind]],
) -> None:
    found = [backup(age, kind) for age, kind in ages]
    gone = retention.to_remove(found, NOW)
    assert set(gone) <= set(found)
    assert len(found) - len(gone) >= min(len(found), retention.LAST)
    if found:
        assert max(found, key=lambda item: (item.created, item.file.name)) not in gone


def test_pruning_removes_copy_and_manifest_and_tells_what_went(tmp_path: Path) -> None:
    found = [backup(minutes / 1440, folder=tmp_path) for minutes in range(14)]
    for item in found:
        item.file.touch()
        item.manifest.touch()
    gone = retention.prune(found, NOW)
    assert set(gone) == set(found[10:])
    assert len(list(tmp_path.iterdir())) == 2 * 10


def test_pruning_what_is_gone_already_is_harmless(tmp_path: Path) -> None:
    found = [backup(minutes / 1440, folder=tmp_path) for minutes in range(14)]
    assert len(retention.prune(found, NOW)) == 4
