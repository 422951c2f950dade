"""The records of the backups as JSON: what is not as we write it is not known."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from patrimoine_gui.backup.fingerprint import Fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

FORMAT = 1


class Look(NamedTuple):
    """What tells a backup from another of the same name.

    Attributes:
        size: in bytes.
        modified: date of its last write, in nanoseconds.
        digest: the hash of its head, in hexadecimal.
    """

    size: int
    modified: int
    digest: str


class Record(NamedTuple):
    """What a verification of a backup found; a thousand are read while somebody waits.

    Attributes:
        look: of which bytes.
        moment: when, in UTC.
        is_sound: whether they are what was written.
    """

    look: Look
    moment: datetime
    is_sound: bool


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What a file looked like at its last backup.

    Attributes:
        backup: name of that backup.
        fingerprint: the fingerprint of the file.
    """

    backup: str
    fingerprint: Fingerprint


@dataclass(frozen=True, slots=True)
class RecordsDocument:
    """All that the records hold.

    Attributes:
        backups: by the name of their file.
        sources: by the tag of the household file.
    """

    backups: Mapping[str, Record] = field(default_factory=dict)
    sources: Mapping[str, SourceRecord] = field(default_factory=dict)

    def with_backups(self, records: Mapping[str, Record]) -> RecordsDocument:
        """Give the same with what was found of some backups."""
        return RecordsDocument({**self.backups, **records}, self.sources)

    def with_source(
        self, source: str, backup: str, fingerprint: Fingerprint | None
    ) -> RecordsDocument:
        """Give the same with the last look at a file; without any where there is none."""
        others = {tag: known for tag, known in self.sources.items() if tag != source}
        last = {} if fingerprint is None else {source: SourceRecord(backup, fingerprint)}
        return RecordsDocument(self.backups, {**others, **last})

    def without(self, is_gone: Callable[[str], bool]) -> RecordsDocument:
        """Give the same without the backups that are gone."""
        return RecordsDocument(
            {name: record for name, record in self.backups.items() if not is_gone(name)},
            {tag: known for tag, known in self.sources.items() if not is_gone(known.backup)},
        )


def encode(known: RecordsDocument) -> bytes:
    """Write the records."""
    document = {
        "format": FORMAT,
        "backups": {name: _record_members(record) for name, record in known.backups.items()},
        "files": {
            tag: [
                source.backup,
                source.fingerprint.size,
                source.fingerprint.modified,
                source.fingerprint.changes,
            ]
            for tag, source in known.sources.items()
        },
    }
    return json.dumps(document, separators=(",", ":")).encode("ascii")


def _record_members(record: Record) -> list[object]:
    look, moment = record.look, record.moment.isoformat()
    return [look.size, look.modified, look.digest, moment, record.is_sound]


def decode(raw: bytes) -> RecordsDocument:
    """Read the records.

    Raises:
        ValueError: it is not such as we write.
    """
    try:
        document = json.loads(raw)
        if document["format"] != FORMAT:
            raise ValueError
        return RecordsDocument(
            {_name(name): _record(*found) for name, found in document["backups"].items()},
            {tag: _source(*found) for tag, found in document["files"].items()},
        )
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError from None


def _record(
    size: object, modified: object, digest: object, moment: object, sound: object
) -> Record:
    if not (isinstance(digest, str) and isinstance(moment, str) and isinstance(sound, bool)):
        raise TypeError
    instant = datetime.fromisoformat(moment)
    if instant.tzinfo is None:
        raise ValueError
    return Record(Look(_number(size), _number(modified), digest), instant, sound)


def _source(backup: object, size: object, modified: object, changes: object) -> SourceRecord:
    change_count = None if changes is None else _number(changes)
    return SourceRecord(_name(backup), Fingerprint(_number(size), _number(modified), change_count))


def _number(found: object) -> int:
    if type(found) is not int:
        raise TypeError
    return found


def _name(found: object) -> str:
    """Take the name of a file in the same folder, and nothing that leads elsewhere."""
    if not isinstance(found, str) or "/" in found or "\\" in found or "\0" in found:
        raise ValueError
    return found
