"""The structure that each revision gives, written down when the revisions are indexed.

Every backup, restore and upgrade compares a file with the structure of its revision. To build it
anew takes Alembic, a second and sixty megabytes; to read it from `structures.json` takes none of
them. What is written there bears the digest of the revisions that it came from: where they have
been changed since, it counts for nothing and the structure is built. A test builds them all.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from patrimoine_gui import paths

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from patrimoine_gui.migration.schema.structure import Row

NAME: Final = "structures.json"


@lru_cache(maxsize=64)
def recorded(migrations: Path) -> Mapping[str, tuple[Row, ...]]:
    """Give the objects of each revision that is written down and still as it was; never writes.

    Args:
        migrations: the folder of the revisions.

    Returns:
        For each revision id (type, name, SQL) of every object; without those that changed.

    Raises:
        FileNotFoundError: see `digests_of`.
    """
    digests = digests_of(migrations)
    try:
        document = json.loads((migrations / NAME).read_text(encoding="utf-8"))
        objects = [tuple(item) for item in document["objects"]]
        return {
            revision: tuple(objects[place] for place in entry["objects"])
            for revision, entry in document["revisions"].items()
            if digests.get(revision) == entry["digest"]
        }
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return {}


def write(migrations: Path, found: Mapping[str, tuple[Row, ...]]) -> Path:
    """Write down the structure of each revision, and give the path of the file."""
    digests = digests_of(migrations)
    objects = sorted({row for rows in found.values() for row in rows}, key=str)
    places = {row: place for place, row in enumerate(objects)}
    document = {
        "objects": objects,
        "revisions": {
            revision: {"digest": digests[revision], "objects": [places[row] for row in rows]}
            for revision, rows in sorted(found.items())
        },
    }
    path = migrations / NAME
    path.write_text(json.dumps(document, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    return path


def digests_of(migrations: Path) -> dict[str, str]:
    """Give for each revision a digest of all that its structure comes from.

    That is the text of the revisions up to it and of the frozen modules, the program's own where
    the folder has none; those that only measure have no part in it.

    Raises:
        FileNotFoundError: there are no frozen modules: a path is wrong, and nothing would be known.
    """
    whole = hashlib.sha256()
    frozen = migrations / "frozen"
    if not frozen.is_dir():
        frozen = paths.migrations_folder() / "frozen"
    modules = sorted(frozen.glob("*.py"))
    if not modules:
        raise FileNotFoundError(frozen)
    for path in modules:
        if not path.name.startswith("measures"):
            whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    found = {}
    for path in sorted((migrations / "versions").glob("*.py"), key=_number):
        whole.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        found[_number(path)] = whole.hexdigest()
    return found


def _number(path: Path) -> str:
    """Read the revision id in a name such as `20261122_0007_prets.py`."""
    return path.name[9:13]
