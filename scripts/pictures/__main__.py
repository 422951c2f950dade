"""Makes the pictures: `python -m scripts.pictures [NAME…]`; exit status 1 when one fails."""

from __future__ import annotations

import subprocess
import sys
from typing import Final

from scripts.pictures.situations import LANGUAGES, ROOT, scenes_of

_LIMIT: Final = 240
_IMPOSSIBLE: Final = 3


def main(names: tuple[str, ...]) -> int:
    """Make the pictures of some situations, all of them where none is named.

    Returns:
        0 when all went well.
    """
    ended = [
        _played(scene, language) in {0, _IMPOSSIBLE}
        for scene in scenes_of(names)
        for language in LANGUAGES
    ]
    return int(not all(ended))


def _played(scene: str, language: str) -> int:
    """Play a scene in a process of its own, and say how it went."""
    command = [sys.executable, "-m", "scripts.pictures.play", scene, language]
    status = subprocess.run(command, cwd=ROOT, check=False, timeout=_LIMIT).returncode  # noqa: S603  (ours)
    told = {0: "made", _IMPOSSIBLE: "left as they were: nobody may mount a disk here"}
    sys.stdout.write(f"{scene} ({language}): {told.get(status, f'failed, {status}')}\n")
    sys.stdout.flush()
    return status


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:])))
