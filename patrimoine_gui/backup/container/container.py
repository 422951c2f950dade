"""The backup container, `.patrimoine-backup`: one encrypted file, written and read in one pass."""

from __future__ import annotations

from patrimoine_gui.backup.container.header import BackupKind, ContainerHeader
from patrimoine_gui.backup.container.reader import (
    check_intact,
    extract,
    glance,
    is_copy_of,
    read_header,
    verify,
)
from patrimoine_gui.backup.container.writer import Meta, write

__all__ = [
    "BackupKind",
    "ContainerHeader",
    "Meta",
    "check_intact",
    "extract",
    "glance",
    "is_copy_of",
    "read_header",
    "verify",
    "write",
]
