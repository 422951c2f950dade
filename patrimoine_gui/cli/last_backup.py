"""The last backup of a household, as the folder of backups tells it; only first bytes are read."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from patrimoine_gui import config, locations
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TypedDict

    class LastBackup(TypedDict):
        """The backup for programs: when it was made, in UTC, and its path."""

        created: str
        file: str


_PARTS = 6
"""Day, time, microseconds, kind, revision, source: see `backup.store`."""

_HEAD = 4096
"""Bytes of a backup in which it says of which household it is, and when it was made."""

_ID_DIGITS = 32
_FIRST = 1 << 20
"""Bytes of a file in which the id of its household mostly stands; else SQLite is asked."""


def find(folder: Path, file: Path) -> LastBackup | None:
    """Give the newest backup of the household in a file, under whatever name it was made.

    Of a file that has no household yet, and of a backup that does not say whose it is, the name
    of the file decides.

    Args:
        folder: where backups are.
        file: the household file; links are followed, as when it was backed up.
    """
    names = _names(folder)
    if not names:
        return None
    owner = _Owner(folder, file)
    dated_names = [name for name in names if created_at(name) is not None]
    other_names = [name for name in names if created_at(name) is None]
    ours = [*_first(dated_names, owner), *filter(owner.has, other_names)]
    moments = [(moment, name) for name in ours if (moment := owner.created(name)) is not None]
    if not moments:
        return None
    newest, name = max(moments)
    return {"created": newest.isoformat(timespec="seconds"), "file": str(folder / name)}


def _first(names: list[str], owner: _Owner) -> list[str]:
    found = next(filter(owner.has, names), None)
    return [] if found is None else [found]


class _Owner:
    """The household in a file; which it is, is asked only where there are backups."""

    def __init__(self, folder: Path, file: Path) -> None:
        self._folder = folder
        self._file = file
        self._tag = locations.file_tag(str(file.resolve()))
        self._known: str | None = None

    def has(self, name: str) -> bool:
        """Tell whether a backup is one of the household."""
        stated = _stated(self._head(name), "household_id")
        own = self._household(stated) if stated else ""
        return stated == own if own else _source(name) == self._tag

    def created(self, name: str) -> datetime | None:
        """Tell when a backup was made, None where neither its name nor its head says so."""
        moment = created_at(name)
        if moment is not None:
            return moment
        try:
            head_moment = datetime.fromisoformat(_stated(self._head(name), "created_utc"))
        except ValueError:
            return None
        return head_moment if head_moment.tzinfo else None

    def _head(self, name: str) -> bytes:
        return _start(self._folder / name, _HEAD)

    def _household(self, stated: str) -> str:
        """Give the id of the household, "" for a file without any."""
        if self._known is None:
            is_here = bytes.fromhex(stated) in _start(self._file, _FIRST)
            self._known = stated if is_here else _household_of(self._file)
        return self._known


def _stated(head: bytes, member: str) -> str:
    """Give a member of the header of a backup, which is canonical JSON; "" where it has none."""
    _before, _found, rest = head.partition(f'"{member}":"'.encode())
    value = rest.partition(b'"')[0].decode("ascii", "replace")
    is_hex = not value.strip("0123456789abcdef")
    return value if member != "household_id" or (is_hex and len(value) == _ID_DIGITS) else ""


def _start(path: Path, length: int) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(length)
    except OSError:
        return b""


def _household_of(file: Path) -> str:
    from patrimoine_gui.database import file_header

    try:
        found = file_header.read_from(file)
    except UserError:
        return ""
    return "" if found is None else found.household_id.hex()


def _names(folder: Path) -> list[str]:
    """List the backups of a folder, newest first: each name begins with the time."""
    try:
        names = [path.name for path in folder.iterdir()]
    except OSError:
        return []
    ending = config.BACKUP_EXTENSION
    return sorted(
        (name for name in names if name.endswith(ending) and name[0] != "."), reverse=True
    )


def _source(name: str) -> str:
    """Give the tag in the name of a backup, "" for a name of another form."""
    parts = name.removesuffix(config.BACKUP_EXTENSION).split("_")
    return parts[-1].partition("-")[0] if len(parts) == _PARTS else ""


def created_at(name: str) -> datetime | None:
    """Read the time in the name of a backup, None where there is none."""
    try:
        day, clock, micro, *_rest = name.split("_")
        year, month, date = map(int, day.split("-"))
        hour, minute, second = map(int, clock.split("-"))
        return datetime(year, month, date, hour, minute, second, int(micro), tzinfo=UTC)
    except (ValueError, OverflowError):
        return None
