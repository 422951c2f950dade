"""The commands that only tell something: history, show, log, completion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.options.command_parser import add_command
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.cli.options.command_parser import Commands

SHELLS = ("bash", "zsh", "fish", "revisions")
"""What `completion` can print; the last is for its own scripts."""


def history(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands,
        "history",
        _("list all revisions, and where the file stands"),
        "history",
        "history --file famille.patrimoine --json",
    )


def show(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands, "show", _("tell all about one revision"), "show 0003", "show head --lang fr"
    )
    command.add_argument("target", metavar=_("VERSION"), help=_("revision to tell about"))


def log(commands: Commands) -> None:
    """Add the command."""
    add_command(
        commands,
        "log",
        _("list what was done to the file: upgrades, ways back, failures"),
        "log",
        "log --file famille.patrimoine --json",
    )


def completion(commands: Commands) -> None:
    """Add the command."""
    command = add_command(
        commands,
        "completion",
        _("print the script that completes these commands in a shell"),
        "completion bash > ~/.local/share/bash-completion/completions/patrimoine-migrate",
        "completion zsh > ~/.zfunc/_patrimoine-migrate",
        "completion fish | source",
    )
    command.add_argument("shell", choices=SHELLS, help=_("shell that is to complete"))
