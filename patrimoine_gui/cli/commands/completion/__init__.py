"""`migrate.py completion SHELL`: a script that completes commands, options, revisions and files.

The script holds the commands and options of this version; the revisions are asked for at each
completion, by `completion revisions`, which answers before anything heavy is loaded.
"""

from __future__ import annotations

from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.wording.exit_status import ExitStatus


def script(shell: str) -> Reply:
    """Give the script of a shell, or the ids of the revisions."""
    text = _revisions() if shell == "revisions" else _script(shell)
    document: dict[str, Json] = {
        "command": "completion",
        "shell": shell,
        "script": text,
        "error": None,
    }
    return Reply(ExitStatus.OK, document, tuple(text.splitlines()))


def _script(shell: str) -> str:
    from patrimoine_gui.cli.commands.completion import command_list

    words = command_list.read()
    if shell == "bash":
        from patrimoine_gui.cli.commands.completion import bash

        return bash.script(words)
    if shell == "zsh":
        from patrimoine_gui.cli.commands.completion import zsh

        return zsh.script(words)
    from patrimoine_gui.cli.commands.completion import fish

    return fish.script(words)


def _revisions() -> str:
    from patrimoine_gui.migration import revisions

    return "".join(f"{revision.id}\n" for revision in revisions.load().all)
