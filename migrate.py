"""Brings household files from one version to another: `python migrate.py --help`."""

from __future__ import annotations

import sys

from patrimoine_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
