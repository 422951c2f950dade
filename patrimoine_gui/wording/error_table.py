"""What each error says, and which exit status a command that met it ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from patrimoine_gui import errors
from patrimoine_gui.i18n import _
from patrimoine_gui.wording import (
    backup_errors,
    file_errors,
    input_errors,
    key_errors,
    parameter_errors,
    typed_errors,
    unconfirmed_errors,
    work_errors,
)
from patrimoine_gui.wording.exit_status import ExitStatus
from patrimoine_gui.wording.explanation import Explanation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

ErrorAnswer: TypeAlias = "tuple[Callable[[Any], Explanation], ExitStatus]"
"""What gives the sentences of an error, and the exit status of the command that met it."""

ERRORS: Final[dict[type[errors.UserError], ErrorAnswer]] = {
    errors.FileUnreachable: (file_errors.file_unreachable, ExitStatus.REFUSED),
    errors.NotAHouseholdFile: (file_errors.not_a_household_file, ExitStatus.REFUSED),
    errors.FileDamaged: (file_errors.file_damaged, ExitStatus.DAMAGED),
    errors.FileTooNew: (file_errors.file_too_new, ExitStatus.TOO_NEW),
    errors.RevisionUnknown: (file_errors.revision_unknown, ExitStatus.REFUSED),
    errors.HostileObject: (file_errors.hostile_object, ExitStatus.REFUSED),
    errors.MarksMissing: (file_errors.marks_missing, ExitStatus.REFUSED),
    errors.FileBusy: (work_errors.file_busy, ExitStatus.BUSY),
    errors.LockObstructed: (work_errors.lock_obstructed, ExitStatus.REFUSED),
    errors.FileReadOnly: (work_errors.file_read_only, ExitStatus.REFUSED),
    errors.FolderReadOnly: (work_errors.folder_read_only, ExitStatus.REFUSED),
    errors.FileHasOtherNames: (work_errors.file_has_other_names, ExitStatus.REFUSED),
    errors.FileExists: (work_errors.file_exists, ExitStatus.REFUSED),
    errors.NoSpace: (work_errors.no_space, ExitStatus.NO_SPACE),
    errors.TargetUnknown: (work_errors.target_unknown, ExitStatus.USAGE),
    errors.ConsentRequired: (work_errors.consent_required, ExitStatus.REFUSED),
    errors.PlanOutdated: (work_errors.plan_outdated, ExitStatus.REFUSED),
    errors.BackupFailed: (work_errors.backup_failed, ExitStatus.REFUSED),
    errors.VerifyFailed: (work_errors.verify_failed, ExitStatus.DAMAGED),
    errors.UpgradeFailed: (work_errors.upgrade_failed, ExitStatus.REFUSED),
    errors.ProofFailed: (work_errors.proof_failed, ExitStatus.REFUSED),
    errors.ResultUnread: (unconfirmed_errors.result_unread, ExitStatus.UNCONFIRMED),
    errors.PublishedUnconfirmed: (unconfirmed_errors.published_unconfirmed, ExitStatus.UNCONFIRMED),
    errors.StateUnknown: (unconfirmed_errors.state_unknown, ExitStatus.UNCONFIRMED),
    errors.Cancelled: (work_errors.cancelled, ExitStatus.REFUSED),
    errors.KeyRequired: (key_errors.key_required, ExitStatus.KEY_REQUIRED),
    errors.Locked: (key_errors.locked, ExitStatus.KEY_REQUIRED),
    errors.WrongPassphrase: (key_errors.wrong_passphrase, ExitStatus.WRONG_PASSPHRASE),
    errors.RecoveryKeyMalformed: (key_errors.recovery_key_malformed, ExitStatus.WRONG_PASSPHRASE),
    errors.PassphraseUnusable: (key_errors.passphrase_unusable, ExitStatus.KEY_REQUIRED),
    errors.SecretUnreadable: (key_errors.secret_unreadable, ExitStatus.KEY_REQUIRED),
    errors.HeaderMissing: (key_errors.header_missing, ExitStatus.DAMAGED),
    errors.KeysTooNew: (file_errors.file_too_new, ExitStatus.TOO_NEW),
    errors.HeaderTampered: (key_errors.header_tampered, ExitStatus.DAMAGED),
    errors.KdfUnsupported: (key_errors.kdf_unsupported, ExitStatus.REFUSED),
    errors.KdfParamsRefused: (key_errors.kdf_params_refused, ExitStatus.DAMAGED),
    errors.KdfMemory: (key_errors.kdf_memory, ExitStatus.REFUSED),
    errors.TokenTruncated: (key_errors.token_truncated, ExitStatus.DAMAGED),
    errors.TokenAuthFailed: (key_errors.token_auth_failed, ExitStatus.DAMAGED),
    errors.TokenKeyUnknown: (key_errors.token_key_unknown, ExitStatus.DAMAGED),
    errors.TokenVersionUnsupported: (key_errors.token_version_unsupported, ExitStatus.TOO_NEW),
    errors.PlaintextTooLarge: (key_errors.plaintext_too_large, ExitStatus.REFUSED),
    errors.ValueUnencodable: (key_errors.value_unencodable, ExitStatus.REFUSED),
    errors.EncryptedComparison: (key_errors.encrypted_comparison, ExitStatus.REFUSED),
    errors.NotABackup: (backup_errors.not_a_backup, ExitStatus.REFUSED),
    errors.ContainerTooNew: (backup_errors.container_too_new, ExitStatus.TOO_NEW),
    errors.ContainerTruncated: (backup_errors.container_truncated, ExitStatus.DAMAGED),
    errors.ContainerCorrupted: (backup_errors.container_corrupted, ExitStatus.DAMAGED),
    errors.TooLarge: (backup_errors.too_large, ExitStatus.REFUSED),
    errors.WrongKey: (backup_errors.wrong_key, ExitStatus.WRONG_PASSPHRASE),
    errors.ForeignHousehold: (backup_errors.foreign_household, ExitStatus.REFUSED),
    errors.RevisionMismatch: (backup_errors.revision_mismatch, ExitStatus.DAMAGED),
    errors.ForeignRestore: (backup_errors.foreign_restore, ExitStatus.REFUSED),
    errors.NoRestoreToUndo: (backup_errors.no_restore_to_undo, ExitStatus.REFUSED),
    errors.LastVerifiedBackup: (backup_errors.last_verified_backup, ExitStatus.REFUSED),
    errors.InputRefused: (input_errors.input_refused, ExitStatus.REFUSED),
    errors.EntryUnreadable: (typed_errors.entry_unreadable, ExitStatus.REFUSED),
    errors.EntryAmbiguous: (typed_errors.entry_ambiguous, ExitStatus.REFUSED),
    errors.EntityMissing: (input_errors.entity_missing, ExitStatus.REFUSED),
    errors.EntityExists: (input_errors.entity_exists, ExitStatus.REFUSED),
    errors.EntityInUse: (input_errors.entity_in_use, ExitStatus.REFUSED),
    errors.ChangedSince: (input_errors.changed_since, ExitStatus.REFUSED),
    errors.NothingToUndo: (input_errors.nothing_to_undo, ExitStatus.REFUSED),
    errors.ParameterMissing: (parameter_errors.parameter_missing, ExitStatus.REFUSED),
    errors.ParameterMalformed: (parameter_errors.parameter_malformed, ExitStatus.REFUSED),
    errors.SourceBroken: (work_errors.source_broken, ExitStatus.REFUSED),
}
"""One entry per class of error that windows can meet; the others are in `cli.wording`."""


def find(
    error: BaseException, table: Mapping[type[errors.UserError], ErrorAnswer]
) -> ErrorAnswer | None:
    """Give the entry of an error, or of the nearest class above it, in a table."""
    return next((table[kind] for kind in type(error).__mro__ if kind in table), None)


def explain(error: BaseException) -> Explanation:
    """Explain an error to the user, in the language in use; an unforeseen one honestly."""
    if isinstance(error, KeyboardInterrupt):
        return work_errors.cancelled(errors.Cancelled())
    answer = find(error, ERRORS)
    return _unforeseen() if answer is None else answer[0](error)


def _unforeseen() -> Explanation:
    return Explanation(
        _("Something unexpected happened"),
        _("This is a fault of Patrimoine, not of yours."),
        _("Your file is only ever replaced once its new version has been completely verified."),
        _("Copy the report and keep it, then start Patrimoine again."),
    )
