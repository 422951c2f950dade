"""Reads the command line."""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from patrimoine_gui import __version__, i18n
from patrimoine_gui.cli.exit_status import ExitStatus, meaning
from patrimoine_gui.cli.key_sources import KeySources
from patrimoine_gui.config import APP_NAME, ENV_FILE
from patrimoine_gui.errors import PatrimoineError
from patrimoine_gui.i18n import N_, _
from patrimoine_gui.paths import resources_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

ARGPARSE_MESSAGES = (
    N_("usage: "),
    N_("options"),
    N_("positional arguments"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("expected one argument"),
    N_("not allowed with argument %s"),
)
"""What argparse itself says; it looks these up in the catalogue that `speak` names."""


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
        backup: path of the backup to restore or to verify, or "all".
        rehearsed: whether the work is tried on a copy only.
        sql: whether the statements are printed instead.
        every: whether the backups of every file are meant.
        upgraded: whether what was restored is then brought to the latest version.
        export: path of the readable copy to write.
        keys: where passphrase and recovery key are; they are never arguments themselves.
    """

    command: str
    file: str | None = None
    json: bool = False
    target: str = "head"
    agreed: bool = False
    description: str = ""
    empty: bool = False
    backup: str = ""
    rehearsed: bool = False
    sql: bool = False
    every: bool = False
    upgraded: bool = False
    export: str = ""
    keys: KeySources = field(default_factory=KeySources)


class UsageError(PatrimoineError):
    """The command line was not understood.

    Attributes:
        message: what is wrong with it, translated by argparse.
        usage: the short form of the command.
    """

    def __init__(self, message: str, usage: str) -> None:
        super().__init__(message)
        self.message = message
        self.usage = usage


class _Parser(argparse.ArgumentParser):
    """Raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(message, self.format_usage())


def speak(arguments: Sequence[str], setting: str = "") -> None:
    """Choose the language before anything is said: `--lang`, then the setting, then the system."""
    i18n.set_language(_asked_language(arguments) or i18n.preferred_language(setting))
    os.environ["LANGUAGE"] = i18n.language()
    gettext.bindtextdomain(i18n.DOMAIN, str(resources_folder() / "locale"))
    gettext.textdomain(i18n.DOMAIN)


def _asked_language(arguments: Sequence[str]) -> str:
    for rank, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else "".join(arguments[rank + 1 : rank + 2])
            return asked if asked in i18n.LANGUAGES else ""
    return ""


def parse(arguments: Sequence[str]) -> Request:
    """Read the command line.

    Raises:
        UsageError: it was not understood.
        SystemExit: help or version was asked for and has been shown.
    """
    found = _parser().parse_args(arguments)
    return Request(
        command=found.command,
        file=found.file,
        json=found.json,
        target=getattr(found, "target", "head"),
        agreed=getattr(found, "agreed", False),
        description=getattr(found, "description", ""),
        empty=getattr(found, "empty", False),
        backup=getattr(found, "backup", ""),
        rehearsed=getattr(found, "rehearsed", False),
        sql=getattr(found, "sql", False),
        every=getattr(found, "every", False),
        upgraded=getattr(found, "upgraded", False),
        export=getattr(found, "export", ""),
        keys=_key_sources(found),
    )


def _key_sources(found: argparse.Namespace) -> KeySources:
    return KeySources(
        getattr(found, "passphrase_file", None),
        getattr(found, "passphrase_fd", None),
        getattr(found, "recovery_key_file", None),
    )


def _parser() -> _Parser:
    parser = _Parser(
        prog=_command_name().removeprefix("python "),
        description=_("Brings a household file from one version of Patrimoine to another."),
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version",
        action="version",
        version=f"{APP_NAME} {__version__}",
        help=_("show program's version number and exit"),
    )
    _add_common(parser, first=True)
    commands = parser.add_subparsers(
        dest="command", metavar=_("COMMAND"), required=True, title=_("commands")
    )
    _add_commands(commands)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, first: bool) -> None:
    """Add the options that stand before or after the command; the later one wins."""
    missing: object = None if first else argparse.SUPPRESS
    parser.add_argument(
        "--file",
        metavar=_("PATH"),
        type=_path,
        default=missing,
        help=_("household file (default: {variable}, else the last one opened)").format(
            variable=ENV_FILE
        ),
    )
    parser.add_argument(
        "--json",
        action="store_true",
        default=False if first else argparse.SUPPRESS,
        help=_("answer with one JSON document"),
    )
    parser.add_argument(
        "--lang", choices=i18n.LANGUAGES, default=missing, help=_("language of the answer")
    )


def _path(text: str) -> str:
    """Refuse an empty path: an unset variable of a script must not mean the default file."""
    if not text:
        raise argparse.ArgumentTypeError(_("the path is empty"))
    return text


