"""Makes a new, empty household file at head."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from patrimoine_gui import config
from patrimoine_gui.database.lock import is_name_too_long
from patrimoine_gui.errors import FileUnreachable, UnreachableReason
from patrimoine_gui.migration.copies.new_file import creation_error, refuse_taken, write_new
from patrimoine_gui.migration.schema import fresh_build
from patrimoine_gui.migration.transformation import put_header, signed_by_us

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.revisions import RevisionSet


def create(migrations: Path, revisions: RevisionSet, file: Path, keyring: Keyring) -> None:
    """Make the file, atomically; never overwrites; see `MigrationManager.create`.

    Args:
        migrations: folder of the revisions.
        revisions: their index.
        file: an absolute path.
        keyring: the keys that protect it.
    """
    if is_name_too_long(file):
        raise FileUnreachable(file, UnreachableReason.NAME_TOO_LONG)
    refuse_taken(file)
    with closing(fresh_build.build(migrations)) as source:
        source.execute(f"PRAGMA user_version = {revisions.head.ordinal}")
        source.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
        if revisions.head.protects:
            put_header(source, signed_by_us(keyring.header, revisions.head))
        try:
            write_new(source, file)
        except (OSError, sqlite3.Error) as error:
            raise creation_error(file, error, len(source.serialize())) from None
