"""Which command that only tells something is answered by what; each is imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Reply, Terminal
    from patrimoine_gui.paths import UserFolders

COMMANDS = {"status", "history", "show", "log", "completion"}
"""They need neither the engine nor a key, and write nothing."""


def warn_author(request: Request, streams: Terminal) -> None:
    """Name a revision that does not load or run to whoever writes it; the answer needs none."""
    from patrimoine_gui import paths
    from patrimoine_gui.authoring import create

    broken = None
    if request.command in _ABOUT_REVISIONS:
        broken = create.broken_source(paths.migrations_folder())
    if broken is not None:
        from patrimoine_gui.cli.wording import explain

        told = explain(broken)
        streams.warn(f"{told.title}: {told.what}")


_ABOUT_REVISIONS = {"status", "history", "show", "heads", "merge"}


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
