"""Which errors pass: the same work may succeed later. No Qt."""

from __future__ import annotations

from typing import Final

from patrimoine_gui.errors import (
    BackupFailed,
    FileBusy,
    FileReadOnly,
    FileUnreachable,
    FolderReadOnly,
    KdfMemory,
    NoSpace,
    VerifyFailed,
)

_TEMPORARY: Final = (
    NoSpace,
    FileBusy,
    FileReadOnly,
    FolderReadOnly,
    FileUnreachable,
    BackupFailed,
    VerifyFailed,
    KdfMemory,
    OSError,
)


def is_temporary(error: BaseException | None) -> bool:
    """Tell whether the same work may succeed later, once something around it has changed."""
    return isinstance(error, _TEMPORARY)
