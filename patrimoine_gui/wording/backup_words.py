"""Why a backup was made, how old it is, and what is kept for how long, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from patrimoine_gui.backup.container.header import BackupKind
from patrimoine_gui.i18n import _, ngettext

if TYPE_CHECKING:
    from datetime import date

_WEEKS: Final = 60
_YEARS: Final = 730
_MONTH: Final = 30.44
_YEAR: Final = 365.25


def kind_name(kind: BackupKind, *, short: bool = False) -> str:
    """Say why a backup was made, in a word or two where there is little room."""
    brief = {BackupKind.PRE_UPGRADE: _("Pre-upgrade"), BackupKind.PRE_RESTORE: _("Pre-restore")}
    if short and kind in brief:
        return brief[kind]
    return {
        BackupKind.MANUAL: _("Asked for"),
        BackupKind.AUTOMATIC: _("Automatic"),
        BackupKind.PRE_UPGRADE: _("Before an upgrade"),
        BackupKind.PRE_RESTORE: _("Before a restore"),
    }[kind]


def backup_age(on: date | None, today: date) -> str:
    """Say how old the last verified backup is, None where there is none."""
    if on is None:
        return _("No verified backup yet")
    days = (today - on).days
    if days <= 0:
        return _("Last verified backup: today")
    if days == 1:
        return _("Last verified backup: yesterday")
    if days < _WEEKS:
        text = ngettext(
            "Last verified backup: {count} day ago", "Last verified backup: {count} days ago", days
        )
        return text.format(count=days)
    if days < _YEARS:
        count = int(days / _MONTH)
        text = ngettext(
            "Last verified backup: {count} month ago",
            "Last verified backup: {count} months ago",
            count,
        )
        return text.format(count=count)
    count = int(days / _YEAR)
    text = ngettext(
        "Last verified backup: {count} year ago", "Last verified backup: {count} years ago", count
    )
    return text.format(count=count)


def retention_sentence() -> str:
    """Say what is kept, and for how long, in one sentence."""
    return _(
        "Patrimoine keeps the last 10, then the newest of each day for 7 days, of each week for"
        " 4 weeks and of each month for 12 months; those that you asked for stay for ever, and"
        " those made before an upgrade or a restore for 90 days at least."
    )