def _add_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    _add_command(commands, "status", _("tell which version a file has and what is pending"))
    upgrade = _add_command(commands, "upgrade", _("bring a file to the latest version"))
    upgrade.add_argument(
        "--target", metavar=_("VERSION"), default="head", help=_("stop at this version")
    )
    _add_trial_options(upgrade)
    _add_key_options(upgrade)
    downgrade = _add_command(commands, "downgrade", _("bring a file back to an earlier version"))
    downgrade.add_argument("target", metavar=_("VERSION"), help=_("version to go back to"))
    downgrade.add_argument(
        "--yes", action="store_true", dest="agreed", help=_("agree to what cannot be kept")
    )
    _add_trial_options(downgrade)
    _add_key_options(downgrade)
    init = _add_command(commands, "init", _("make a new, empty file at the latest version"))
    _add_key_options(init)
    restore = _add_command(commands, "restore", _("make a new file of a backup"))
    restore.add_argument("backup", metavar=_("BACKUP"), type=_path, help=_("backup to restore"))
    restore.add_argument(
        "--upgrade",
        action="store_true",
        dest="upgraded",
        help=_("bring the new file to the latest version at once"),
    )
    _add_key_options(restore)
    _add_backup_commands(commands)
    create = _add_command(commands, "create", _("write a revision from what changed in the models"))
    create.add_argument(
        "description", metavar=_("DESCRIPTION"), help=_("the sentence that the user will read")
    )
    create.add_argument("--empty", action="store_true", help=_("do not compare with the models"))


def _add_trial_options(command: argparse.ArgumentParser) -> None:
    trial = command.add_mutually_exclusive_group()
    trial.add_argument(
        "--dry-run",
        action="store_true",
        dest="rehearsed",
        help=_("do all of it on a private copy, tell the result, and keep nothing"),
    )
    trial.add_argument(
        "--sql", action="store_true", help=_("print the statements, and run none on the file")
    )


def _add_backup_commands(commands: argparse._SubParsersAction[_Parser]) -> None:
    backup = _add_command(commands, "backup", _("make a verified backup of a file now"))
    _add_key_options(backup)
    backups = _add_command(commands, "backups", _("list the backups of a file"))
    backups.add_argument(
        "--all", action="store_true", dest="every", help=_("list those of every file")
    )
    verify = _add_command(
        commands, "verify", _("check that a backup is what was written; with its key, all of it")
    )
    verify.add_argument(
        "backup",
        metavar=_("BACKUP"),
        type=_path,
        help=_("backup to check, or “all” for those of the file"),
    )
    _add_key_options(verify)
    export = _add_command(
        commands, "export-sqlite", _("write a copy that anybody can read, for other programs")
    )
    export.add_argument("export", metavar=_("TARGET"), type=_path, help=_("file to write"))
    export.add_argument(
        "--yes", action="store_true", dest="agreed", help=_("agree to a copy without protection")
    )
    _add_key_options(export)


def _add_key_options(command: argparse.ArgumentParser) -> None:
    """Add where the secrets are. Arguments and variables can be read by other accounts."""
    keys = command.add_argument_group(
        _("keys"), _("On a terminal, what is not given here is asked for.")
    )
    passphrase = keys.add_mutually_exclusive_group()
    passphrase.add_argument(
        "--passphrase-file",
        metavar=_("PATH"),
        type=_path,
        help=_("the first line of this file is the passphrase"),
    )
    passphrase.add_argument(
        "--passphrase-fd",
        metavar=_("NUMBER"),
        type=_descriptor,
        help=_("the first line of this open descriptor is the passphrase"),
    )
    keys.add_argument(
        "--recovery-key-file",
        metavar=_("PATH"),
        type=_path,
        help=_(
            "the recovery key: read from this file when no passphrase is given, or, for a file "
            "that has none yet, written to it (it must not exist)"
        ),
    )


def _descriptor(text: str) -> int:
    """Refuse what is no open descriptor of this process."""
    try:
        number = int(text)
        os.fstat(number)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(_("it is not open")) from None
    return number


def _add_command(
    commands: argparse._SubParsersAction[_Parser], name: str, purpose: str
) -> argparse.ArgumentParser:
    command = commands.add_parser(
        name,
        help=purpose,
        description=purpose,
        epilog=_examples_of(name),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _add_common(command, first=False)
    return command


def _epilog() -> str:
    statuses = "\n".join(f"  {status.value}  {meaning(status)}" for status in ExitStatus)
    examples = "\n".join(f"  {_command_name()} {words}" for words in _EXAMPLES)
    return "\n".join([_("exit statuses:"), statuses, "", _("examples:"), examples])


def _examples_of(command: str) -> str:
    found = (words for words in _EXAMPLES if command in words.split())
    return "\n".join([_("examples:"), *(f"  {_command_name()} {words}" for words in found)])


def _command_name() -> str:
    """Say how this program was started: from the source, or as it is installed."""
    installed = "patrimoine-migrate"
    started = os.path.basename(sys.argv[0])  # noqa: PTH119  (argv is text)
    return installed if started.startswith(installed) else "python migrate.py"


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
