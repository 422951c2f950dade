"""What is shown of the backups, and what may be done with each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.backup import store
from patrimoine_gui.backup.backup_records import NAME
from patrimoine_gui.backup.catalog import Catalog, CatalogEntry, EntryState
from patrimoine_gui.backup.container import layout
from patrimoine_gui.errors import (
    Cancelled,
    ContainerCorrupted,
    ContainerTooNew,
    FileExists,
    FileUnreachable,
    ForeignKind,
    LastVerifiedBackup,
)
from tests.faults.household import GOLDEN
from tests.unit.backup import containers

if TYPE_CHECKING:
    from pathlib import Path

TAG = "abcd1234"
MANUAL = store.BackupKind.MANUAL


class Stopped(Exception):
    """The user stopped."""


def save(
    folder: Path, value: int = 1, household: str = "ours", source: str = TAG, size: int = 5_000
) -> store.Backup:
    copy = folder / f"copy-{value}"
    copy.write_bytes(bytes([value]) * size)
    content = store.Content(copy, source, "0001", 1)
    return store.write(folder / "backups", content, MANUAL, containers.keyring(household))


def shelf_of(folder: Path) -> Catalog:
    return Catalog(folder / "backups")


def entries(folder: Path) -> tuple[CatalogEntry, ...]:
    return shelf_of(folder).entries(TAG, containers.keyring("ours").household_id)


def spoil(file: Path, place: int = -500) -> bytes:
    data = bytearray(file.read_bytes())
    data[place] ^= 0xFF
    file.write_bytes(data)
    return bytes(data)


def test_new_backups_are_listed_as_verified_newest_first(tmp_path: Path) -> None:
    made = [save(tmp_path, value) for value in range(3)]
    found = entries(tmp_path)
    assert [item.backup for item in found] == list(reversed(made))
    assert {item.state for item in found} == {EntryState.VERIFIED}
    for item in found:
        assert item.verified is not None
        assert item.backup is not None
        assert item.verified >= item.backup.created
        assert item.size == item.file.stat().st_size


def test_no_folder_no_backup(tmp_path: Path) -> None:
    assert entries(tmp_path) == ()
    assert shelf_of(tmp_path).disk_use().files == 0
    assert not (tmp_path / "backups").exists()


def test_only_those_of_the_household_are_listed(tmp_path: Path) -> None:
    ours = save(tmp_path, 1)
    moved = save(tmp_path, 2, source="00000001")
    renewed = save(tmp_path, 3, household="theirs")
    save(tmp_path, 4, household="theirs", source="00000001")
    assert {item.backup for item in entries(tmp_path)} == {ours, moved, renewed}
    assert {item.backup for item in shelf_of(tmp_path).entries(TAG)} == {ours, renewed}


def test_what_bears_the_name_of_a_backup_is_listed_with_why_it_is_none(tmp_path: Path) -> None:
    good = save(tmp_path)
    folder = tmp_path / "backups"
    (folder / f"letter{store.SUFFIX}").write_text("Dear all, this is no backup.\n" * 20)
    (folder / f"a_manual_0001_{TAG}{store.SUFFIX}").write_bytes(b"")
    (folder / f"a_manual_0001_00000001{store.SUFFIX}").write_bytes(b"")
    text = good.file.read_bytes().replace(b"\r\n", b"\n")
    (folder / f"posted{store.SUFFIX}").write_bytes(text)
    (folder / f"link{store.SUFFIX}").symlink_to(good.file)
    first, *others = entries(tmp_path)
    assert first.backup == good
    assert {item.state for item in others} == {EntryState.UNREADABLE}
    kinds = {
        item.file.name.removesuffix(store.SUFFIX): getattr(item.error, "kind", type(item.error))
        for item in others
    }
    assert kinds == {
        "letter": ForeignKind.TEXT,
        f"a_manual_0001_{TAG}": ForeignKind.EMPTY,
        "posted": ForeignKind.TEXT_MODE,
        "link": FileUnreachable,
    }


def test_verifying_remembers_and_gives_the_entry_as_it_is_now(tmp_path: Path) -> None:
    save(tmp_path)
    (tmp_path / "backups" / NAME).unlink()
    (entry,) = entries(tmp_path)
    assert (entry.state, entry.verified) == (EntryState.UNVERIFIED, None)
    for keyring in (None, containers.keyring("ours"), containers.keyring("theirs")):
        found = shelf_of(tmp_path).verify(entry, keyring)
        assert found.state is EntryState.VERIFIED
        assert entries(tmp_path) == (found,)


def test_damaged_backup_is_set_aside_with_its_bytes(tmp_path: Path) -> None:
    save(tmp_path)
    (entry,) = entries(tmp_path)
    damaged = spoil(entry.file)
    found = shelf_of(tmp_path).verify(entry, containers.keyring("ours"))
    assert found.state is EntryState.SUSPECT
    assert isinstance(found.error, ContainerCorrupted)
    assert found.file.name == entry.file.name + store.SUSPECT_SUFFIX
    assert found.file.read_bytes() == damaged
    (again,) = entries(tmp_path)
    assert (again.file, again.state, again.verified) == (found.file, EntryState.SUSPECT, None)
    assert again.backup == replace(entry.backup, file=found.file) if entry.backup else False
    assert shelf_of(tmp_path).verify(again).file == found.file  # not renamed twice


def test_what_is_no_backup_is_not_called_a_damaged_one(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    clear = folder / f"a_pre-upgrade_0001_{TAG}{store.SUFFIX}"
    clear.write_bytes((GOLDEN / "0001-rich.patrimoine").read_bytes())
    (folder / f"letter{store.SUFFIX}").write_text("Dear all, this is no backup.\n" * 20)
    found = entries(tmp_path)
    verified = [shelf_of(tmp_path).verify(item) for item in found]
    assert list(map(repr, verified)) == list(map(repr, found))
    assert list(map(repr, entries(tmp_path))) == list(map(repr, found))
    letter, old = found
    with pytest.raises(LastVerifiedBackup):  # the only copy, though anybody can read it
        shelf_of(tmp_path).delete(old)
    shelf_of(tmp_path).delete(letter)
    assert list(folder.iterdir()) == [clear]


def test_verification_that_is_stopped_says_nothing(tmp_path: Path) -> None:
    save(tmp_path)
    (tmp_path / "backups" / NAME).unlink()
    (entry,) = entries(tmp_path)

    def tick(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        shelf_of(tmp_path).verify(entry, None, tick)
    assert entries(tmp_path) == (entry,)


def test_backup_that_went_away_is_not_called_damaged(tmp_path: Path) -> None:
    save(tmp_path)
    (entry,) = entries(tmp_path)
    entry.file.unlink()
    with pytest.raises(FileUnreachable):
        shelf_of(tmp_path).verify(entry)


def test_any_backup_but_the_last_verified_one_can_be_deleted(tmp_path: Path) -> None:
    kept, other = save(tmp_path, 1), save(tmp_path, 2)
    save(tmp_path, 3, household="theirs", source="00000001")  # no help to ours
    shelf = shelf_of(tmp_path)
    newest, oldest = entries(tmp_path)
    assert (newest.backup, oldest.backup) == (other, kept)
    shelf.delete(newest)
    assert not other.file.exists()
    with pytest.raises(LastVerifiedBackup):
        shelf.delete(oldest)
    assert store.is_intact(kept)


def test_last_one_of_a_household_that_another_replaced_stays(tmp_path: Path) -> None:
    kept = save(tmp_path, 1)
    save(tmp_path, 2, household="theirs")  # of the very same file, since then
    newest, oldest = entries(tmp_path)
    assert oldest.backup == kept
    for entry in (newest, oldest):
        with pytest.raises(LastVerifiedBackup):
            shelf_of(tmp_path).delete(entry)
    assert store.is_intact(kept)


def test_others_that_nobody_verified_do_not_free_the_last_one(tmp_path: Path) -> None:
    save(tmp_path, 1)
    save(tmp_path, 2)
    newest, oldest = entries(tmp_path)
    spoil(newest.file)  # its date changed: it is unverified
    with pytest.raises(LastVerifiedBackup):
        shelf_of(tmp_path).delete(oldest)
    (tmp_path / "backups" / NAME).unlink()
    for entry in entries(tmp_path):
        with pytest.raises(LastVerifiedBackup):
            shelf_of(tmp_path).delete(entry)


def test_what_is_no_use_can_be_deleted_even_alone(tmp_path: Path) -> None:
    save(tmp_path)
    (entry,) = entries(tmp_path)
    spoil(entry.file)
    shelf = shelf_of(tmp_path)
    shelf.delete(shelf.verify(entry))
    (tmp_path / "backups" / f"letter{store.SUFFIX}").write_text("Dear all")
    (letter,) = entries(tmp_path)
    shelf.delete(letter)
    shelf.delete(letter)  # gone already
    assert entries(tmp_path) == ()


def test_backup_of_a_newer_version_may_be_the_only_good_one(tmp_path: Path) -> None:
    made = save(tmp_path)
    data = made.file.read_bytes()
    start = layout.START.pack(layout.MAGIC, 2, 0, containers.head_length(data) - layout.START.size)
    made.file.write_bytes(containers.with_hashes(start + data[layout.START.size :]))
    (entry,) = entries(tmp_path)
    assert isinstance(entry.error, ContainerTooNew)
    with pytest.raises(LastVerifiedBackup):
        shelf_of(tmp_path).delete(entry)
    save(tmp_path, 2)
    shelf_of(tmp_path).delete(entry)
    assert not entry.file.exists()


def test_exported_copy_is_the_backup_byte_by_byte_for_this_user_alone(tmp_path: Path) -> None:
    made = save(tmp_path, size=3 * layout.CHUNK + 5)
    (entry,) = entries(tmp_path)
    (tmp_path / "usb").mkdir()
    heard: list[tuple[int, int]] = []
    target = shelf_of(tmp_path).export(
        entry, tmp_path / "usb", lambda done, total: heard.append((done, total))
    )
    assert target == tmp_path / "usb" / made.file.name
    assert target.read_bytes() == made.file.read_bytes()
    assert target.stat().st_mode & 0o777 == 0o600
    assert list((tmp_path / "usb").iterdir()) == [target]
    assert len(heard) >= 8  # a slow disk is left at most a megabyte later
    assert heard == sorted(heard)
    named = shelf_of(tmp_path).export(entry, tmp_path / "usb" / "named")
    assert named.read_bytes() == made.file.read_bytes()


def test_export_replaces_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    save(tmp_path)
    (entry,) = entries(tmp_path)
    shelf, usb = shelf_of(tmp_path), tmp_path / "usb"
    usb.mkdir()
    (usb / "theirs").write_text("theirs")

    def tick(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(FileExists):
        shelf.export(entry, usb / "theirs")
    with pytest.raises(Stopped):
        shelf.export(entry, usb / "new", tick)
    with pytest.raises(FileUnreachable):
        shelf.export(entry, tmp_path / "nowhere" / "new")
    spoil(entry.file)
    with pytest.raises(ContainerCorrupted) as caught:
        shelf.export(entry, usb / "new")
    assert caught.value.file == entry.file
    assert (usb / "theirs").read_text() == "theirs"
    assert list(usb.iterdir()) == [usb / "theirs"]
    assert not (tmp_path / "nowhere").exists()


def test_disk_use_counts_what_was_set_aside_too(tmp_path: Path) -> None:
    save(tmp_path, 1)
    store.set_aside(save(tmp_path, 2, household="theirs", source="00000001").file)
    use = shelf_of(tmp_path).disk_use()
    sizes = [path.stat().st_size for path in (tmp_path / "backups").iterdir() if path.name != NAME]
    assert (use.files, use.used) == (2, sum(sizes))
    assert (use.free or 0) > 0


def test_a_verification_that_is_stopped_says_nothing_against_a_backup(tmp_path: Path) -> None:
    backup = save(tmp_path)

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        store.is_intact(backup, stop)
    with pytest.raises(Cancelled):
        store.is_verified(backup, containers.keyring("ours"), stop)
