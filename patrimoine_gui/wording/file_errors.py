"""Sentences about what a file is, when it cannot be opened."""

from __future__ import annotations

import re

from patrimoine_gui import __version__
from patrimoine_gui.errors import (
    DamageKind,
    FileDamaged,
    FileTooNew,
    FileUnreachable,
    ForeignKind,
    HostileObject,
    KeysTooNew,
    MarksMissing,
    NotAHouseholdFile,
    RevisionUnknown,
    UnreachableReason,
)
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.wording.explanation import Explanation, nothing_written, untouched


def file_unreachable(error: FileUnreachable) -> Explanation:
    """The path leads to no readable file."""
    if error.reason in _UNREADABLE:
        return _UNREADABLE[error.reason]()
    return _unreachable_path(error.reason)


def _no_permission() -> Explanation:
    return Explanation(
        _("You do not have the right to read this file"),
        _("Your user account is not allowed to read this file or the folder that holds it."),
        untouched(),
        _("Open the file with the account that created it, or ask for the right to use it."),
    )


def _disk_error() -> Explanation:
    return Explanation(
        _("The disk does not answer"),
        _("The disk or the network failed while the file was being read."),
        _("Patrimoine has written nothing, but the disk itself may be failing."),
        _(
            "Check the cable or the network and try again. If it goes on, copy the file to "
            "another disk and open the copy."
        ),
    )


def _no_locks() -> Explanation:
    return Explanation(
        _("Files cannot be locked on this disk"),
        _(
            "The disk or the network share has no locks, so that two programs could write the "
            "file at the same moment. Nothing says that another program uses it."
        ),
        nothing_written(),
        _(
            "Copy the file to a disk of this computer and open the copy, or have the share "
            "connected with locks."
        ),
    )


_UNREADABLE = {
    UnreachableReason.NO_LOCKS: _no_locks,
    UnreachableReason.NO_PERMISSION: _no_permission,
    UnreachableReason.IO_ERROR: _disk_error,
}


def _unreachable_path(reason: UnreachableReason) -> Explanation:
    title, what, following = {
        UnreachableReason.MISSING: (
            _("There is no file here"),
            _("The file may have been moved or renamed, or its disk may not be connected."),
            _("Connect the disk, or choose the file where it is now."),
        ),
        UnreachableReason.FOLDER_MISSING: (
            _("This folder does not exist"),
            _("A file can only be made in a folder that exists."),
            _("Choose another folder, or create this one first."),
        ),
        UnreachableReason.BROKEN_LINK: (
            _("This link leads nowhere"),
            _("The file that this link points to has been moved or renamed."),
            _("Look for the file itself and open it where it is now."),
        ),
        UnreachableReason.DIRECTORY: (
            _("This is a folder"),
            _("A household file was expected, and this is a folder."),
            _("Choose the file with the extension .patrimoine that it may contain."),
        ),
        UnreachableReason.SPECIAL: (
            _("This is not an ordinary file"),
            _("It is a device, a socket or a pipe, which holds no household data."),
            _("Choose a file with the extension .patrimoine."),
        ),
        UnreachableReason.OCCUPIED: (
            _("Something else stands in the place of a file of Patrimoine"),
            _("A folder, a link or a special file stands where Patrimoine keeps one of its own."),
            _("Move it to another folder: Patrimoine makes its own file anew."),
        ),
        UnreachableReason.NAME_TOO_LONG: (
            _("The name of the file is too long"),
            _("This system cannot open a file whose name or path is so long."),
            _("Give the file or its folder a shorter name, then open it again."),
        ),
    }[reason]
    return Explanation(title, what, nothing_written(), following)


def not_a_household_file(error: NotAHouseholdFile) -> Explanation:
    """The file is somebody else's."""
    known = {
        ForeignKind.NOT_SQLITE: (
            _("This is not a household file"),
            _("The content of this file was not written by Patrimoine."),
            _("Choose a file with the extension .patrimoine."),
        ),
        ForeignKind.OTHER_PROGRAM: (
            _("This file belongs to another program"),
            _("It is a database, but another program made it."),
            _("Open it with the program that made it, and choose another file here."),
        ),
        ForeignKind.EMPTY: (
            _("This file is empty"),
            _("The file has no content at all: a copy or a download may have been interrupted."),
            _("Copy the file again from where it came from, or restore your latest backup."),
        ),
        ForeignKind.UNVERSIONED: (
            _("This file does not say which version made it"),
            _("The file bears the mark of Patrimoine, but its version is missing."),
            _("Restore your latest backup. Keep this file: it may still be useful."),
        ),
        ForeignKind.BACKUP: (
            _("This is a backup"),
            _("A backup stays exactly as it was made, so it is never opened itself."),
            _(
                "Make a new file of it with the command “patrimoine-migrate restore”. One made "
                "before version 0.4 is copied instead, with a name that ends with .patrimoine."
            ),
        ),
    }
    title, what, following = known.get(error.kind, known[ForeignKind.NOT_SQLITE])
    return Explanation(title, what, untouched(), following)


