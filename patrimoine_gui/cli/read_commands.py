"""Which command that only tells something is answered by what; each is imported when asked for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from patrimoine_gui import paths

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Reply, Terminal
    from patrimoine_gui.paths import UserFolders

COMMANDS = {"status", "history", "show", "log", "completion"}
"""They need neither the engine nor a key, and write nothing."""


def warn_of_broken_revision(request: Request, streams: Terminal) -> None:
    """Name a revision that does not load or run to whoever writes it; the answer needs none."""
    migrations = paths.migrations_folder()
    if request.command not in _ABOUT_REVISIONS or not _is_being_written(migrations):
        return
    from patrimoine_gui.authoring import create

    error = create.broken_source(migrations)
    if error is not None:
        from patrimoine_gui.cli.wording import explain

        explanation = explain(error)
        streams.warn(f"{explanation.title}: {explanation.what}")


_ABOUT_REVISIONS = {"status", "history", "show", "heads", "merge"}
_CHECKOUT = 60
"""Seconds that the files of one working copy may be written apart."""


def _is_being_written(migrations: Path) -> bool:
    """Tell a working copy with a revision that is not finished, or was changed: it may not run."""
    root = migrations.parent
    try:
        (root / "alembic.ini").stat()
        landed = (root / "tests" / "data" / "ledger.json").read_text(encoding="utf-8")
        latest = (migrations / "index.py").stat().st_mtime + _CHECKOUT
        with os.scandir(migrations / "versions") as entries:
            return any(
                item.name.endswith(".py")
                and (item.stat().st_mtime > latest or f"versions/{item.name}" not in landed)
                for item in entries
            )
    except OSError:  # an installation, which has neither
        return False


def answer(request: Request, file: Path, folders: UserFolders) -> Reply:
    """Answer one of `COMMANDS`."""
    if request.command == "status":
        from patrimoine_gui.cli.commands import status

        return status.status(file, folders.backups)
    if request.command == "history":
        from patrimoine_gui.cli.commands import history

        return history.history(file, is_named=request.file is not None)
    if request.command == "show":
        from patrimoine_gui.cli.commands import show

        return show.show(file, request.target)
    if request.command == "log":
        from patrimoine_gui.cli.commands import log

        return log.show(file, folders.upgrade_log)
    from patrimoine_gui.cli.commands import completion

    return completion.script(request.shell)
