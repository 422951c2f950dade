"""Temporary working copies in which tests plant revisions, good ones and bad ones."""

from __future__ import annotations

import atexit
import filecmp
import functools
import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from patrimoine_gui.authoring import index
from patrimoine_gui.errors import SourceBroken
from patrimoine_gui.errors.developer import RevisionsForked

ROOT = Path(__file__).resolve().parents[1]
HEAD = int(index.read_chain(ROOT / "migrations")[-1].id)
TEMPORARY = tempfile.gettempdir()  # a test may name another
NEXT = f"{HEAD + 1:04d}"
"""The revision that tests plant."""

KEPT = tuple(f"{number:04d}-rich.patrimoine" for number in (1, 2, 3, HEAD))
"""The golden files that a working copy has: a rehearsal takes all there are, up and down."""

DAY = "20991231"

UPGRADE = '    op.add_column("asset", sa.Column("rank", sa.Integer))'
DOWNGRADE = '    op.drop_column("asset", "rank")'

MODULE = '''"""Assets have a rank.

Why: to be tested.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

{imports}
revision = "{id}"
down_revision = "{parent}"
branch_labels = None
depends_on = None

app_version = "9.9"
requires_key = False
protects = True
scrub_after = False
irreversible = "The rank."
details: tuple[str, ...] = ()
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Change the tables."""
{upgrade}


def downgrade() -> None:
    """Change them back."""
{downgrade}
'''


@dataclass(frozen=True)
class Place:
    """Where a planted revision stands; on top of the number before, unless told otherwise."""

    number: str = NEXT
    parent: str = ""
    name: str = "rangs"

    @property
    def parts(self) -> tuple[str, str, str]:
        """Its number, that of its parent, its name."""
        return self.number, self.parent or f"{int(self.number) - 1:04d}", self.name


def make(folder: Path) -> Path:
    """Make a working copy with what the rules look at; the tests of it name every revision."""
    shutil.copytree(_pattern(), folder, copy_function=_link, dirs_exist_ok=True)
    history = folder / "tests" / "data" / "history"
    history.mkdir(parents=True)
    for name in KEPT:
        (history / name).hardlink_to(ROOT / "tests" / "data" / "history" / name)
    _write_ledger(folder)
    names = "\n".join(f'"{number:04d}"' for number in range(1, HEAD + 1))
    (folder / "tests" / "test_chain.py").write_text(names, encoding="utf-8")
    return folder


@functools.cache
def _pattern() -> Path:
    """Copy once what every working copy has, and give the folder."""
    folder = Path(tempfile.mkdtemp(prefix="working-copy-", dir=TEMPORARY))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in (Path("migrations"), Path("patrimoine_gui") / "database" / "models"):
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    shutil.copy(ROOT / "alembic.ini", folder)
    return folder


def _link(source: str, target: str) -> None:
    """Give a module another name, and copy anything else; no test writes into a module."""
    path = Path(source)
    if path.suffix != ".py" or path.name == "index.py":
        shutil.copyfile(source, target)
    else:
        assert filecmp.cmp(path, ROOT / path.relative_to(_pattern())), f"{path.name}: unlink first"
        Path(target).hardlink_to(source)


def keep_few(folder: Path) -> None:
    """Leave a few golden files in a copy of the whole: a rehearsal takes all there are."""
    for file in (folder / "tests" / "data" / "history").glob("*.patrimoine"):
        if file.name not in KEPT:
            file.unlink()
    _write_ledger(folder)


def _write_ledger(folder: Path) -> None:
    """Keep of the ledger what the copy has."""
    ledger = Path("tests") / "data" / "ledger.json"
    listed = json.loads((ROOT / ledger).read_text(encoding="utf-8"))
    kept = {name: digest for name, digest in listed.items() if (folder / name).exists()}
    (folder / ledger).write_text(json.dumps(kept), encoding="utf-8")


def plant(
    folder: Path,
    upgrade: str = UPGRADE,
    downgrade: str = DOWNGRADE,
    place: Place | None = None,
    imports: str = "",
) -> Path:
    """Write a revision on top of head, with its golden file, its test and a fresh index."""
    number, above, name = (place or Place()).parts
    source = MODULE.format(
        id=number, parent=above, upgrade=upgrade, downgrade=downgrade, imports=imports
    )
    file = folder / "migrations" / "versions" / f"{DAY}_{number}_{name}.py"
    file.write_text(source, encoding="utf-8")
    (folder / "tests" / "data" / "history" / f"{number}-{name}.patrimoine").write_bytes(b"golden")
    test = folder / "tests" / "history" / f"test_{number}_{name}.py"
    test.parent.mkdir(exist_ok=True)
    test.write_text(f'GOLDEN = "{number}-{name}"\n', encoding="utf-8")
    refresh(folder)
    return file.relative_to(folder)


def edit(folder: Path, file: Path, old: str, new: str) -> None:
    """Change a file of a working copy, which must hold `old`."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.unlink()  # never through a link to the project's own
    path.write_text(text.replace(old, new), encoding="utf-8")


def refresh(folder: Path) -> None:
    """Write the index again, unless the chain is broken."""
    try:
        index.write_index(folder / "migrations")
    except (RevisionsForked, SourceBroken):
        return


def line_of(folder: Path, file: Path, text: str) -> int:
    """Give the line of a text in a file."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)
