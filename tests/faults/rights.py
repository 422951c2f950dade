"""Places where a process without the rights of root is let in."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_root = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0, reason="only root can become somebody without rights"
)


@contextmanager
def public_folder() -> Iterator[Path]:
    """Give a folder that everybody may enter and only we may write; pytest's own let nobody in."""
    folder = Path(mkdtemp(prefix="patrimoine-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
