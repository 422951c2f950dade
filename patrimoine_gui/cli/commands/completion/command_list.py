"""The commands and options that a shell completes, read from what reads the command line."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui.cli import arguments
from patrimoine_gui.cli.options import command_parser
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FILE = "file"
REVISION = "revision"


@dataclass(frozen=True, slots=True)
class Word:
    """An option, or an argument without a name.

    Attributes:
        name: "--file", or "" for an argument.
        help: what it does, translated.
        takes: `FILE`, `REVISION`, words separated by blanks, "?" for anything else, or "" for
            an option that takes nothing.
    """

    name: str
    help: str
    takes: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command; the first, without a name, is the program itself with its own options."""

    name: str
    help: str
    words: tuple[Word, ...]

    @property
    def options(self) -> tuple[Word, ...]:
        """Its options."""
        return tuple(word for word in self.words if word.name)

    @property
    def argument(self) -> str:
        """What its first argument is, "" when it has none; see `Word.takes`."""
        return next((word.takes for word in self.words if not word.name), "")


def read() -> tuple[Command, ...]:
    """Read the program and its commands, in the order of `--help`."""
    parser = arguments.new_parser()
    found = [Command("", "", tuple(_words(_actions(parser))))]
    for action in _actions(parser):
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001  (it has no other name)
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}  # noqa: SLF001
            found += [
                Command(name, helps.get(name, ""), tuple(_words(_actions(command))))
                for name, command in action.choices.items()
            ]
    return tuple(found)


def _actions(parser: argparse.ArgumentParser) -> Sequence[argparse.Action]:
    return parser._actions  # noqa: SLF001  (argparse lists them nowhere else)


def _words(actions: Iterable[argparse.Action]) -> Iterable[Word]:
    for action in actions:
        if not isinstance(action, argparse._SubParsersAction):  # noqa: SLF001
            long = [name for name in action.option_strings if name.startswith("--")]
            yield Word(long[0] if long else "", action.help or "", _takes(action))


def _takes(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.choices is not None:
        return " ".join(map(str, action.choices))
    if action.type is command_parser.path:
        return FILE
    return REVISION if action.metavar == _("VERSION") else "?"
