"""Runs a command and turns whatever stops it into an answer; each is imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import paths
from patrimoine_gui.cli import arguments, household_path, read_commands, terminal
from patrimoine_gui.crypto import core_dumps

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from patrimoine_gui.cli.terminal import Reply, Terminal
    from patrimoine_gui.migration.manager import MigrationManager

PROGRAM = "patrimoine-migrate"
"""Who we are, for whoever finds a file locked by us."""


def run(words: Sequence[str]) -> int:
    """Run one command, and give its exit status."""
    folders = paths.user_folders()
    settings = household_path.read_settings(folders)
    arguments.set_language(words, settings.language)
    try:
        request = arguments.parse(words)
    except arguments.UsageError as error:
        streams = terminal.of_process(json_wanted="--json" in words)
        return streams.answer(_refused("", error))
    except SystemExit:  # --help and --version have been answered
        return 0
    streams = terminal.of_process(json_wanted=request.json)
    return streams.answer(_answer(request, settings, streams))


def _answer(
    request: arguments.Request, settings: household_path.WindowSettings, streams: Terminal
) -> Reply:
    """Run a command; whatever stops it becomes an answer, never a traceback."""
    try:
        return _command(request, settings, streams)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  (our own excepthook)
        return _refused(request.command, error)


def _refused(command: str, error: BaseException) -> Reply:
    from patrimoine_gui.cli import error_reply

    if isinstance(error, arguments.UsageError):
        return error_reply.usage_error_reply(error)
    return error_reply.error_reply(command, error_reply.with_source_line(error))


def _command(
    request: arguments.Request, settings: household_path.WindowSettings, streams: Terminal
) -> Reply:
    if request.command == "create":
        from patrimoine_gui.cli.commands import create

        return create.create(request)
    if request.command not in read_commands.COMMANDS:
        core_dumps.refuse(hide=True)
    if request.command in _OF_REVISIONS:
        return _on_revisions(request, streams)
    folders = paths.user_folders()
    file = household_path.choose(request.file, folders, settings)
    if request.command in read_commands.COMMANDS:  # neither the engine nor a cipher is loaded
        read_commands.warn_of_broken_revision(request, streams)
        return read_commands.answer(request, file, folders)
    from patrimoine_gui.migration.manager import MigrationManager

    manager = MigrationManager(folders, program=PROGRAM)
    if request.command in _OF_BACKUPS:
        return _on_backups(manager, file, request, streams)
    if request.command == "init":
        from patrimoine_gui.cli.commands import init

        return init.init(manager, file, request.keys, streams)
    from patrimoine_gui.cli.commands import change_version

    return change_version.change(manager, file, request, streams)


_OF_REVISIONS = {"check", "rehearse", "heads", "merge", "rebase"}


def _on_revisions(request: arguments.Request, streams: Terminal) -> Reply:
    if request.command == "check":
        from patrimoine_gui.cli.commands import check

        return check.check()
    if request.command == "rehearse":
        from patrimoine_gui.cli.commands import rehearse

        return rehearse.rehearse(request, streams)
    if request.command == "rebase":
        from patrimoine_gui.cli.commands import rebase

        return rebase.rebase(request, streams)
    read_commands.warn_of_broken_revision(request, streams)
    if request.command == "merge":
        from patrimoine_gui.cli.commands import merge

        return merge.merge()
    from patrimoine_gui.cli.commands import heads

    return heads.heads()


_OF_BACKUPS = {"backup", "backups", "restore", "verify", "export-sqlite"}


def _on_backups(
    manager: MigrationManager, file: Path, request: arguments.Request, streams: Terminal
) -> Reply:
    if request.command == "restore":
        from patrimoine_gui.cli.commands import restore

        return restore.restore(manager, request, streams)
    if request.command == "backup":
        from patrimoine_gui.cli.commands import backup

        return backup.save(manager, file, request, streams)
    if request.command == "backups":
        from patrimoine_gui.cli.commands import backups

        return backups.show(manager, file, every=request.every)
    if request.command == "verify":
        from patrimoine_gui.cli.commands import verify

        return verify.verify(manager, file, request, streams)
    from patrimoine_gui.cli.commands import export_sqlite

    return export_sqlite.export(manager, file, request, streams)
