"""`make matrix`: every kind through `create` and the engine, and through stock Alembic.

It prints the table, and writes it into docs/migrations.fr.md.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.matrix import table, ways
from tests.matrix.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES: Final = (ways.RICH, ways.EMPTY)


def lines(folder: Path) -> Iterator[str]:
    """Try each kind, and give its line."""
    clone = ways.Clone(folder)
    for kind in KINDS:
        found = ways.ours(clone, kind, FILES, whole=True)
        line = table.line(kind, ways.stock(kind), found)
        sys.stdout.write(f"{line}\n" + (f"    {found.why}\n" if found.why else ""))
        sys.stdout.flush()
        yield line


def main() -> int:
    """Try all, and give 1 if a kind is not right."""
    with tempfile.TemporaryDirectory() as folder:
        found = [*lines(Path(folder))]
    table.write(found)
    wrong = [line for line in found if not line.endswith(table.RIGHT)]
    sys.stdout.write(f"{len(found)} kinds, {len(wrong)} not right\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
