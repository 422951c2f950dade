"""Reads the rows of an SQLite file straight from its pages, whatever state it is in.

SQLite stops at the first page that it cannot understand; here that page alone is lost. Nothing in
the file is executed, and nothing is written. Source: https://www.sqlite.org/fileformat2.html.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from patrimoine_gui.database.first_bytes import LENGTH, MAGIC, PAGE_SIZES, fields

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE_LEAF: Final = 0x0D
TABLE_INTERIOR: Final = 0x05
INDEX_LEAF: Final = 0x0A
INDEX_INTERIOR: Final = 0x02
_KINDS = {TABLE_LEAF, TABLE_INTERIOR, INDEX_LEAF, INDEX_INTERIOR}
_INTERIOR = {TABLE_INTERIOR, INDEX_INTERIOR}
_CLOSE = 0.75
_LEAST_CELL = 4
_LONGEST_RECORD = 64 * 1024 * 1024
_LONGEST_VARINT = 9
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, -1, -1)
"""Bytes of the values of serial types 0 to 11, of which the last two mean nothing."""

_MORE = 0x80
"""The bit that says that a number goes on in the next byte."""

_NULL, _FLOAT, _ZERO, _BLOB = 0, 7, 8, 12


class Unreadable(Exception):
    """What should be a page, a cell or a record is none."""


class OddText(bytes):
    """The bytes of a text that is not UTF-8."""

    __slots__ = ()


class Row(NamedTuple):
    """One row: its number and its values."""

    number: int
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The cells of one page.

    Attributes:
        number: from 1.
        kind: one of the four kinds of b-tree page.
        cells: offset of each cell in the page.
        right: the last child of an interior page, 0 for a leaf.
        bad: cells whose place is impossible.
    """

    number: int
    kind: int
    cells: tuple[int, ...]
    right: int = 0
    bad: int = 0


