"""Which sentence belongs to which error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from patrimoine_gui import errors
from patrimoine_gui.i18n import _
from patrimoine_gui.migration import authoring, branch_problems, culprit
from patrimoine_gui.wording import (
    backup_errors,
    branch_errors,
    developer_errors,
    doubt_errors,
    entry_errors,
    file_errors,
    key_errors,
    law_errors,
    trial_errors,
    work_errors,
)
from patrimoine_gui.wording.explanation import Explanation

if TYPE_CHECKING:
    from collections.abc import Callable

EXPLAINED: Final[dict[type[errors.UserError], Callable[[Any], Explanation]]] = {
    errors.FileUnreachable: file_errors.file_unreachable,
    errors.NotAHouseholdFile: file_errors.not_a_household_file,
    errors.FileDamaged: file_errors.file_damaged,
    errors.FileTooNew: file_errors.file_too_new,
    errors.RevisionUnknown: file_errors.revision_unknown,
    errors.HostileObject: file_errors.hostile_object,
    errors.MarksMissing: file_errors.marks_missing,
    errors.FileBusy: work_errors.file_busy,
    errors.LockObstructed: work_errors.lock_obstructed,
    errors.FileReadOnly: work_errors.file_read_only,
    errors.FolderReadOnly: work_errors.folder_read_only,
    errors.FileHasOtherNames: work_errors.file_has_other_names,
    errors.FileExists: work_errors.file_exists,
    errors.NoSpace: work_errors.no_space,
    errors.TargetUnknown: work_errors.target_unknown,
    errors.NoVersionBelow: trial_errors.no_version_below,
    errors.KeyedStatements: trial_errors.keyed_statements,
    errors.ReadableCopyUnconfirmed: trial_errors.readable_copy_unconfirmed,
    errors.ConsentRequired: work_errors.consent_required,
    errors.PlanOutdated: work_errors.plan_outdated,
    errors.BackupFailed: work_errors.backup_failed,
    errors.VerifyFailed: work_errors.verify_failed,
    errors.UpgradeFailed: work_errors.upgrade_failed,
    errors.ProofFailed: work_errors.proof_failed,
    errors.ResultUnread: doubt_errors.result_unread,
    errors.PublishedUnconfirmed: doubt_errors.published_unconfirmed,
    errors.StateUnknown: doubt_errors.state_unknown,
    errors.Cancelled: work_errors.cancelled,
    errors.KeyRequired: key_errors.key_required,
    errors.Locked: key_errors.locked,
    errors.WrongPassphrase: key_errors.wrong_passphrase,
    errors.RecoveryKeyMalformed: key_errors.recovery_key_malformed,
    errors.PassphraseUnusable: key_errors.passphrase_unusable,
    errors.SecretUnreadable: key_errors.secret_unreadable,
    errors.HeaderMissing: key_errors.header_missing,
    errors.KeysTooNew: file_errors.file_too_new,
    errors.HeaderTampered: key_errors.header_tampered,
    errors.KdfUnsupported: key_errors.kdf_unsupported,
    errors.KdfParamsRefused: key_errors.kdf_params_refused,
    errors.KdfMemory: key_errors.kdf_memory,
    errors.TokenTruncated: key_errors.token_truncated,
    errors.TokenAuthFailed: key_errors.token_auth_failed,
    errors.TokenKeyUnknown: key_errors.token_key_unknown,
    errors.TokenVersionUnsupported: key_errors.token_version_unsupported,
    errors.PlaintextTooLarge: key_errors.plaintext_too_large,
    errors.ValueUnencodable: key_errors.value_unencodable,
    errors.EncryptedComparison: key_errors.encrypted_comparison,
    errors.NotABackup: backup_errors.not_a_backup,
    errors.ContainerTooNew: backup_errors.container_too_new,
    errors.ContainerTruncated: backup_errors.container_truncated,
    errors.ContainerCorrupted: backup_errors.container_corrupted,
    errors.TooLarge: backup_errors.too_large,
    errors.WrongKey: backup_errors.wrong_key,
    errors.ForeignHousehold: backup_errors.foreign_household,
    errors.RevisionMismatch: backup_errors.revision_mismatch,
    errors.ForeignRestore: backup_errors.foreign_restore,
    errors.NoRestoreToUndo: backup_errors.no_restore_to_undo,
    errors.LastVerifiedBackup: backup_errors.last_verified_backup,
    errors.InputRefused: entry_errors.input_refused,
    errors.EntityMissing: entry_errors.entity_missing,
    errors.EntityExists: entry_errors.entity_exists,
    errors.EntityInUse: entry_errors.entity_in_use,
    errors.ChangedSince: entry_errors.changed_since,
    errors.NothingToUndo: entry_errors.nothing_to_undo,
    errors.ParameterMissing: law_errors.parameter_missing,
    errors.ParameterMalformed: law_errors.parameter_malformed,
    branch_problems.BranchProblem: branch_errors.branch_ambiguous,
    branch_problems.BranchAmbiguous: branch_errors.branch_ambiguous,
    branch_problems.BranchLanded: branch_errors.branch_landed,
    branch_problems.BranchUnknown: branch_errors.branch_unknown,
    branch_problems.NothingToRebase: branch_errors.nothing_to_rebase,
    authoring.RevisionsUnwritable: developer_errors.revisions_unwritable,
    authoring.RevisionsForked: developer_errors.revisions_forked,
    authoring.NothingToMigrate: developer_errors.nothing_to_migrate,
    authoring.LabelChanged: developer_errors.label_changed,
    authoring.DescriptionUnusable: developer_errors.description_unusable,
    culprit.SourceBroken: developer_errors.source_broken,
}
"""One entry per class of `UserError`; a test holds the two together."""


def explain(error: BaseException) -> Explanation:
    """Explain an error to the user, in the language in use; an unforeseen one honestly."""
    if isinstance(error, KeyboardInterrupt):
        return work_errors.cancelled(errors.Cancelled())
    for kind in type(error).__mro__:
        if kind in EXPLAINED:
            return EXPLAINED[kind](error)
    return _unforeseen()


def _unforeseen() -> Explanation:
    return Explanation(
        _("Something unexpected happened"),
        _("This is a fault of Patrimoine, not of yours."),
        _("Your file is only ever replaced once its new version has been completely verified."),
        _("Copy the report and keep it, then start Patrimoine again."),
    )
