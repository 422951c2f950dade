"""What a paste fills: values one below the other, or names with their values."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class PastedValues:
    """What goes where.

    Attributes:
        texts: by the rank of their row.
        left: the lines for which there is no row, or more than one, as they were.
    """

    texts: Mapping[int, str]
    left: tuple[str, ...] = ()


def match(text: str, names: Sequence[str], ranks: Sequence[int]) -> PastedValues:
    """Find the rows of what was pasted.

    Lines of one cell fill one row after the other, an empty one leaves its row alone. Where a line
    has two cells, each line goes to the row of its name, whatever its case, accents and spaces.

    Args:
        text: lines of cells with tabs between them, as spreadsheets copy them.
        names: of all rows.
        ranks: the rows that are filled one after the other.
    """
    lines = text.rstrip().splitlines()
    if any("\t" in line.strip() for line in lines):
        return _by_name(lines, names)
    cells = [line.strip() for line in lines]
    texts = {rank: cell for rank, cell in zip(ranks, cells, strict=False) if cell}
    return PastedValues(texts, tuple(cell for cell in cells[len(ranks) :] if cell))


def _by_name(lines: Sequence[str], names: Sequence[str]) -> PastedValues:
    plain = [_plain(name) for name in names]
    counts = Counter(plain)
    texts: dict[int, str] = {}
    left = []
    for line in lines:
        name, _tab, rest = line.partition("\t")
        key, cell = _plain(name), rest.partition("\t")[0].strip()
        if counts[key] == 1 and plain.index(key) not in texts:
            texts[plain.index(key)] = cell
        elif line.strip():
            left.append(line.strip())
    return PastedValues(texts, tuple(left))


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())
