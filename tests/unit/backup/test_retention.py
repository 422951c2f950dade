"""Which backups are kept."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest
from hypothesis import strategies as st

from patrimoine_gui.backup import retention
from patrimoine_gui.backup.container.header import ContainerHeader
from patrimoine_gui.backup.store import Backup, BackupKind
from patrimoine_gui.wording.backup_words import retention_sentence

SAMPLE = ContainerHeader(
    app_version="0.4",
    min_app_version="0.4",
    schema_revision="0001",
    schema_ordinal=1,
    created=datetime(2026, 1, 1, tzinfo=UTC),
    kind=BackupKind.AUTOMATIC,
    source="abcd1234",
    household_id=bytes(16),
    mk_id=bytes(8),
    keys="{}",
    payload_size=1,
    chunk_size=512,
    file_salt=bytes(32),
    sqlite_version="3.40.1",
)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUTOMATIC, UPGRADE, MANUAL = BackupKind.AUTOMATIC, BackupKind.PRE_UPGRADE, BackupKind.MANUAL
RESTORE = BackupKind.PRE_RESTORE


def backup(
    days: float,
    kind: BackupKind = AUTOMATIC,
    folder: Path = Path(),
    *,
    source: str = "abcd1234",
    household_id: bytes = bytes(16),
) -> Backup:
    created = NOW - timedelta(days=days)
    file = folder / f"{created:%Y-%m-%d_%H-%M-%S_%f}-{kind.value}"
    header = replace(SAMPLE, created=created, kind=kind, source=source, household_id=household_id)
    return Backup(file, header, 1)


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


def test_each_copy_of_a_file_keeps_its_own_last_upgrades() -> None:
    upgrades = [backup(1_000 + age, UPGRADE, source=f"0000000{age % 4}") for age in range(16)]
    found = [backup(hours / 24) for hours in range(24 * 500)] + upgrades
    assert set(upgrades) - set(retention.to_remove(found, NOW)) == set(upgrades[:12])


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


def test_sentence_says_what_the_rule_does() -> None:
    told = re.findall(r"\d+", retention_sentence())
    rule = (retention.LAST, retention.DAILY, retention.WEEKLY, retention.MONTHLY)
    assert list(map(int, told)) == [*rule, retention.UNDO_DAYS]


def always(_backup: Backup) -> bool:
    return True


def test_what_undoes_a_restore_stays_behind_the_backups_of_the_days_after_it() -> None:
    first, second = backup(11.9, RESTORE), backup(11.8, RESTORE)
    found = [*(backup(age / 2) for age in range(24)), first, second]
    assert not {first, second} & set(retention.to_remove(found, NOW))


def test_what_undoes_the_last_restore_of_each_file_stays_for_ever() -> None:
    old = [backup(1_000 + age, RESTORE, source=f"0000000{age % 2}") for age in range(6)]
    found = [backup(hours / 24) for hours in range(24 * 500)] + old
    assert set(old) - set(retention.to_remove(found, NOW)) == set(old[:2])


def test_the_newest_of_a_file_and_of_a_household_outlive_those_of_another() -> None:
    moved = [backup(900 + age, source="ffffffff") for age in range(3)]
    replaced = [backup(900.5 + age, household_id=bytes(range(16))) for age in range(3)]
    found = [backup(hours / 24) for hours in range(24 * 500)]
    gone = set(retention.to_remove([*found, *moved, *replaced], NOW))
    assert {*moved, *replaced} - gone == {moved[0], replaced[0]}


def test_newest_sound_backup_stays_though_an_older_one_to_keep_is_sound(tmp_path: Path) -> None:
    found = [backup(hours / 24, folder=tmp_path) for hours in range(60)]
    asked_for = backup(700, MANUAL, tmp_path)
    gone = retention.prune([*found, asked_for], NOW, {found[11], asked_for}.__contains__)
    assert found[11] not in gone
    assert found[12] in gone


def test_pruning_removes_what_it_tells_and_nothing_else(tmp_path: Path) -> None:
    found = [backup(minutes / 1440, folder=tmp_path) for minutes in range(14)]
    strange = [tmp_path / "letter.patrimoine-backup", tmp_path / "x.patrimoine-backup.suspect"]
    for path in [*strange, *(item.file for item in found)]:
        path.touch()
    gone = retention.prune(found, NOW, always)
    assert set(gone) == set(found[10:])
    assert set(tmp_path.iterdir()) == {*strange, *(item.file for item in found[:10])}


def test_pruning_what_is_gone_already_is_harmless(tmp_path: Path) -> None:
    found = [backup(minutes / 1440, folder=tmp_path) for minutes in range(14)]
    assert len(retention.prune(found, NOW, always)) == 4


def test_newest_sound_backup_stays_where_none_of_those_to_keep_is_sound(tmp_path: Path) -> None:
    found = [backup(minutes / 1440, folder=tmp_path) for minutes in range(14)]
    sound = {found[11], found[13]}
    gone = retention.prune(found, NOW, lambda item: item in sound)
    assert set(gone) == {found[10], found[12], found[13]}


def test_soundness_is_not_asked_where_nothing_is_to_go(tmp_path: Path) -> None:
    asked: list[Backup] = []

    def is_sound(item: Backup) -> bool:
        asked.append(item)
        return True

    found = [backup(minutes / 1440, folder=tmp_path) for minutes in range(14)]
    retention.prune(found[:10], NOW, is_sound)
    assert asked == []
    retention.prune(found, NOW, is_sound)
    assert asked == [found[0]]


def test_soundness_is_read_from_the_disk(tmp_path: Path) -> None:
    found = [backup(minutes / 1440, folder=tmp_path) for minutes in range(14)]
    for item in found:
        item.file.write_text("not a backup any more")
    assert len(retention.prune(found, NOW)) == 4


def test_household_is_known_by_its_file_or_by_its_keys() -> None:
    ours, other = bytes(16), bytes(range(16))
    mine = backup(1, household_id=ours, source="00000001")
    moved = backup(2, household_id=ours, source="00000002")
    rekeyed = backup(3, household_id=other, source="00000001")
    foreign = backup(4, household_id=other, source="00000002")
    found = (mine, moved, rekeyed, foreign)
    assert retention.family(found, "00000001", ours) == (mine, moved, rekeyed)
