"""`migrate.py completion SHELL`: a script that completes commands, options, revisions and files.

The script holds the commands and options of this version; the revisions are asked for at each
completion, by `completion revisions`, which answers before anything heavy is loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.completion import bash, fish, vocabulary, zsh
from patrimoine_gui.cli.exit_status import ExitStatus
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.migration import revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from patrimoine_gui.cli.completion.vocabulary import Command

_WRITERS: dict[str, Callable[[Sequence[Command]], str]] = {
    "bash": bash.script,
    "zsh": zsh.script,
    "fish": fish.script,
}


def script(shell: str) -> Reply:
    """Give the script of a shell, or the ids of the revisions."""
    if shell in _WRITERS:
        lines = tuple(_WRITERS[shell](vocabulary.read()).splitlines())
    else:
        lines = tuple(revision.id for revision in revisions.load().all)
    document: dict[str, Json] = {
        "command": "completion",
        "shell": shell,
        "script": "".join(f"{line}\n" for line in lines),
        "error": None,
    }
    return Reply(ExitStatus.OK, document, lines)
