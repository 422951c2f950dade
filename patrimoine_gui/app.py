"""The program: arguments, log, language, theme, then the first window."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from patrimoine_gui import __version__, config, i18n, locations, logs, paths
from patrimoine_gui.crypto import core_dumps
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.ui import icons, theme
from patrimoine_gui.ui.background import origin, stop_all
from patrimoine_gui.ui.controllers.app_controller import AppController
from patrimoine_gui.ui.garbage_collection import collect_between_events
from patrimoine_gui.ui.qt_language import translate_qt

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

    from _typeshed import SupportsWrite

_log = logging.getLogger(__name__)


class _Parser(argparse.ArgumentParser):
    """A parser that survives a program without a console."""

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        stream = file or sys.stderr
        if message and stream is not None:
            stream.write(message)


def write_line(text: str = "") -> None:
    """Write a line to the console, where there is one."""
    if sys.stdout is not None:
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _file(text: str) -> Path:
    """Take a path, or the `file://` address that a file manager gives instead."""
    return Path(locations.named_file(text))


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    parser = _Parser(prog=config.APP_ID, description="Opens a household file.")
    parser.add_argument("file", nargs="?", type=_file, help="household file to open")
    parser.add_argument("--lang", choices=i18n.LANGUAGES, default="", help="language")
    parser.add_argument("--theme", choices=(*theme.THEMES, "system"), default="", help="theme")
    parser.add_argument("--example", action="store_true", help="open a copy of the example")
    parser.add_argument("--version", action="store_true", help="tell the version and end")
    parser.add_argument(
        "--tour",
        type=Path,
        metavar="DIR",
        help="go through a real upgrade of the example without a display, save pictures in DIR;"
        " in every language and theme, or in those that are named",
    )
    parser.add_argument(
        "--smoke-test",
        action="store_true",
        help="upgrade the example without a display and tell whether it worked",
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Args:
        argv: arguments without the program's name; those of the process by default.

    Returns:
        The exit status, 0 when all went well.
    """
    options = _arguments(sys.argv[1:] if argv is None else argv)
    if options.version:
        write_line(f"{config.APP_NAME} {__version__}")
        return 0
    if options.tour is not None or options.smoke_test:
        from patrimoine_gui.ui.selftest import tour

        if not os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen"):
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        application = new_application()
        if options.smoke_test:
            return tour.smoke_test(application, write_line)
        looks = tour.looks_of(options.lang, options.theme)
        return tour.take_tour(application, options.tour, write_line, looks)
    return _run(options)


def new_application() -> QApplication:
    """Make the application object, without any window; what crashes leaves no keys on the disk."""
    core_dumps.refuse(hide=False)
    QCoreApplication.setApplicationName(config.APP_NAME)
    QCoreApplication.setApplicationVersion(__version__)
    application = QApplication([config.APP_ID])
    application.setDesktopFileName(config.APP_ID)
    application.setWindowIcon(icons.app_icon())
    application.aboutToQuit.connect(stop_all)
    collect_between_events(application)
    return application


def _run(options: argparse.Namespace) -> int:
    folders = paths.user_folders()
    logs.start(folders.logs)
    application = new_application()
    if theme.fonts_missing():
        write_line(NO_FONT)
    app = AppController(application, folders, MigrationManager(folders, program=config.APP_ID))
    settings = app.settings.current
    language = i18n.preferred_language(options.lang or settings.language)
    i18n.set_language(language)
    translate_qt(application, language)
    theme.apply(application, theme.resolve(options.theme or settings.theme, application))
    app.rebuild()
    _catch_all(app)
    if options.example:
        app.begin_with_example()
    else:
        app.begin(options.file)
    _log.info("started, version %s", __version__)
    status = application.exec()
    app.backup_controller.queue.stop()
    sys.excepthook = sys.__excepthook__
    stop_all()
    icons.forget()
    return status


NO_FONT = (
    "No font was found, so nothing can be written in the windows."
    " On Debian: sudo apt-get install fonts-dejavu-core"
)


def _catch_all(app: AppController) -> None:
    """Show whatever nobody caught as a dialog, and log where it was raised."""

    def hook(
        _kind: type[BaseException], error: BaseException, _trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            app.application.quit()
            return
        _log.error("unexpected %s at %s", type(error).__name__, origin(error))
        app.state.show_error(error)

    sys.excepthook = hook
