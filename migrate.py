"""Brings household files from one version to another: `python migrate.py --help`."""

from __future__ import annotations

import sys

NEEDED = ("alembic", "cryptography", "platformdirs", "sqlalchemy")
NOT_INSTALLED = (
    "The packages of Patrimoine are not installed for this Python: run `make run` once, "
    "then start `.venv/bin/python migrate.py`.\n"
)


def main() -> int:
    """Run one command, or say in one sentence why this Python cannot."""
    import importlib.util

    if any(importlib.util.find_spec(name) is None for name in NEEDED):
        sys.stderr.write(NOT_INSTALLED)
        return 2
    from patrimoine_gui.cli import dispatch

    return dispatch.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
