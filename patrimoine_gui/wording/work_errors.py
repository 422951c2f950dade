"""Sentences about work that was refused, stopped or failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.errors import WorkKind
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration import revisions
from patrimoine_gui.wording.explanation import (
    Explanation,
    as_before,
    nothing_written,
    untouched,
)
from patrimoine_gui.wording.names import difference_sentence, holder_sentence, step_name

if TYPE_CHECKING:
    from patrimoine_gui.errors import (
        BackupFailed,
        Cancelled,
        ConsentRequired,
        FileBusy,
        FileExists,
        FileHasOtherNames,
        FileReadOnly,
        FolderReadOnly,
        LockObstructed,
        NoSpace,
        PlanOutdated,
        ProofFailed,
        SourceBroken,
        TargetUnknown,
        UpgradeFailed,
        VerifyFailed,
    )


def file_busy(error: FileBusy) -> Explanation:
    """Somebody else holds it."""
    return Explanation(
        _("The file is in use"),
        holder_sentence(error.holder),
        untouched(),
        _held_by_name() if error.holder.signed_only else _("Close it there, then try again."),
    )


def _held_by_name() -> str:
    return _(
        "Close it there, then try again. If Patrimoine is open nowhere, not on another computer "
        "either, move the hidden file that stands beside it, with a dot before its name and "
        "“.lock” behind it, to another folder."
    )


def lock_obstructed(_error: LockObstructed) -> Explanation:
    """Something stands where the lock must stand."""
    return Explanation(
        _("The file cannot be reserved"),
        _(
            "Beside it stands a hidden file of the same name, with a dot before it and “.lock” "
            "behind it, which belongs to another account or to another program."
        ),
        untouched(),
        _(
            "Close Patrimoine in the other account. If the file is open nowhere, move that hidden "
            "file to another folder, then try again."
        ),
    )


def file_read_only(_error: FileReadOnly) -> Explanation:
    """The file cannot be written."""
    return Explanation(
        _("The file is read-only"),
        _("The file can be read but not written, so it cannot be brought to another version."),
        untouched(),
        _("Allow writing in the properties of the file, or copy it to a folder of yours."),
    )


def folder_read_only(_error: FolderReadOnly) -> Explanation:
    """A folder cannot be written."""
    return Explanation(
        _("The folder is read-only"),
        _("A file has to be written to a folder where your account may not write."),
        nothing_written(),
        _("Allow writing in the properties of the folder, or use another folder."),
    )


def file_has_other_names(error: FileHasOtherNames) -> Explanation:
    """Hard links."""
    what = ngettext(
        "The same content has {count} name on this disk: a change in one is a change in all.",
        "The same content has {count} names on this disk: a change in one is a change in all.",
        error.names,
    )
    return Explanation(
        _("The file has several names"),
        what.format(count=error.names),
        untouched(),
        _("Make a separate copy of the file and open the copy."),
    )


def file_exists(_error: FileExists) -> Explanation:
    """Nothing is overwritten."""
    return Explanation(
        _("A file with this name exists already"),
        _("Patrimoine never writes a new file over another one."),
        untouched(),
        _("Open the existing file, or choose another name for the new one."),
    )


def no_space(error: NoSpace) -> Explanation:
    """The disk is too full."""
    following = _("Make room on this disk by moving other files elsewhere, then try again.")
    if error.free is None or not error.needed:
        what = _("The disk became full while a file was being written.")
    elif error.free < error.needed:
        what = _("The work needs {needed} on this disk, and {free} are free.")
    else:
        what = _(
            "The work needs {needed}. The disk refused to take so much, although {free} are free: "
            "your account may have a quota, or a file may not be so large."
        )
        following = _("Move other files of yours elsewhere or ask for more room, then try again.")
    needed, free = formats.size(error.needed), formats.size(error.free or 0)
    return Explanation(
        _("There is not enough free space"),
        what.format(needed=needed, free=free),
        untouched(),
        following,
    )


def target_unknown(error: TargetUnknown) -> Explanation:
    """No such version, or not in that direction."""
    if error.command:
        return _target_the_other_way(error)
    known = ", ".join(f"{item.id} ({item.app_version})" for item in revisions.load().all)
    return Explanation(
        _("This version does not exist"),
        _("There is no version “{target}” that this file can be brought to.").format(
            target=error.target
        ),
        untouched(),
        _("Ask for one of these versions: {versions}.").format(versions=known),
    )


def _target_the_other_way(error: TargetUnknown) -> Explanation:
    if error.command == "downgrade":
        what = _("The version “{target}” is earlier than that of the file.")
        advice = _("To go back to it, use the command “downgrade”.")
    else:
        what = _("The version “{target}” is later than that of the file.")
        advice = _("To go on to it, use the command “upgrade” with “--target”.")
    return Explanation(
        _("This version lies the other way"),
        what.format(target=error.target),
        untouched(),
        advice,
    )


def consent_required(error: ConsentRequired) -> Explanation:
    """A loss that nobody agreed to."""
    what = ngettext(
        "Going back undoes {count} step whose information cannot be kept.",
        "Going back undoes {count} steps whose information cannot be kept.",
        len(error.revisions),
    )
    return Explanation(
        _("Your agreement is needed"),
        what.format(count=len(error.revisions)),
        untouched(),
        _("Read what would be lost, then agree to it with “--yes”. A backup is made first."),
    )


def plan_outdated(_error: PlanOutdated) -> Explanation:
    """The file moved between the plan and the work."""
    return Explanation(
        _("The file has changed in the meantime"),
        _("The file was modified after the work was prepared, so the work was not begun."),
        _("Patrimoine has not changed the file."),
        _("Start again: what has to be done will be worked out anew."),
    )


def backup_failed(_error: BackupFailed) -> Explanation:
    """No backup, no work."""
    return Explanation(
        _("The backup could not be made"),
        _("A verified backup always comes first; it could not be written, so nothing was begun."),
        untouched(),
        _("Check that the backup folder can be written and has free space, then try again."),
    )


def verify_failed(_error: VerifyFailed) -> Explanation:
    """A backup is not what it should be."""
    return Explanation(
        _("This backup is damaged"),
        _("The content of the backup is not what was written when it was made."),
        _("Your current file has not been changed."),
        _("Keep this backup and choose another one, for instance the one before."),
    )


def upgrade_failed(error: UpgradeFailed) -> Explanation:
    """A step failed."""
    if error.revision:
        what = _("Step {revision} failed during: {step}.")
    else:
        what = _("The work stopped during: {step}.")
    if error.row:
        what += " " + _("The record that stopped it: {row}.")
    if error.place:
        what += " " + _("The line that stopped it: {place}.")
    if error.backup is None:
        safe = as_before()
    else:
        safe = _("Your file is intact, and a verified backup of it was made as well.")
    is_of_version = error.revision and error.kind in {WorkKind.VERSION, WorkKind.PROTECTION}
    return Explanation(
        _failed(error.kind),
        what.format(
            revision=error.revision,
            step=step_name(error.step),
            row=error.row,
            place=error.place,
        ),
        untouched() if error.kind in _READING else safe,
        _go_on_as_before() if is_of_version else _try_again(),
    )


_READING = {WorkKind.BACKUP, WorkKind.COPY, WorkKind.CREATION}
"""Works that only read the file, or that have none."""


def _failed(kind: WorkKind) -> str:
    return {
        WorkKind.VERSION: _("The change of version failed"),
        WorkKind.PROTECTION: _("The change of version failed"),
        WorkKind.RESTORE: _("The restore failed"),
        WorkKind.BACKUP: _("The backup failed"),
        WorkKind.COPY: _("The copy failed"),
        WorkKind.KEYS: _("The keys could not be changed"),
        WorkKind.RENEWAL: _("The renewal of the keys failed"),
        WorkKind.CREATION: _("The new file could not be made"),
        WorkKind.ENTRY: _("The entry could not be written"),
    }[kind]


def _try_again() -> str:
    return _("Check the disk and try again. Keep the report, it says what stopped the work.")


def _go_on_as_before() -> str:
    return _(
        "The version of Patrimoine that you used until now still opens your file: go on with it. "
        "Keep the report, it says what stopped the work."
    )


def proof_failed(error: ProofFailed) -> Explanation:
    """The measures differ."""
    found = "; ".join(difference_sentence(item) for item in error.differences[:_SHOWN])
    what = _("The figures after the work are not those from before: {differences}.")
    return Explanation(
        _("The verification found a difference"),
        what.format(differences=found),
        as_before(),
        _go_on_as_before(),
    )


_SHOWN = 3


def cancelled(_error: Cancelled) -> Explanation:
    """The user asked to stop."""
    return Explanation(
        _("Stopped at your request"),
        _("The work was stopped before its end."),
        _("Your file is exactly what it was before."),
        _("Start again whenever you like."),
    )


def source_broken(error: SourceBroken) -> Explanation:
    """A revision or the models do not load, or do not run."""
    told = f"{error.cause}: {error.text}" if error.text else error.cause
    return Explanation(
        _("A revision or a model does not load or run"),
        _("{place} raises {error}.").format(place=error.place, error=told),
        nothing_written(),
        _("Mend that line, then start again."),
    )
