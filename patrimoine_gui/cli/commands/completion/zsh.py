"""The completion script of zsh."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.commands.completion.command_list import FILE, REVISION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.cli.commands.completion.command_list import Command, Word

_SCRIPT = """\
#compdef patrimoine-migrate
# Made by "patrimoine-migrate completion zsh"; make it again when commands or options are added.

_patrimoine_revisions() {
    local -a ids
    ids=(head ${(f)"$($program completion revisions 2>/dev/null)"})
    compadd -a ids
}

_patrimoine_migrate() {
    local program=$words[1] state context line
    local -a commands
    commands=(
@COMMANDS@
    )
    _arguments -C @OPTIONS@ '1:command:->command' '*::argument:->rest'
    case $state in
    command) _describe command commands ;;
    rest)
        case $words[1] in
@CASES@
        esac ;;
    esac
}

if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _patrimoine_migrate "$@"
else
    compdef _patrimoine_migrate patrimoine-migrate
fi
"""


def script(commands: Sequence[Command]) -> str:
    """Write the script."""
    program, *others = commands
    names = (f"        {_quoted(f'{command.name}:{command.help}')}" for command in others)
    cases = (f"        {command.name}) _arguments {_specs(command)} ;;" for command in others)
    return (
        _SCRIPT.replace("@COMMANDS@", "\n".join(names))
        .replace("@OPTIONS@", _specs(program))
        .replace("@CASES@", "\n".join(cases))
    )


def _specs(command: Command) -> str:
    return " ".join(_quoted(_spec(word)) for word in command.words)


def _spec(word: Word) -> str:
    action = _action(word.takes)
    if not word.name:
        return f"*:{_plain(word.help)}{action}"
    named = f"{word.name}[{_plain(word.help)}]"
    return f"{named}:{_plain(word.help)}{action}" if word.takes else named


def _action(takes: str) -> str:
    known = {FILE: ":_files", REVISION: ":_patrimoine_revisions", "?": ": "}
    return known.get(takes, f":({takes})")


def _plain(text: str) -> str:
    """Escape what has a meaning in a specification."""
    return "".join(f"\\{char}" if char in "[]:\\" else char for char in text)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"