def file_damaged(error: FileDamaged) -> Explanation:
    """The file was already damaged when it was opened."""
    what = _broken_links(error) if error.kind is DamageKind.LINKS else _damage(error.kind)
    return Explanation(
        _("The file is damaged"),
        what,
        _("The damage was found before anything was done, and nothing has been changed."),
        _(
            "Keep this file as it is. If it comes from another disk or from the network, copy it "
            "again; otherwise restore your latest backup."
        ),
    )


def _broken_links(error: FileDamaged) -> str:
    sentence = ngettext(
        "{count} record refers to one that does not exist: {rows}.",
        "{count} records refer to others that do not exist: {rows}.",
        error.count,
    )
    named = ", ".join(error.rows[:_SHOWN]) + ("…" if error.count > _SHOWN else "")
    return sentence.format(count=error.count, rows=named)


_SHOWN = 3


def _damage(kind: DamageKind) -> str:
    return {
        DamageKind.TRUNCATED: _("The end of the file is missing: a copy may have been cut short."),
        DamageKind.HEADER: _("The first bytes of the file contradict each other."),
        DamageKind.PAGES: _("Some parts of the file cannot be read back as they were written."),
        DamageKind.CONTENT: _("The tables of the file are not those of its version."),
        DamageKind.UNREADABLE: _("Nothing in the file can be read any more."),
        DamageKind.JOURNAL: _("A journal that belongs to another file stands beside it."),
    }[kind]


def file_too_new(error: FileTooNew | KeysTooNew) -> Explanation:
    """A newer version wrote it, or its keys."""
    opens = next((item for item in (error.min_app, error.writer) if _is_newer(item)), "")
    if opens:
        advice = _("Install Patrimoine {version} or later, then open the file again.")
        following = advice.format(version=opens)
    else:
        following = _("Install the latest version of Patrimoine, then open the file again.")
    what = _("The file has format {ordinal}, and this version knows formats up to {head}.")
    if _is_newer(error.writer):
        what = _("Patrimoine {writer} wrote it, and this program is version {ours}.")
    text = what.format(
        writer=error.writer, ours=__version__, ordinal=error.ordinal, head=error.head
    )
    return Explanation(
        _("This file was written by a newer version of Patrimoine"),
        text,
        _("Your data is safe: the file has not been changed."),
        following,
    )


def revision_unknown(_error: RevisionUnknown) -> Explanation:
    """A revision that no released version has had."""
    return Explanation(
        _("The version of this file is unknown"),
        _("The file names a version that this program does not know; a test version may have."),
        _("Your data is safe: the file has not been changed."),
        _("Open it with the program that wrote it, or restore an earlier backup."),
    )


def hostile_object(error: HostileObject) -> Explanation:
    """Something in it could act on its own, or stands in the way."""
    other = (
        _("An object was added to the file by another program. It could change data by itself."),
        _("Take it out with the program that added it, or restore your latest backup."),
    )
    what, following = {
        "table": (
            _("A table that another program added bears a name that Patrimoine needs itself."),
            _("Rename it with the program that added it, or restore your latest backup."),
        ),
        "view": (
            _("Another program added a view. It holds no data, and Patrimoine never runs it."),
            _without(),
        ),
        "index": (
            _("Another program added an index that computes. It holds nothing that is not there."),
            _without(),
        ),
        "query": (
            _("To read it asks for more time or room than any file that Patrimoine writes."),
            _("If you did not make this file, do not use it; or restore your latest backup."),
        ),
    }.get(error.kind, other)
    title = _("The file contains something that Patrimoine never writes")
    return Explanation(title, what, untouched(), following)


def _is_newer(version: str) -> bool:
    """Tell whether a version is above that of this program; what is no version is not."""
    numbers, ours = (re.findall(r"\d{1,9}", item) for item in (version, __version__))
    return [int(item) for item in numbers] > [int(item) for item in ours]


def _without() -> str:
    return _(
        "You can go on without it: a backup is made, it is left out of a copy, and the copy is"
        " verified before it takes the place of the file. On the command line: “upgrade --mend”."
    )


def marks_missing(_error: MarksMissing) -> Explanation:
    """The tables are ours, and the first bytes do not say so."""
    return Explanation(
        _("This household file has lost its marks"),
        _(
            "All its tables are those of Patrimoine, but its first bytes no longer say so: a"
            " database tool has probably written it out and read it in again."
        ),
        untouched(),
        _(
            "You can take it back: a backup is made, its marks are set again on a copy, and the"
            " copy is verified before it takes the place of the file. On the command line:"
            " “upgrade --mend”."
        ),
    )
