"""The commands and their options, one module for each family of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from patrimoine_gui.cli.options import backups, files, read_commands, revisions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from patrimoine_gui.cli.options.command_parser import Commands

COMMANDS: Final[dict[str, Callable[[Commands], None]]] = {
    "status": files.status,
    "upgrade": files.upgrade,
    "downgrade": files.downgrade,
    "init": files.init,
    "history": read_commands.history,
    "show": read_commands.show,
    "log": read_commands.log,
    "completion": read_commands.completion,
    "restore": backups.restore,
    "backup": backups.backup,
    "backups": backups.backups,
    "verify": backups.verify,
    "export-sqlite": backups.export_sqlite,
    "create": revisions.create,
    "check": revisions.check,
    "rehearse": revisions.rehearse,
    "heads": revisions.heads,
    "merge": revisions.merge,
    "rebase": revisions.rebase,
}
"""What adds each command, in the order in which `--help` lists them."""


def add(commands: Commands, names: Iterable[str]) -> None:
    """Add some commands with their options."""
    for name in names:
        COMMANDS[name](commands)
