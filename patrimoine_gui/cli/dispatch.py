"""Runs a command and turns whatever stops it into an answer; each is imported when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import paths
from patrimoine_gui.cli import arguments, household_path, terminal
from patrimoine_gui.cli.failure import misunderstood, refused
from patrimoine_gui.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patrimoine_gui.cli.terminal import Reply, Terminal

PROGRAM = "patrimoine-migrate"
"""Who we are, for whoever finds a file locked by us."""


def run(words: Sequence[str]) -> int:
    """Run one command, and give its exit status."""
    folders = paths.user_folders()
    settings = household_path.read_settings(folders)
    arguments.speak(words, settings.language)
    try:
        request = arguments.parse(words)
    except arguments.UsageError as error:
        streams = terminal.of_process(json_wanted="--json" in words)
        return streams.answer(misunderstood(error))
    except SystemExit:  # --help and --version have been answered
        return 0
    streams = terminal.of_process(json_wanted=request.json)
    return streams.answer(_answer(request, settings, streams))


def _answer(
    request: arguments.Request, settings: household_path.Settings, streams: Terminal
) -> Reply:
    """Run a command; whatever stops it becomes an answer, never a traceback."""
    try:
        return _command(request, settings, streams)
    except arguments.UsageError as error:
        return misunderstood(error)
    except (UserError, KeyboardInterrupt) as error:
        return refused(request.command, error)
    except Exception as error:  # noqa: BLE001  (the command line's own excepthook)
        return refused(request.command, error)


def _command(
    request: arguments.Request, settings: household_path.Settings, streams: Terminal
) -> Reply:
    if request.command == "create":
        from patrimoine_gui.cli import creation

        return creation.create(request)
    folders = paths.user_folders()
    file = household_path.choose(request.file, folders, settings)
    if request.command == "status":  # answers at once: neither the engine nor a cipher is loaded
        from patrimoine_gui.cli import status

        return status.status(file, folders.backups)
    from patrimoine_gui.migration.manager import MigrationManager

    manager = MigrationManager(folders, program=PROGRAM)
    if request.command == "restore":
        from patrimoine_gui.cli import restoration

        return restoration.restore(manager, request, streams)
    if request.command == "init":
        from patrimoine_gui.cli import initialisation

        return initialisation.init(manager, file, request.keys, streams)
    from patrimoine_gui.cli import versions

    return versions.change(manager, file, request, streams)
