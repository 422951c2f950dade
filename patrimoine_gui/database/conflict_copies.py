"""Copies that a synchronisation left beside a file, and folders that one looks after.

Where two computers changed a file before either knew of the other, the service keeps both: one
under the old name, one under a name of its own making. The names are public knowledge; nothing
is asked of any service, and nothing is ever written.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
import unicodedata
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

_DAY: Final = r"\d{4}-\d{2}-\d{2}"
_CONFLICT: Final = r"(?:conflict|conflit|konflikt)"
"""How the word begins in English, Dutch, French, Spanish, Italian, Portuguese and German."""

_A_COPY: Final = r"(?:cop(?:y|ie|ia)|cópia|kopi|exemplaar)"
_COPY_IN_CONFLICT: Final = (
    "(?:conflict(?:ed|ing) copy|copie en conflit|copia en conflicto|copia in conflitto"
    "|cópia (?:em|de) conflito|cópia conflitante|conflicterende? (?:exemplaar|kopie)"
    "|in konflikt stehende kopie)"
)
_OF_NAMES: Final = (
    r"(?:\bcase\b|\bcasse\b|unicode|selecti|sélecti|selekti|white ?space|espace"
    r"|mayúsc|maiusc|maiúsc|hoofdletter|kleinschreibung)"
)
"""What else may be in conflict: capitals, accents, a folder that is left out, spaces at the end."""

_PLAIN: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), service)
    for pattern, service in (
        (r"(?:\.sync-conflict-\d{8}-\d{6}(?:-[0-9A-Z]{7})?)+", "Syncthing"),
        (rf" ?\((?:.* )?conflicted copy(?: {_DAY})? \d{{6}}(?: \d+)?\)", "Nextcloud"),
        (rf" ?\(case clash from .+ {_DAY} \d{{6}}(?: \d+)?\)", "Nextcloud"),
        (r"_conflict-(?:.+-)?\d{8}-\d{6}", "ownCloud"),
        (r"_conflict_\d{8}_\d{6}_[0-9A-Za-z]+", "kDrive"),
        (rf"-conflict-{_DAY}T\d{{2}}_\d{{2}}_\d{{2}}(?:\.\d+)?Z?", "Cozy"),
        (r" ?\(conflicting copy(?: \d+)?\)", "Maestral"),
        (rf" ?\((?:.* )?{_COPY_IN_CONFLICT}(?: .*)?\)", "Dropbox"),
        (rf" ?\((?=.*{_CONFLICT})(?=.*{_A_COPY})(?=.*{_DAY}).*\)", "Dropbox"),
        (rf" ?\((?=.*{_CONFLICT})(?=.*{_OF_NAMES}).*\)", "Dropbox"),
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
    (re.compile(r"-(?=[^-]*[A-Z])[0-9A-Z][0-9A-Z-]{2,14}(?:-\d{1,2}| \(\d{1,2}\))?"), "OneDrive"),
    (re.compile(r"-(?:.*\b)?(?:iMac|Mac|MacBook)\b.*"), "OneDrive"),
    (re.compile(r""), ""),
)
"""What a person may have added as well: such a file is one only if it is of the same household.

Nothing is added where another system wrote the accents of the name in another way.
"""

_FOLDS: Final = sys.platform in {"win32", "darwin"}
"""Whether names that differ by case alone are one here."""

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
            "" where the name differs by nothing but the way in which its accents are written.
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
    file: Path,
    names: Iterable[str],
    is_same: Callable[[Path, Path], bool],
    *,
    folds: bool = _FOLDS,
) -> tuple[ConflictCopy, ...]:
    """Give those of the names that a synchronisation gives to a copy of a file, in their order.

    Args:
        file: the file.
        names: of the files in its folder.
        is_same: tells whether two files are of one household, asked of doubtful names only.
        folds: whether names that differ by case alone are one.
    """
    copies = []
    budget = _MOST_OPENED
    for name in sorted(names):
        addition = None if name == file.name else _added(file, name, folds=folds)
        service, doubtful = (None, False) if addition is None else _service(addition)
        other = file.with_name(name)
        if service is not None and doubtful:
            budget -= 1
            service = service if budget >= 0 and is_same(file, other) else None
        if service is not None:
            copies.append(ConflictCopy(other, service))
    return tuple(copies)


def _added(file: Path, name: str, *, folds: bool) -> str | None:
    """Give what a name has between the name of a file and its extension, None for another name.

    A Mac writes an accent as a character of its own, other systems do not.
    """
    stem, suffix, whole = (
        unicodedata.normalize("NFC", text) for text in (file.stem, file.suffix, name)
    )
    end = len(whole) - len(suffix)
    if end < len(stem):
        return None
    theirs, ours = whole[: len(stem)] + whole[end:], stem + suffix
    is_same = theirs == ours or (folds and theirs.casefold() == ours.casefold())
    return whole[len(stem) : end] if is_same else None


def _service(addition: str) -> tuple[str | None, bool]:
    """Tell which service adds so to a name, None for none, and whether a person might."""
    for table, doubtful in ((_PLAIN, False), (_DOUBTFUL, True)):
        for pattern, service in table:
            if pattern.fullmatch(addition):
                return service, doubtful
    return None, False


def _same_household(one: Path, other: Path) -> bool:
    """Tell two files of one household from one file that has two names."""
    with suppress(OSError):
        if one.samefile(other):
            return False
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
