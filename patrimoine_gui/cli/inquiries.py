"""Which command that only tells something is answered by what; each is imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Reply
    from patrimoine_gui.paths import UserFolders

COMMANDS = {"status", "history", "show", "log", "completion"}
"""They need neither the engine nor a key, and write nothing."""


def answer(request: Request, file: Path, folders: UserFolders) -> Reply:
    """Answer one of `COMMANDS`."""
    if request.command == "status":
        from patrimoine_gui.cli import status

        return status.status(file, folders.backups)
    if request.command == "history":
        from patrimoine_gui.cli import history

        return history.history(file, is_named=request.file is not None)
    if request.command == "show":
        from patrimoine_gui.cli import revision_page

        return revision_page.show(file, request.target)
    if request.command == "log":
        from patrimoine_gui.cli import upgrade_log

        return upgrade_log.show(file, folders.upgrade_log)
    from patrimoine_gui.cli import completion

    return completion.script(request.shell)
