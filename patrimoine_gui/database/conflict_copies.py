"""Copies that a synchronisation left beside a file, and folders that one looks after.

Where two computers changed a file before either knew of the other, the service keeps both: one
under the old name, one under a name of its own making. The names are public knowledge; nothing
is asked of any service, and nothing is ever written.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui import paths
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MOST_NAMES: Final = 20_000
"""Entries of a folder that are looked at."""

_MOST_OPENED: Final = 100
"""Doubtful files that are opened."""

_PLAIN: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), service)
    for pattern, service in (
        (r"\.sync-conflict-\d{8}-\d{6}-[0-9A-Z]{7}", "Syncthing"),
        (r" ?\((?:.* )?conflicted copy(?: .*)? \d{6}\)", "Nextcloud"),
        (r"_conflict-\d{8}-\d{6}", "Nextcloud"),
        (
            r" ?\(.*(?:conflicted copy|en conflit|conflicto|Konflikt).*\)",
            "Dropbox",
        ),
        (r" ?\(SFConflict .*\)", "Seafile"),
        (r"_.+_Conflict", "Synology Drive"),
        (r"\.Conflict(?:\.\d+)?", "Resilio Sync"),
        (r" ?\[conflict(?:ed)?(?: \d+)?\]", "Google Drive"),
    )
)
"""What a service adds between the name and its extension, and nobody else does."""

_DOUBTFUL: Final = (
    (re.compile(r" ?\(\d{1,3}\)"), "Google Drive"),
    (re.compile(r" \d{1,3}"), "iCloud"),
    (re.compile(r"-(?=[^-]*[A-Z])[0-9A-Z][0-9A-Z-]{2,14}(?:-\d{1,2})?"), "OneDrive"),
)
"""What a person may have added as well: such a file is one only if it is of the same household."""

_FOLDERS: Final = (
    (re.compile(r"OneDrive(?: ?- ?.+)?"), "OneDrive"),
    (re.compile(r"Dropbox(?: \(.+\))?"), "Dropbox"),
    (re.compile(r"Nextcloud\d*"), "Nextcloud"),
    (re.compile(r"ownCloud\d*", re.IGNORECASE), "ownCloud"),
    (re.compile(r"iCloud ?Drive|Mobile Documents|com~apple~CloudDocs"), "iCloud"),
    (re.compile(r"Google ?Drive|GoogleDrive-.+|My Drive|Mon Drive"), "Google Drive"),
    (re.compile(r"pCloud ?Drive", re.IGNORECASE), "pCloud"),
    (re.compile(r"kDrive\d*"), "kDrive"),
    (re.compile(r"SynologyDrive"), "Synology Drive"),
    (re.compile(r"MEGA(?:sync)?"), "MEGA"),
    (re.compile(r"Proton ?Drive"), "Proton Drive"),
)
"""How the folder of a service is called where its user left the name as it was."""

_MARKS: Final = (
    (re.compile(r"\.stfolder(?:\s.*)?"), "Syncthing"),
    (re.compile(r"\.dropbox(?:\.cache)?"), "Dropbox"),
    (re.compile(r"\.nextcloudsync\.log|\.owncloudsync\.log|\._?sync_.*\.db"), "Nextcloud"),
)
"""What a service puts into the folder that it looks after."""


@dataclass(frozen=True, slots=True)
class ConflictCopy:
    """A file beside another that a synchronisation has probably left.

    Attributes:
        file: where it is.
        service: whose way of naming it is, "OneDrive"; it may be another's of the same habits.
    """

    file: Path
    service: str


def conflict_copies(file: Path) -> tuple[ConflictCopy, ...]:
    """Give the copies of a file that a synchronisation left beside it, by name. Never raises.

    A name that a person may have given as well counts only where the file is of the same
    household. Nothing is written, and no file but such a doubtful one is opened.
    """
    file = file.absolute()
    try:
        with os.scandir(file.parent) as entries:
            names = [entry.name for entry, _rank in zip(entries, range(_MOST_NAMES), strict=False)]
    except OSError:
        return ()
    return named_like(file, names, _same_household)


def named_like(
    file: Path, names: Iterable[str], is_same: Callable[[Path, Path], bool]
) -> tuple[ConflictCopy, ...]:
    """Give those of the names that a synchronisation gives to a copy of a file, in their order.

    Args:
        file: the file.
        names: of the files in its folder.
        is_same: tells whether two files are of one household, asked of doubtful names only.
    """
    found = []
    left = _MOST_OPENED
    for name in sorted(names):
        service, doubtful = _service(file, name)
        other = file.with_name(name)
        if service and doubtful:
            left -= 1
            service = service if left >= 0 and is_same(file, other) else ""
        if service:
            found.append(ConflictCopy(other, service))
    return tuple(found)


def _service(file: Path, name: str) -> tuple[str, bool]:
    """Tell which service names a copy of a file so, "" for none, and whether a person might."""
    is_candidate = name != file.name and name.startswith(file.stem) and name.endswith(file.suffix)
    if not is_candidate:
        return "", False
    added = name[len(file.stem) : len(name) - len(file.suffix)]
    for known, doubtful in ((_PLAIN, False), (_DOUBTFUL, True)):
        for pattern, service in known:
            if pattern.fullmatch(added):
                return service, doubtful
    return "", False


def _same_household(one: Path, other: Path) -> bool:
    return bool(household := household_of(one)) and household == household_of(other)


def household_of(file: Path) -> bytes:
    """Give the identity of the household in a file, 16 bytes; b"" where it has or tells none.

    Waits for nobody, writes nothing, never raises.
    """
    from patrimoine_gui.database import connections, file_header

    with suppress(UserError, sqlite3.Error, OSError, ValueError):
        with connections.reading(file, patience=0.0) as connection:
            found = file_header.read(connection)
        return found.household_id if found is not None else b""
    return b""


def synchroniser(file: Path) -> str:
    """Name the service that looks after the folder of a file, "" where there is no sign of any.

    Never raises. A service whose folder was given another name may go unnoticed.
    """
    home = paths.home()
    for folder in file.absolute().parents:
        if folder == home:  # where these programs keep their own settings, under the same names
            break
        service = _service_of_name(folder.name) or _service_of_settings(folder)
        service = service or _service_of_content(folder)
        if service:
            return service
    return ""


def _service_of_name(name: str) -> str:
    return next((service for form, service in _FOLDERS if form.fullmatch(name)), "")


def _service_of_settings(folder: Path) -> str:
    """Tell the folder of OneDrive by what Windows says of it."""
    names = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")
    told = (os.environ.get(name, "") for name in names)
    return "OneDrive" if any(item and Path(item) == folder for item in told) else ""


def _service_of_content(folder: Path) -> str:
    with suppress(OSError), os.scandir(folder) as entries:
        for entry, _rank in zip(entries, range(_MOST_NAMES), strict=False):
            if not entry.name.startswith("."):
                continue
            for form, service in _MARKS:
                if form.fullmatch(entry.name):
                    return service
    return ""
