"""Half-written backups: their names, and who may remove them."""

from __future__ import annotations

import os
import re
import socket
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui import config, files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST_SUFFIX = ".json"
"""What stood beside a clear copy of a version before encryption."""

_ORPHAN_SECONDS = 60
_DAY_SECONDS = 86_400
_NAME = re.compile(
    rf"\.partial-(\w*)-(\d{{1,9}})-(.+{re.escape(config.BACKUP_EXTENSION)}|\.register\.json)"
)
_writing: set[Path] = set()
"""What this process is writing now, in whatever thread."""


@contextmanager
def partial_of(final: Path) -> Iterator[Path]:
    """Give the path to write a backup to until it is whole; it is removed at the end if left."""
    partial = final.with_name(f".partial-{_host()}-{os.getpid()}-{final.name}")
    _writing.add(partial)
    try:
        yield partial
    finally:
        files.remove(partial)
        _writing.discard(partial)


def sweep(folder: Path) -> None:
    """Remove what dead processes left half written; another computer's is given a day.

    Nothing else is touched: the folder may be one of the user, with whatever is kept there.
    """
    for path in folder.glob(".partial-*"):
        match = _NAME.fullmatch(path.name)
        if match and path not in _writing and _is_abandoned(path, match[1], int(match[2])):
            with suppress(OSError):
                if files.remove(path):  # Windows refuses while somebody writes it
                    files.remove_empty(folder / match[3])


def sweep_manifests(folder: Path) -> None:
    """Remove the manifests, in our own folder, whose clear copy never came."""
    for manifest in folder.glob(f"*{config.BACKUP_EXTENSION}{MANIFEST_SUFFIX}"):
        _sweep_manifest(manifest)


def _host() -> str:
    return re.sub(r"\W", "", socket.gethostname())[:20]


def _is_abandoned(path: Path, host: str, pid: int) -> bool:
    if host == _host() and not _is_alive(pid):
        return True
    with suppress(OSError):
        return datetime.now(UTC).timestamp() - path.stat().st_mtime > _DAY_SECONDS
    return False


def _sweep_manifest(manifest: Path) -> None:
    """Remove a manifest whose clear copy never came (older than a minute: not in the making)."""
    copy = manifest.with_name(manifest.name.removesuffix(MANIFEST_SUFFIX))
    with suppress(OSError):
        age = datetime.now(UTC).timestamp() - manifest.stat().st_mtime
        if not copy.exists() and age > _ORPHAN_SECONDS:
            files.remove(manifest)


def _is_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # what we write is in `_writing`: an older process bore our number
    if os.name == "nt":
        return False  # asking there would end the process; removing what is written fails there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
