"""The backup container, `.patrimoine-backup`: one encrypted file, written and read in one pass."""

from __future__ import annotations

from patrimoine_gui.backup.container_header import BackupKind, ContainerHeader
from patrimoine_gui.backup.container_reading import (
    check_intact,
    extract,
    glance,
    is_copy_of,
    read_header,
    verify,
)
from patrimoine_gui.backup.container_writing import Meta, write

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
