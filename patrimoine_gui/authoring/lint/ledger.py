"""The ledger of frozen files: what users' files were made with must never change again.

A revision, a codec or a golden file that has been released stays as it is, byte for byte: files
in the world were upgraded by it. The ledger keeps their SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from collections.abc import Iterator

LEDGER: Final = Path("tests/data/ledger.json")
"""Where the ledger is, from the root of the repository."""

FROZEN: Final = (
    "migrations/versions/*.py",
    "migrations/frozen/*.py",
    "tests/data/history/*.patrimoine",
)


@dataclass(frozen=True, slots=True)
class Differences:
    """What the ledger and the files disagree about; each is a tuple of paths.

    Attributes:
        changed: listed, but other bytes.
        missing: listed, but no longer there.
        unlisted: there, but not listed yet.
    """

    changed: tuple[str, ...]
    missing: tuple[str, ...]
    unlisted: tuple[str, ...]


def frozen_hashes(repository: Path) -> dict[str, str]:
    """Hash every file that is to be frozen, by its path from the root."""
    files = sorted(file for pattern in FROZEN for file in repository.glob(pattern))
    return {
        file.relative_to(repository).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def read(ledger: Path) -> dict[str, str]:
    """Read a ledger; one that does not exist is empty."""
    if not ledger.exists():
        return {}
    content: dict[str, str] = json.loads(ledger.read_text(encoding="utf-8"))
    return content


def compare(listed: dict[str, str], found: dict[str, str]) -> Differences:
    """Tell where a ledger and the files disagree."""
    return Differences(
        changed=tuple(path for path in listed if path in found and found[path] != listed[path]),
        missing=tuple(path for path in listed if path not in found),
        unlisted=tuple(path for path in found if path not in listed),
    )


def is_landed(repository: Path, file: Path) -> bool:
    """Tell whether a file is frozen: it may be neither edited nor renamed."""
    return file.relative_to(repository).as_posix() in read(repository / LEDGER)


def find(repository: Path) -> Iterator[Finding]:
    """Find frozen files that changed or went; a renamed one went."""
    differences = compare(read(repository / LEDGER), frozen_hashes(repository))
    for path in differences.changed:
        yield Finding(Path(path), 1, LintRule.CHANGED, Path(path).name)
    for path in differences.missing:
        yield Finding(Path(path), 1, LintRule.MISSING, Path(path).name)
