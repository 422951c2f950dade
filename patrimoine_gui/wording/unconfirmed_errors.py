"""Sentences about work that was published, or may have been, though an error ended it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.errors import WorkKind
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.explanation import Explanation

if TYPE_CHECKING:
    from patrimoine_gui.errors import PublishedUnconfirmed, ResultUnread, StateUnknown


def result_unread(_error: ResultUnread) -> Explanation:
    """Published, and then not readable."""
    return Explanation(
        _("The file could not be read again"),
        _("The new version was written, but reading it back failed. The disk may be failing."),
        _("A verified backup of the file as it was before has been kept."),
        _("Check the disk and open the file again. If that fails, restore this backup."),
    )


def published_unconfirmed(error: PublishedUnconfirmed) -> Explanation:
    """The file is the new one; whether the disk keeps it is not known."""
    return Explanation(
        _("Done, but the disk did not confirm it"),
        _done(error.kind) + " " + _("At the last moment the disk reported an error."),
        _kept(error),
        _keys_now(error.kind)
        + _(
            "Check the disk, then open the file. A power cut may still take the work back: then "
            "start again."
        ),
    )


def state_unknown(error: StateUnknown) -> Explanation:
    """The file is the old one or the new one."""
    return Explanation(
        _("The disk does not say whether it was done"),
        _("It failed while the file was being replaced, and the file cannot be read since."),
        _kept(error),
        _keys_then(error.kind)
        + _(
            "Leave what stands beside the file where it is, check the disk or the network and open "
            "the file again: it is then whole, the former one or the new one."
        ),
    )


def _done(kind: WorkKind) -> str:
    return {
        WorkKind.VERSION: _("The file has its new version."),
        WorkKind.PROTECTION: _("The file has its new version, and its passphrase protects it."),
        WorkKind.RESTORE: _("The backup has taken its place."),
        WorkKind.KEYS: _("The file has its new passphrase or recovery key."),
        WorkKind.RENEWAL: _("The file has its new keys."),
        WorkKind.ENTRY: _("What you entered is in the file."),
    }.get(kind, _("The new file is there."))


def _kept(error: PublishedUnconfirmed | StateUnknown) -> str:
    if error.backup is None:
        return _("Nothing else has been changed.")
    return _("A verified backup of the former file has been kept.")


def _keys_now(kind: WorkKind) -> str:
    """Say which keys open the file from now on."""
    if kind is WorkKind.KEYS:
        return _("What you have just chosen opens the file now; keep the old one too.") + " "
    if kind is WorkKind.RENEWAL:
        return _("The new recovery key opens the file now; keep the old one too.") + " "
    return _keys_then(kind)


def _keys_then(kind: WorkKind) -> str:
    """Say which keys may open the file once it can be read."""
    if kind is WorkKind.PROTECTION:
        return _("Keep the passphrase and the recovery key that you have just chosen.") + " "
    if kind in {WorkKind.KEYS, WorkKind.RENEWAL}:
        return _("Keep both what opened the file until now and what you have just chosen.") + " "
    return ""
