"""The clear header of a backup container: no name and no amount."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime  # noqa: TC003  (a dataclass field)
from enum import Enum
from typing import TYPE_CHECKING

from patrimoine_gui.backup.container import layout
from patrimoine_gui.crypto import header as file_header
from patrimoine_gui.errors import HeaderTampered

if TYPE_CHECKING:
    from patrimoine_gui.crypto.header import FileHeader


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
        keys: what `file_header` gives, as it is written.
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
    keys: str = field(repr=False)
    payload_size: int
    chunk_size: int
    file_salt: bytes
    sqlite_version: str

    @property
    def file_header(self) -> FileHeader:
        """The slots of that day, so that the passphrase of that day opens the backup.

        Raises:
            HeaderTampered: they are not such as any version of ours writes.
        """
        try:
            document = json.loads(self.keys)
        except (ValueError, RecursionError):
            raise HeaderTampered from None
        return file_header.from_document(document)

    @property
    def chunks(self) -> int:
        """The number of chunks."""
        return layout.chunks_of(self.payload_size, self.chunk_size)
