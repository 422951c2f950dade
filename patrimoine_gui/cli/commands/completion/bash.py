"""The completion script of bash, from version 3.2 on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.commands.completion.command_list import FILE, REVISION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from patrimoine_gui.cli.commands.completion.command_list import Command, Word

_SCRIPT = """\
# bash completion of patrimoine-migrate and of "python migrate.py".
# Made by "migrate.py completion bash"; make it again when commands or options are added.

_patrimoine_words() {
    COMPREPLY=($(compgen -W "$1" -- "$current"))
}

_patrimoine_files() {
    local name
    compopt -o filenames 2>/dev/null
    while IFS= read -r name; do
        COMPREPLY+=("$name")
    done < <(compgen -f -- "$current")
}

_patrimoine_revisions() {
    local ids=$("${program[@]/#\\~/$HOME}" completion revisions 2>/dev/null)
    _patrimoine_words "head $ids"
}

_patrimoine_migrate() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
    local command= rank
    COMPREPLY=()
    if [[ $current == = ]]; then
        current=
    elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
    fi
    for ((rank = 1; rank < COMP_CWORD; rank++)); do
        case ${COMP_WORDS[rank]} in
        @VALUED@) if [[ ${COMP_WORDS[rank+1]} == = ]]; then ((rank += 2)); else ((rank++)); fi ;;
        -*) ;;
        *) command=${COMP_WORDS[rank]}; break ;;
        esac
    done
    case $previous in
@VALUES@
    esac
    case $command,$current in
@WORDS@
    esac
}

_patrimoine_installed() {
    local program=("${COMP_WORDS[0]}")
    _patrimoine_migrate
}

_patrimoine_python() {
    COMPREPLY=()
    case ${COMP_WORDS[1]} in
    migrate.py | */migrate.py) ;;
    *) return ;;
    esac
    [[ $COMP_CWORD -ge 2 ]] || return
    local program=("${COMP_WORDS[@]:0:2}")
    COMP_WORDS=("${COMP_WORDS[@]:1}")
    COMP_CWORD=$((COMP_CWORD - 1))
    _patrimoine_migrate
}

complete -F _patrimoine_installed patrimoine-migrate
complete -o default -F _patrimoine_python .venv/bin/python
for _patrimoine_name in python python3; do
    complete -p "$_patrimoine_name" >/dev/null 2>&1 ||
        complete -o default -F _patrimoine_python "$_patrimoine_name"
done
unset _patrimoine_name
"""


def script(commands: Sequence[Command]) -> str:
    """Write the script."""
    valued = {word.name: word for command in commands for word in command.options if word.takes}
    return (
        _SCRIPT.replace("@VALUED@", " | ".join(valued))
        .replace("@VALUES@", "\n".join(_value(word) for word in valued.values()))
        .replace("@WORDS@", "\n".join(_lines(commands)))
    )


def _value(word: Word) -> str:
    return f"    {word.name}) {_offer(word.takes)}; return ;;"


def _lines(commands: Sequence[Command]) -> Iterable[str]:
    for command in commands:
        options = " ".join(word.name for word in command.options)
        yield f'    {command.name},-*) _patrimoine_words "{options}" ;;'
        names = " ".join(other.name for other in commands if other.name)
        offer = _offer(command.argument or options) if command.name else _offer(names)
        yield f"    {command.name},*) {offer} ;;"


def _offer(takes: str) -> str:
    if takes == FILE:
        return "_patrimoine_files"
    if takes == REVISION:
        return "_patrimoine_revisions"
    return ":" if takes == "?" else f'_patrimoine_words "{takes}"'
