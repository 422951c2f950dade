"""What a backup tells of itself to whoever has no key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.backup.container import container
from tests.unit.backup import containers

if TYPE_CHECKING:
    from pathlib import Path


def test_household_and_passphrase_of_the_day_are_told_without_a_key(tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(bytes(4096))
    ring, what = containers.keyring(), store.Content(copy, "abcd1234", "0001", 1)
    backup = store.write(tmp_path / "backups", what, store.BackupKind.MANUAL, ring)
    assert (backup.household_id, backup.mk_id) == (ring.household_id, ring.mk_id)
    assert container.read_header(backup.file).file_header == ring.header
