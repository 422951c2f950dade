"""The table of docs/migrations.fr.md that says what becomes of each kind of change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.matrix.ways import ROOT, Found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.matrix.kinds import Kind

GUIDE: Final = ROOT / "docs" / "migrations.fr.md"
_COLUMNS: Final = "vu | exécuté | mène aux modèles | vu une seule fois"
HEAD: Final = (
    f"| changement des modèles | Alembic : {_COLUMNS} | `create` : {_COLUMNS} |",
    "|---|---|---|---|---|---|---|---|---|",
)
RIGHT: Final = "| oui | oui | oui | oui |"
"""How a line ends where all of it went well with `create`."""


def line(kind: Kind, stock: Found, ours: Found) -> str:
    """Give the line of a kind."""
    return f"| {kind.name} {_cells(stock)[:-2]} {_cells(ours)}"


def _cells(found: Found) -> str:
    steps = (found.seen, found.runs, found.arrives, found.quiet)
    reached = [step and all(steps[:place]) for place, step in enumerate(steps)]
    words = ("—" if place and not reached[place - 1] else "oui" if step else "non"
             for place, step in enumerate(reached))  # fmt: skip
    return f"| {' | '.join(words)} |"


def written() -> list[str]:
    """Read the lines of the table, as they are written down."""
    text = GUIDE.read_text(encoding="utf-8").splitlines()
    start = text.index(HEAD[0]) + len(HEAD)
    end = next(place for place in range(start, len(text)) if not text[place].startswith("|"))
    return text[start:end]


def write(lines: Iterable[str]) -> None:
    """Write the table anew."""
    text = GUIDE.read_text(encoding="utf-8")
    old = "\n".join((*HEAD, *written()))
    GUIDE.write_text(text.replace(old, "\n".join((*HEAD, *lines))), encoding="utf-8")