class Pages:
    """The pages of a file that lies whole in memory, or is mapped there."""

    def __init__(self, content: memoryview) -> None:
        """Look at the header, and guess the size of the pages where it does not say it.

        Raises:
            Unreadable: it is no SQLite file, and nothing in it looks like one.
        """
        self._content = content
        self.size = self._page_size()
        reserved = content[20] if self.has_header else 0
        self._usable = self.size - (reserved if reserved <= self.size // 8 else 0)
        self.count = -(-len(content) // self.size)

    @property
    def has_header(self) -> bool:
        """Whether the first hundred bytes are those of an SQLite file."""
        return len(self._content) >= LENGTH and bytes(self._content[:16]) == MAGIC

    def _page_size(self) -> int:
        """Give the size that the header says, or else the one that fits best."""
        if self.has_header:
            size = fields(bytes(self._content[:LENGTH]))[0]
            if size in PAGE_SIZES or size == 1:
                return 65536 if size == 1 else int(size)
        likely = {size: self._likelihood(size) for size in PAGE_SIZES}
        most = max(likely.values())
        if not most:
            raise Unreadable
        return min(size for size in PAGE_SIZES if likely[size] > _CLOSE * most)

    def _likelihood(self, size: int) -> float:
        """Tell how many of the pages look like pages of a b-tree, were they of a size.

        Those of twice the true size do as well, those of half of it half as well.
        """
        starts = range(size, len(self._content) - 8, size)
        found = 0
        for start in starts:
            kind, _free, cells, content = struct.unpack_from(">BHHH", self._content, start)
            found += kind in _KINDS and 0 < cells * 2 + 8 <= (content or 65536) <= size
        return found / max(len(starts), 1)

    def page(self, number: int) -> Page:
        """Read the head of a b-tree page.

        Raises:
            Unreadable: there is no such page, or it is none of a b-tree.
        """
        start = (number - 1) * self.size
        head = start + (LENGTH if number == 1 else 0)
        if number < 1 or head + 12 > len(self._content):
            raise Unreadable
        kind, _free, count = struct.unpack_from(">BHH", self._content, head)
        if kind not in _KINDS:
            raise Unreadable
        first = head + (12 if kind in _INTERIOR else 8)
        end = min(start + self.size, len(self._content))
        if first + 2 * count > end:
            raise Unreadable
        right = struct.unpack_from(">I", self._content, head + 8)[0] if kind in _INTERIOR else 0
        offsets = struct.unpack_from(f">{count}H", self._content, first)
        least = first + 2 * count
        cells = tuple(
            start + offset for offset in offsets if least <= start + offset <= end - _LEAST_CELL
        )
        return Page(number, kind, cells, right, count - len(cells))

    def children(self, page: Page) -> Iterator[int]:
        """Give the pages below an interior page, in order; numbers that cannot be are left in."""
        for cell in page.cells:
            yield struct.unpack_from(">I", self._content, cell)[0]
        yield page.right

    def row(self, cell: int) -> Row:
        """Read a row from a cell of a leaf of a table.

        Raises:
            Unreadable: it is none.
        """
        length, at = self._varint(cell)
        number, at = self._varint(at)
        if number >= 1 << 63:
            number -= 1 << 64
        usable = self._usable
        return Row(number, _record(self._payload(at, length, usable - 35)))

    def entry(self, page: Page, cell: int) -> Row:
        """Read an entry of an index: its values, and the number of the row that it leads to.

        Raises:
            Unreadable: it is no such entry.
        """
        at = cell + (4 if page.kind == INDEX_INTERIOR else 0)
        length, at = self._varint(at)
        values = _record(self._payload(at, length, (self._usable - 12) * 64 // 255 - 23))
        if not values or not isinstance(values[-1], int):
            raise Unreadable
        return Row(values[-1], values[:-1])

    def free(self) -> frozenset[int] | None:
        """Give the pages that are in no use, None where that cannot be told for certain."""
        if not self.has_header:
            return None
        trunk, total = struct.unpack_from(">II", self._content, 32)
        found: set[int] = set()
        while trunk:
            start = (trunk - 1) * self.size
            if trunk in found or start + self.size > len(self._content):
                return None
            following, count = struct.unpack_from(">II", self._content, start)
            if count > self._usable // 4 - 2:
                return None
            found.add(trunk)
            found.update(struct.unpack_from(f">{count}I", self._content, start + 8))
            trunk = following
        return frozenset(found) if len(found) == total else None

    def _payload(self, at: int, length: int, most: int) -> bytes:
        """Read what a cell holds, and what goes on in overflow pages.

        Args:
            at: where it begins.
            length: how long it is in all.
            most: how much of it a cell holds at most.
        """
        if length <= most:
            return self._bytes(at, length)
        if length > min(_LONGEST_RECORD, len(self._content)):
            raise Unreadable
        usable = self._usable
        least = (usable - 12) * 32 // 255 - 23
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
        parts = [self._bytes(at, local)]
        following = int.from_bytes(self._bytes(at + local, 4), "big")
        rest = length - local
        while rest:
            if not 1 < following <= self.count:
                raise Unreadable
            start = (following - 1) * self.size
            take = min(rest, usable - 4)
            parts.append(self._bytes(start + 4, take))
            following = int.from_bytes(self._bytes(start, 4), "big")
            rest -= take
        return b"".join(parts)

    def _bytes(self, at: int, length: int) -> bytes:
        found = bytes(self._content[at : at + length])
        if len(found) != length:
            raise Unreadable
        return found

    def _varint(self, at: int) -> tuple[int, int]:
        return _varint(self._content, at)


def _varint(content: memoryview | bytes, at: int) -> tuple[int, int]:
    """Read a number of one to nine bytes; give it and where it ends."""
    try:
        first = content[at]
        if first < _MORE:  # most are one byte
            return first, at + 1
        found = first & 0x7F
        for place in range(at + 1, at + _LONGEST_VARINT - 1):
            byte = content[place]
            found = found << 7 | byte & 0x7F
            if byte < _MORE:
                return found, place + 1
        return found << 8 | content[at + 8], at + _LONGEST_VARINT
    except IndexError:
        raise Unreadable from None


def _record(payload: bytes) -> tuple[object, ...]:
    """Read the values of a record.

    Raises:
        Unreadable: it is none.
    """
    end, at = _varint(payload, 0)
    if end > len(payload):
        raise Unreadable
    values: list[object] = []
    body = end
    while at < end:
        kind = payload[at]
        if kind < _MORE:  # most are one byte
            at += 1
        else:
            kind, at = _varint(payload, at)
        size = (kind - _BLOB) // 2 if kind >= _BLOB else _SIZES[kind]
        raw = payload[body : body + size]
        if len(raw) != size:
            raise Unreadable
        values.append(_value(kind, raw))
        body += size
    if at != end or body != len(payload):
        raise Unreadable
    return tuple(values)


def _value(kind: int, raw: bytes) -> object:
    if kind >= _BLOB:
        return _text(raw) if kind & 1 else raw
    if kind in {_NULL, _FLOAT}:
        return float(struct.unpack(">d", raw)[0]) if kind else None
    return kind - _ZERO if kind >= _ZERO else int.from_bytes(raw, "big", signed=True)


def _text(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return OddText(raw)
