"""Reads the command line."""

from __future__ import annotations

import argparse
import gettext
import os
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING

from patrimoine_gui import __version__, i18n
from patrimoine_gui.cli import options
from patrimoine_gui.cli.key_sources import KeySources
from patrimoine_gui.cli.options.command_parser import (
    Parser,
    UsageError,
    add_common,
    examples_text,
    program_name,
)
from patrimoine_gui.config import APP_NAME
from patrimoine_gui.i18n import N_, _
from patrimoine_gui.paths import resources_folder
from patrimoine_gui.wording.exit_status import ExitStatus, meaning

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["ARGPARSE_MESSAGES", "Request", "UsageError", "new_parser", "parse", "set_language"]

ARGPARSE_MESSAGES = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("expected one argument"),
    N_("not allowed with argument %s"),
)
"""What argparse itself says; it looks these up in the catalogue that `new_parser` names."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked on the command line.

    Attributes:
        command: its name, "status".
        file: path as it was typed, None when none was.
        json: whether the answer is one JSON document.
        target: version to reach.
        agreed: whether a loss was agreed to in advance.
        description: sentence of a new revision.
        empty: whether a new revision is written without comparing.
        golden: revision whose golden file is to be made, "" for none.
        backup: path of the backup to restore or to verify, or "all".
        mends: whether what another program did to the file is put in order.
        rehearsed: whether the work is tried on a copy only.
        sql: whether the statements are printed instead.
        every: whether the backups of every file are meant.
        upgraded: whether what was restored is then brought to the latest version.
        replaces: whether what is restored may take the place of a file.
        export: path of the readable copy to write.
        revisions: revisions to rehearse, or names of those to put on top of another.
        also: more files to rehearse on.
        shell: shell whose completion is printed.
        keys: where passphrase and recovery key are; they are never arguments themselves.
    """

    command: str
    file: str | None = None
    json: bool = False
    target: str = "head"
    agreed: bool = False
    description: str = ""
    empty: bool = False
    golden: str = ""
    backup: str = ""
    mends: bool = False
    rehearsed: bool = False
    sql: bool = False
    every: bool = False
    upgraded: bool = False
    replaces: bool = False
    export: str = ""
    revisions: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    shell: str = ""
    keys: KeySources = field(default_factory=KeySources)


def set_language(arguments: Sequence[str], setting: str = "") -> None:
    """Choose the language before anything is said: `--lang`, then the setting, then the system."""
    i18n.set_language(_asked_language(arguments) or i18n.preferred_language(setting))


def _asked_language(arguments: Sequence[str]) -> str:
    for rank, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else "".join(arguments[rank + 1 : rank + 2])
            return asked if asked in i18n.LANGUAGES else ""
    return ""


def parse(arguments: Sequence[str]) -> Request:
    """Read the command line; an option reaches the field of `Request` that bears its name.

    Raises:
        UsageError: it was not understood.
        SystemExit: help or version was asked for and has been shown.
    """
    namespace = vars(_parsed(arguments))
    keys = KeySources(**{item.name: namespace.get(item.name) for item in fields(KeySources)})
    names = {item.name for item in fields(Request)} & namespace.keys()
    values = {name: namespace[name] for name in names}
    values |= {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    return Request(**values, keys=keys)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Read with the commands that are named, and with all of them where something is shown."""
    named = [name for name in options.COMMANDS if name in arguments]
    if named and not {"-h", "--help", "--version"} & {*arguments}:
        with suppress(UsageError):
            return _parser_of(named, "").parse_args(arguments)
    return new_parser().parse_args(arguments)


def new_parser() -> Parser:
    """Make what reads the command line, in the language in use."""
    os.environ["LANGUAGE"] = i18n.language()
    gettext.bindtextdomain(i18n.DOMAIN, str(resources_folder() / "locale"))
    gettext.textdomain(i18n.DOMAIN)
    return _parser_of(options.COMMANDS, _epilog())


def _parser_of(names: Iterable[str], epilog: str) -> Parser:
    parser = Parser(
        prog=program_name().removeprefix("python "),
        description=_("Brings a household file from one version of Patrimoine to another."),
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"{APP_NAME} {__version__}",
        help=_("show program's version number and exit"),
    )
    add_common(parser, first=True)
    commands = parser.add_subparsers(
        dest="command", metavar=_("COMMAND"), required=True, title=_("commands")
    )
    options.add(commands, names)
    return parser


def _epilog() -> str:
    statuses = "\n".join(f"  {status.value}  {meaning(status)}" for status in ExitStatus)
    return "\n".join([_("exit statuses:"), statuses, "", examples_text(_EXAMPLES)])


_EXAMPLES = (
    "status",
    "upgrade --file famille.patrimoine",
    "upgrade --target 0002",
    "downgrade 0002 --yes",
    "upgrade --passphrase-file secret.txt",
    "init --file nouveau.patrimoine",
    "restore 2026-11-22.patrimoine-backup --file retrouve.patrimoine",
    "upgrade --dry-run",
    "upgrade --sql",
    "downgrade -1 --dry-run",
    "restore 2026-11-22.patrimoine-backup --file retrouve.patrimoine --upgrade",
    "backup --file famille.patrimoine",
    "backups --all",
    "verify all --passphrase-file secret.txt",
    "verify 2026-11-22.patrimoine-backup",
    "export-sqlite clair.sqlite --yes",
    'create "Assets can be archived"',
    "--json status",
)
