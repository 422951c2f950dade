"""The text behind "copy the report": enough to help, nothing that tells who owns what."""

from __future__ import annotations

import platform
import sqlite3
import traceback
from pathlib import PurePath

from patrimoine_gui import __version__, formats
from patrimoine_gui.config import APP_NAME
from patrimoine_gui.errors import ProofFailed, UserError
from patrimoine_gui.i18n import _
from patrimoine_gui.migration.outcome import Outcome
from patrimoine_gui.wording.names import bucket_name, change_sentence, difference_sentence
from patrimoine_gui.wording.remarks import remark_line


def report_text(subject: Outcome | BaseException) -> str:
    """Tell an outcome or an error without any amount, name or path.

    Whoever unfolds it reads it in the language in use; only names of the program stay as they are.
    """
    if isinstance(subject, Outcome):
        lines = _outcome_lines(subject)
    elif isinstance(subject, UserError):
        lines = _user_error_lines(subject)
    else:
        lines = _bug_lines(subject)
    return "\n".join([*_system_lines(), *lines]) + "\n"


def _system_lines() -> list[str]:
    return [
        f"{APP_NAME} {__version__}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"{platform.system()} {platform.release()} {platform.machine()}",
    ]


def _outcome_lines(outcome: Outcome) -> list[str]:
    proof = outcome.proof
    buckets = (
        _("{kind}: {before} before, {after} after").format(
            kind=bucket_name(item.name),
            before=item.rows,
            after=proof.after.bucket(item.name).rows,
        )
        for item in proof.before.buckets
    )
    done = _("Done: from step {before} to step {after} in {duration}")
    years = _("Year ends compared: {count}")
    return [
        done.format(
            before=outcome.from_revision,
            after=outcome.to_revision,
            duration=formats.duration(outcome.seconds),
        ),
        _("Backup: made and verified") if outcome.backup else _("Backup: none"),
        years.format(count=len(proof.before.year_ends)),
        *buckets,
        *map(change_sentence, proof.changes),
        *map(remark_line, outcome.remarks),
    ]


def _user_error_lines(error: UserError) -> list[str]:
    lines = [str(error)]
    if isinstance(error, ProofFailed):
        difference = _("Difference: {what}")
        lines += [difference.format(what=difference_sentence(item)) for item in error.differences]
    if error.__cause__ is not None:
        lines += _bug_lines(error.__cause__)
    return lines


def _bug_lines(error: BaseException) -> list[str]:
    """Name the exception and where it was raised; its text may hold a value and stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    places = (f"  {PurePath(item.filename).name}:{item.lineno} {item.name}" for item in frames)
    lines = [_("Unexpected: {kind}").format(kind=type(error).__qualname__), *places]
    if error.__cause__ is not None:
        lines += _bug_lines(error.__cause__)
    return lines
