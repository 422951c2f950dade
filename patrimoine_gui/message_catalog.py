"""Reads a compiled catalogue of gettext: looked up where it lies, never parsed as a whole.

The standard library reads every entry into a dictionary first, and loads a good deal to do so.
"""

from __future__ import annotations

_MAGIC = 0x950412DE
_HEAD = 20
_ROW = 8


class Catalogue:
    """The translations of one language; an empty one translates nothing."""

    def __init__(self, content: bytes = b"") -> None:
        """Take the bytes of a `.mo` file; what is no such file counts as empty."""
        self._content = content
        self._found: dict[tuple[str, int], str | None] = {}
        is_one = len(content) >= _HEAD and self._number(0) == _MAGIC
        self._count = self._number(8) if is_one else 0
        self._originals = self._number(12)
        self._translations = self._number(16)

    def find(self, message: str, form: int = 0) -> str | None:
        """Give a translation, None when there is none.

        Args:
            message: the message id; the singular one where there are two.
            form: 0 for the singular, 1 for the plural.
        """
        key = message, form
        if key not in self._found:
            self._found[key] = self._searched(message.encode("utf-8", "surrogatepass"), form)
        return self._found[key]

    def _searched(self, message: bytes, form: int) -> str | None:
        rank = self._rank(message)
        if rank is None:
            return None
        forms = self._text(self._translations, rank).split(b"\0")
        return forms[form].decode("utf-8") if form < len(forms) and forms[form] else None

    def _rank(self, message_id: bytes) -> int | None:
        """Search the message ids, which are in order."""
        low, high = 0, self._count
        while low < high:
            middle = (low + high) // 2
            message = self._text(self._originals, middle).partition(b"\0")[0]
            if message == message_id:
                return middle
            low, high = (middle + 1, high) if message < message_id else (low, middle)
        return None

    def _text(self, table: int, rank: int) -> bytes:
        length, start = self._number(table + rank * _ROW), self._number(table + rank * _ROW + 4)
        return self._content[start : start + length]

    def _number(self, offset: int) -> int:
        return int.from_bytes(self._content[offset : offset + 4], "little")


def read(file: str) -> Catalogue:
    """Read a catalogue; one that cannot be read translates nothing."""
    try:
        with open(file, "rb") as stream:  # noqa: PTH123  (pathlib is what must not be loaded)
            return Catalogue(stream.read())
    except OSError:
        return Catalogue()
