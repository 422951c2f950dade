"""The ledger of frozen files: what users' files were made with must never change again.

A revision, a codec or a golden file that has been released stays as it is, byte for byte: files
in the world were upgraded by it. The ledger keeps their SHA-256, and a test compares.

    python -m tests.ledger          say what differs
    python -m tests.ledger add      write down the files that are new; nothing else ever changes
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / "tests" / "data" / "ledger.json"
FROZEN = (
    "migrations/versions/*.py",
    "migrations/frozen/*.py",
    "tests/data/history/*.patrimoine",
)
COMMAND = "python -m tests.ledger add"


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

    def __str__(self) -> str:
        """Say each difference and what to do, one line each."""
        told = [f"{path}: changed, though it is frozen; write a new one" for path in self.changed]
        told += [f"{path}: frozen, but gone; bring it back" for path in self.missing]
        told += [f"{path}: not in the ledger; once finished: {COMMAND}" for path in self.unlisted]
        return "\n".join(told)


def frozen_hashes(root: Path = ROOT) -> dict[str, str]:
    """Hash every file that is to be frozen, by its path from the root."""
    files = sorted(file for pattern in FROZEN for file in root.glob(pattern))
    return {
        file.relative_to(root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


def read(ledger: Path = LEDGER) -> dict[str, str]:
    """Read the ledger; one that does not exist is empty."""
    if not ledger.exists():
        return {}
    content: dict[str, str] = json.loads(ledger.read_text(encoding="utf-8"))
    return content


def compare(listed: dict[str, str], found: dict[str, str]) -> Differences:
    """Tell where the ledger and the files disagree."""
    return Differences(
        changed=tuple(path for path in listed if path in found and found[path] != listed[path]),
        missing=tuple(path for path in listed if path not in found),
        unlisted=tuple(path for path in found if path not in listed),
    )


def add(root: Path = ROOT, ledger: Path = LEDGER) -> tuple[str, ...]:
    """Write down the files that are new, and give their paths; listed lines stay as they are."""
    listed, found = read(ledger), frozen_hashes(root)
    new = compare(listed, found).unlisted
    merged = dict(sorted({**listed, **{path: found[path] for path in new}}.items()))
    ledger.parent.mkdir(parents=True, exist_ok=True)
    ledger.write_text(json.dumps(merged, indent=2) + "\n", encoding="utf-8")
    return new


def main(arguments: list[str]) -> int:
    """Run the command line; the status is 1 while the ledger and the files disagree."""
    if arguments not in ([], ["add"]):
        sys.stderr.write("usage: python -m tests.ledger [add]\n")
        return 2
    if arguments == ["add"]:
        for path in add():
            sys.stdout.write(f"added {path}\n")
    left = str(compare(read(), frozen_hashes()))
    if left:
        sys.stderr.write(f"{left}\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
