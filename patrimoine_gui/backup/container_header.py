"""The clear header of a backup container: no name and no amount."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003  (a dataclass field)
from enum import Enum

from patrimoine_gui.backup import container_layout as layout
from patrimoine_gui.crypto.header import FileHeader  # noqa: TC001  (a dataclass field)


class BackupKind(Enum):
    """Why a backup was made."""

    MANUAL = "manual"
    AUTOMATIC = "automatic"
    PRE_UPGRADE = "pre-upgrade"
    PRE_RESTORE = "pre-restore"


@dataclass(frozen=True, slots=True)
class ContainerHeader:
    """What a container says of itself without any key.

    Attributes:
        app_version: version of Patrimoine that made the backup.
        min_app_version: the oldest that can open what is inside.
        schema_revision: revision of the file inside.
        schema_ordinal: its format number.
        created: when, in UTC.
        kind: why.
        source: tag of the file that was copied (see `logs.file_tag`).
        household_id: 16 bytes; of which household.
        mk_id: 8 bytes; which master key opens it.
        file_header: the slots of that day, so that the passphrase of that day opens it.
        payload_size: bytes of the file inside.
        chunk_size: bytes of content in every chunk but the last.
        file_salt: 32 random bytes, that the keys of this container come from.
        sqlite_version: version of SQLite that made the file inside.
    """

    app_version: str
    min_app_version: str
    schema_revision: str
    schema_ordinal: int
    created: datetime
    kind: BackupKind
    source: str
    household_id: bytes
    mk_id: bytes
    file_header: FileHeader
    payload_size: int
    chunk_size: int
    file_salt: bytes
    sqlite_version: str

    @property
    def chunks(self) -> int:
        """The number of chunks."""
        return layout.chunks_of(self.payload_size, self.chunk_size)
