"""What every family of commands shares: the common options, the keys, the examples."""

from __future__ import annotations

import argparse
import os
import sys
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from patrimoine_gui import i18n, locations
from patrimoine_gui.config import ENV_FILE
from patrimoine_gui.errors import PatrimoineError
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001  (it has no public name)


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


class Parser(argparse.ArgumentParser):
    """Raises instead of ending the process."""

    def error(self, message: str) -> NoReturn:
        """Refuse the command line."""
        raise UsageError(message, self.format_usage())


def add_command(
    commands: Commands, name: str, purpose: str, *examples: str
) -> argparse.ArgumentParser:
    """Add a command with its common options; its examples are what follows the program's name."""
    command = commands.add_parser(
        name,
        help=purpose,
        description=purpose,
        epilog=examples_text(examples),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add_common(command, first=False)
    return command


def add_common(parser: argparse.ArgumentParser, *, first: bool) -> None:
    """Add the options that stand before or after the command; the later one wins."""
    missing: object = None if first else argparse.SUPPRESS
    parser.add_argument(
        "--file",
        metavar=_("PATH"),
        type=path,
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


def add_keys(command: argparse.ArgumentParser) -> None:
    """Add where the secrets are. Arguments and variables can be read by other accounts."""
    keys = command.add_argument_group(
        _("keys"), _("On a terminal, what is not given here is asked for.")
    )
    passphrase = keys.add_mutually_exclusive_group()
    passphrase.add_argument(
        "--passphrase-file",
        metavar=_("PATH"),
        type=path,
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
        type=path,
        help=_(
            "the recovery key: read from this file when no passphrase is given, or, for a file "
            "that has none yet, written to it (it must not exist)"
        ),
    )


def path(text: str) -> str:
    """Take a path, or a `file://` address for what it stands for.

    An empty one is refused: an unset variable of a script must not mean the default file.
    """
    if not text:
        raise argparse.ArgumentTypeError(_("the path is empty"))
    return locations.named_file(text)


def _descriptor(text: str) -> int:
    """Refuse what is no open descriptor of this process."""
    try:
        number = int(text)
        os.fstat(number)
    except (ValueError, OverflowError, OSError):
        raise argparse.ArgumentTypeError(_("it is not open")) from None
    return number


def examples_text(examples: Iterable[str]) -> str:
    """Show how commands are typed, below their options."""
    lines = (f"  {program_name()} {words}" for words in examples)
    return "\n".join((_("examples:"), *lines))


def program_name() -> str:
    """Say how this program was started: from the source, or as it is installed."""
    name = "patrimoine-migrate"
    command = os.path.basename(sys.argv[0])  # noqa: PTH119  (argv is text)
    return name if command.startswith(name) else "python migrate.py"
