"""The lock of a household file, shared by windows and command line."""

from __future__ import annotations

from pathlib import Path


class FileLock:
    """An OS lock beside the file; it ends with the process that holds it.

    Use it as a context manager, or by `acquire` and `release`.
    """

    def __init__(self, file: Path, program: str) -> None: ...

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            FileBusy: somebody else holds it, with who.
            FolderReadOnly: the lock cannot be written beside the file.
        """

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
