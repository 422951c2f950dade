"""What was done to a file, as its log tells it, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors import TargetUnknown
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.outcome import Remark, RemarkKind
from patrimoine_gui.wording.names import bucket_name
from patrimoine_gui.wording.remarks import remark_line

if TYPE_CHECKING:
    from patrimoine_gui.migration.log.upgrade_log_reader import Run
    from patrimoine_gui.migration.revisions import RevisionSet


_ROWS: Final = re.compile(r"rows of (.+): (\d+) -> (\d+)")
_YEARS: Final = re.compile(r"net worth equal at (\d+) year ends and at the last date: yes")
_REMARK: Final = re.compile(
    rf"({'|'.join(re.escape(kind.value) for kind in RemarkKind)}):(?: ([^\d ]\S*))?(?: (\d+))?"
)
"""The lines of `migration.log.upgrade_log`, which are the same in every language."""


def run_title(run: Run, known: RevisionSet) -> str:
    """Say what a run was to do."""
    entry = run.entry
    before, after = version_of(entry.from_revision, known), version_of(entry.to_revision, known)
    if entry.from_revision == entry.to_revision:
        return _("Work on the file, format {after}").format(after=after)
    is_up = _ordinal(entry.to_revision, known) >= _ordinal(entry.from_revision, known)
    text = (
        _("Upgrade from format {before} to {after}")
        if is_up
        else _("Return from format {before} to {after}")
    )
    return text.format(before=before, after=after)


def run_result(run: Run) -> str:
    """Say how a run ended, and that nothing was lost."""
    if run.entry.status == "done":
        return _("Done and proved: what the file was worth and held is the same before and after.")
    if run.entry.status == "cancelled":
        return _("Stopped as you asked: the file stayed exactly as it was.")
    if run.entry.was_published:
        return _("Done, but the disk did not confirm it.")
    if run.entry.status == "StateUnknown":
        return _("The disk failed, and did not say whether it was done.")
    return _("It did not succeed: the file stayed exactly as it was.")


def run_details(run: Run) -> tuple[str, ...]:
    """Give the details of a run in the language in use; a line that is not known stays as it is."""
    return tuple(map(_detail, run.entry.details))


def _detail(line: str) -> str:
    if match := _ROWS.fullmatch(line):
        text = _("{kind}: {before} before, {after} after")
        return text.format(kind=bucket_name(match[1]), before=match[2], after=match[3])
    if match := _YEARS.fullmatch(line):
        count = int(match[1])
        text = ngettext(
            "net worth is the same at the last date and at {count} year end",
            "net worth is the same at the last date and at {count} year ends",
            count,
        )
        return text.format(count=count)
    if match := _REMARK.fullmatch(line):
        return remark_line(Remark(RemarkKind(match[1]), int(match[3] or 0), match[2] or ""))
    return line


def version_of(revision: str, known: RevisionSet) -> str:
    """Name the format of a revision by its version; "?" for one that is not known."""
    try:
        return known.get(revision).app_version
    except TargetUnknown:
        return "?"


def _ordinal(revision: str, known: RevisionSet) -> int:
    try:
        return known.get(revision).ordinal
    except TargetUnknown:
        return len(known.all) + 1
