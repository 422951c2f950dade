"""Writes down the frozen files that are new; `authoring.lint.ledger` says what the ledger is.

python -m tests.ledger          say what differs
python -m tests.ledger add      write down the files that are new; nothing else ever changes
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from patrimoine_gui.authoring.lint import ledger
from patrimoine_gui.authoring.lint.ledger import Differences, compare, frozen_hashes, read

ROOT = Path(__file__).resolve().parent.parent
LEDGER = ROOT / ledger.LEDGER
COMMAND = "python -m tests.ledger add"


def told(differences: Differences) -> str:
    """Say each difference and what to do, one line each."""
    changed, missing = differences.changed, differences.missing
    lines = [f"{path}: changed, though it is frozen; write a new one" for path in changed]
    lines += [f"{path}: frozen, but gone; bring it back" for path in missing]
    lines += [
        f"{path}: not in the ledger; once finished: {COMMAND}" for path in differences.unlisted
    ]
    return "\n".join(lines)


def add(root: Path = ROOT, file: Path = LEDGER) -> tuple[str, ...]:
    """Write down the files that are new, and give their paths; listed lines stay as they are."""
    listed, found = read(file), frozen_hashes(root)
    new = compare(listed, found).unlisted
    merged = dict(sorted({**listed, **{path: found[path] for path in new}}.items()))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(merged, indent=2) + "\n", encoding="utf-8")
    return new


def main(arguments: list[str]) -> int:
    """Run the command line; the status is 1 while the ledger and the files disagree."""
    if arguments not in ([], ["add"]):
        sys.stderr.write("usage: python -m tests.ledger [add]\n")
        return 2
    if arguments == ["add"]:
        for path in add():
            sys.stdout.write(f"added {path}\n")
    left = told(compare(read(LEDGER), frozen_hashes(ROOT)))
    if left:
        sys.stderr.write(f"{left}\n")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
