"""`python -m patrimoine_gui` opens the program."""

from __future__ import annotations

import sys

from patrimoine_gui.app import main

if __name__ == "__main__":
    sys.exit(main())
