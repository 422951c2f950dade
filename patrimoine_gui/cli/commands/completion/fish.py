"""The completion script of fish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.commands.completion.command_list import FILE, REVISION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from patrimoine_gui.cli.commands.completion.command_list import Command, Word

_HEAD = "# Made by patrimoine-migrate; make it again when commands or options are added."
_REVISIONS = "(echo head; patrimoine-migrate completion revisions 2>/dev/null)"


def script(commands: Sequence[Command]) -> str:
    """Write the script."""
    return "\n".join((_HEAD, _complete("-f"), *_lines(commands))) + "\n"


def _lines(commands: Sequence[Command]) -> Iterable[str]:
    for command in commands:
        when = "__fish_use_subcommand"
        if command.name:
            yield _complete("-n", when, "-a", command.name, "-d", _quoted(command.help))
            when = _quoted(f"__fish_seen_subcommand_from {command.name}")
        for word in command.words:
            name = ("-l", word.name.removeprefix("--")) if word.name else ()
            yield _complete("-n", when, *name, *_takes(word), "-d", _quoted(word.help))


def _takes(word: Word) -> tuple[str, ...]:
    if word.takes == FILE:
        return ("-r", "-F")
    if word.takes == REVISION:
        return ("-x", "-a", _quoted(_REVISIONS))
    if word.takes == "?":
        return ("-x",)
    return ("-x", "-a", _quoted(word.takes)) if word.takes else ()


def _complete(*words: str) -> str:
    return " ".join(("complete", "-c", "patrimoine-migrate", *words))


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
