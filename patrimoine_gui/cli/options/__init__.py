"""The commands and their options, one module for each family of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.cli.options import backups, files, read_commands, revisions

if TYPE_CHECKING:
    from patrimoine_gui.cli.options.command_parser import Commands


def add(commands: Commands) -> None:
    """Add every command, in the order in which `--help` lists them."""
    files.add(commands)
    read_commands.add(commands)
    backups.add(commands)
    revisions.add(commands)
