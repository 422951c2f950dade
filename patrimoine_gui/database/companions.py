"""Names what stands beside a household file, hidden, in its own folder."""

from __future__ import annotations

import os

_LONGEST_NAME = 200


def name_beside(name: str, suffix: str) -> str:
    """Name a companion of a file, within the limits of its disk."""
    if len(os.fsencode(name)) > _LONGEST_NAME:
        import hashlib

        name = hashlib.sha256(os.fsencode(name)).hexdigest()[:24]
    return f".{name}.{suffix}"
