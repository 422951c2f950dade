"""What is answered when a command was refused."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from patrimoine_gui.authoring.create import is_working_copy
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.cli.wording import explain, status_of
from patrimoine_gui.errors import EncryptedComparison, ProofFailed, UpgradeFailed, UserError
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import error_location
from patrimoine_gui.paths import migrations_folder
from patrimoine_gui.wording import Explanation, report_text
from patrimoine_gui.wording.error_location import places, process
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from patrimoine_gui.cli.arguments import UsageError


_TO_MEND = (UpgradeFailed, ProofFailed, EncryptedComparison)
"""Errors that developers have to see."""


def error_reply(command: str, error: BaseException) -> Reply:
    """Answer an error; one that developers have to mend brings the report that helps them."""
    document: dict[str, Json] = {"command": command, "error": {**error_document(error)}}
    foreseen = isinstance(error, (UserError, KeyboardInterrupt))
    reply = Reply(status_of(error), document, explanation=explain(error), places=_where(error))
    if foreseen and not isinstance(error, _TO_MEND):
        return reply
    document["report"] = report_text(error)
    return replace(reply, report=report_text(error))


def with_source_line(error: BaseException) -> BaseException:
    """Give an unforeseen error the name of the revision, or of the models, that raised it.

    Only in a working copy of the source: what is shipped was run, and a fault there is ours.
    """
    migrations = migrations_folder()
    if isinstance(error, (UserError, KeyboardInterrupt)) or not is_working_copy(migrations):
        return error
    return error_location.named(error, migrations) or error


def _where(error: BaseException) -> tuple[tuple[str, str], ...]:
    return tuple(places(error) + process(error))


def usage_error_reply(error: UsageError) -> Reply:
    """Answer a command line that makes no sense."""
    explanation = Explanation(
        _("The command was not understood"),
        error.message,
        _("Nothing has been created or changed."),
        _("Run the same command with --help to see what it accepts."),
    )
    document: dict[str, Json] = {
        "command": "",
        "error": {"type": "UsageError", **asdict(explanation)},
        "usage": error.usage.strip(),
    }
    return Reply(ExitStatus.USAGE, document, explanation=explanation)


def error_document(error: BaseException) -> dict[str, str]:
    """Give an error to programs: its stable class name, then the translated sentences."""
    document = {"type": type(error).__name__, **asdict(explain(error))}
    for _name, text in process(error):
        document["process"] = text
    return document
