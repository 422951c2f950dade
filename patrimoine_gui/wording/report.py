"""The text behind "copy the report": enough to help, nothing that tells who owns what."""

from __future__ import annotations

import platform
import sqlite3
import traceback
from pathlib import PurePath

from patrimoine_gui import __version__
from patrimoine_gui.config import APP_NAME
from patrimoine_gui.errors import ProofFailed, UserError
from patrimoine_gui.migration.outcome import Outcome


def report_text(subject: Outcome | BaseException) -> str:
    """Tell an outcome or an error without any amount, name or path.

    The report is read by developers: it is in English, whatever the language in use.
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
        f"{item.name}: {item.rows} rows before, {proof.after.bucket(item.name).rows} after"
        for item in proof.before.buckets
    )
    changes = (
        (change.one if change.count == 1 else change.many).format(count=change.count)
        for change in proof.changes
    )
    return [
        f"Done: {outcome.from_revision} to {outcome.to_revision} in {outcome.seconds:.1f} s",
        f"Backup: {'yes' if outcome.backup else 'no'}",
        f"Year ends compared: {len(proof.before.year_ends)}",
        *buckets,
        *changes,
    ]


def _user_error_lines(error: UserError) -> list[str]:
    lines = [str(error)]
    if isinstance(error, ProofFailed):
        lines += [f"Difference: {item}" for item in error.differences]
    if error.__cause__ is not None:
        lines += _bug_lines(error.__cause__)
    return lines


def _bug_lines(error: BaseException) -> list[str]:
    """Name the exception and where it was raised; its text may hold a value and stays out."""
    frames = traceback.extract_tb(error.__traceback__)
    places = (f"  {PurePath(item.filename).name}:{item.lineno} {item.name}" for item in frames)
    lines = [f"Unexpected: {type(error).__qualname__}", *places]
    if error.__cause__ is not None:
        lines += _bug_lines(error.__cause__)
    return lines
