"""Sentences about backups that cannot be used; those of their making are in `work_errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.errors import ContainerPart, ForeignKind
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.explanation import Explanation

if TYPE_CHECKING:
    from patrimoine_gui.errors import (
        ContainerCorrupted,
        ContainerTooNew,
        ContainerTruncated,
        ForeignHousehold,
        ForeignRestore,
        LastVerifiedBackup,
        NoRestoreToUndo,
        NotABackup,
        RevisionMismatch,
        TooLarge,
        WrongKey,
    )


def _current_file_untouched() -> str:
    return _("Neither this file nor your household file has been changed.")


def _choose_another() -> str:
    return _("Keep this backup and take another one, for instance the one before.")


def not_a_backup(error: NotABackup) -> Explanation:
    """Something else."""
    what = {
        ForeignKind.NOT_SQLITE: _("The content of this file was not written by Patrimoine."),
        ForeignKind.OTHER_PROGRAM: _("It is a database, but no backup: it can be opened itself."),
        ForeignKind.EMPTY: _("The file has no content at all: a copy may have been interrupted."),
        ForeignKind.UNVERSIONED: _("The file does not say which version of Patrimoine made it."),
        ForeignKind.BACKUP: _("It is a copy from before the backups were protected."),
        ForeignKind.HOUSEHOLD: _("It is a household file: it can be opened itself."),
        ForeignKind.ZIP: _("It is an archive: the backup may be inside it."),
        ForeignKind.TEXT: _("It is a text."),
        ForeignKind.TEXT_MODE: _(
            "It was a backup, but it was transferred as if it were text, which spoils it."
        ),
    }[error.kind]
    title = _("This is not a protected backup")
    if error.kind is ForeignKind.TEXT_MODE:
        title = _("This backup was spoilt on the way")
    elif error.kind is ForeignKind.EMPTY:
        title = _("This file is empty")
    return Explanation(title, what, _current_file_untouched(), _instead(error.kind))


def _instead(kind: ForeignKind) -> str:
    """Say what to do with what is no backup."""
    again = _("Copy the backup again from where it came from, or take the one before.")
    return {
        ForeignKind.EMPTY: again,
        ForeignKind.HOUSEHOLD: _("Open it as a file: it needs no restore."),
        ForeignKind.BACKUP: _(
            "Copy it under a name that ends with .patrimoine, then open that copy: it is upgraded "
            "and protected then."
        ),
        ForeignKind.ZIP: _("Take the backup out of the archive first, then choose it."),
        ForeignKind.TEXT_MODE: _(
            "Transfer it again from where it came from, in binary mode or inside an archive."
        ),
    }.get(kind, _("Choose a file with the extension .patrimoine-backup."))


def container_too_new(_error: ContainerTooNew) -> Explanation:
    """A newer program wrote it."""
    return Explanation(
        _("This backup was written by a newer version of Patrimoine"),
        _("The backup has a form that this version does not know yet."),
        _("Your data is safe: the backup has not been changed."),
        _("Install the latest version of Patrimoine, then try again."),
    )


def container_truncated(_error: ContainerTruncated) -> Explanation:
    """Its size is wrong."""
    return Explanation(
        _("This backup is not complete"),
        _("It has not the length that it should have: a copy of it may have been cut short."),
        _current_file_untouched(),
        _("Copy the backup again from where it came from, or take the one before."),
    )


def container_corrupted(error: ContainerCorrupted) -> Explanation:
    """A byte of it was changed."""
    what = {
        ContainerPart.START: _("Its first bytes are not what was written."),
        ContainerPart.HEADER: _("Its description of itself is not what was written."),
        ContainerPart.CONTENT: _("A part of its content is not what was written."),
        ContainerPart.END: _("Its last bytes are not what was written."),
    }[error.where]
    return Explanation(_backup_damaged(), what, _current_file_untouched(), _choose_another())


def _backup_damaged() -> str:
    return _("This backup is damaged")


def too_large(error: TooLarge) -> Explanation:
    """More than we open."""
    what = _("It claims a size of {size}, and Patrimoine opens {limit} at most.")
    size, limit = formats.size(error.size), formats.size(error.limit)
    return Explanation(
        _("This file is too large"),
        what.format(size=size, limit=limit),
        _current_file_untouched(),
        _("If you expected a household here, look where the file comes from and copy it again."),
    )


def wrong_key(error: WrongKey) -> Explanation:
    """The keys of another day."""
    what = _("What was given does not open this backup, which keeps the passphrase of {day}.")
    return Explanation(
        _("This backup needs the passphrase of that day"),
        what.format(day=formats.day(error.created)),
        _("Your data is safe: the backup has not been changed."),
        _("Give the passphrase of that day, or the recovery key of that day, and try again."),
    )


def foreign_household(_error: ForeignHousehold) -> Explanation:
    """Somebody else's."""
    return Explanation(
        _("This backup is of another household"),
        _("It was made from another file than yours, and your keys do not open it."),
        _current_file_untouched(),
        _("Choose a backup of this file, or give the passphrase of the other one."),
    )


def foreign_restore(_error: ForeignRestore) -> Explanation:
    """Somebody else's, in the place of this one."""
    return Explanation(
        _("This backup is of another household"),
        _("The file that it is to replace was not made from the same household."),
        _current_file_untouched(),
        _("Restore it as a new file, or say that it is really to replace this one."),
    )


def no_restore_to_undo(_error: NoRestoreToUndo) -> Explanation:
    """Nothing to go back to."""
    return Explanation(
        _("There is no restore to undo"),
        _("No backup from before a restore of this file is there."),
        _current_file_untouched(),
        _("To go back to another day, restore one of the backups of this file."),
    )


def revision_mismatch(_error: RevisionMismatch) -> Explanation:
    """It contradicts itself."""
    return Explanation(
        _("This backup contradicts itself"),
        _("The version that it announces is not the version of what it contains."),
        _current_file_untouched(),
        _choose_another(),
    )


def last_verified_backup(_error: LastVerifiedBackup) -> Explanation:
    """Nothing good would be left."""
    return Explanation(
        _("This backup is the last one that is known to be good"),
        _("No other backup of this household has been verified, so this one stays."),
        _("Your data is safe: nothing has been changed."),
        _("Make a new backup, or have another one verified, then try again."),
    )
