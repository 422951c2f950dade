"""The errors that only the command line meets: their sentences and exit statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from patrimoine_gui import errors
from patrimoine_gui.cli.wording import authoring_errors, branch_errors, command_errors
from patrimoine_gui.errors import developer
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from patrimoine_gui.wording.error_table import ErrorAnswer

CLI_ERRORS: Final[dict[type[errors.UserError], ErrorAnswer]] = {
    errors.NoVersionBelow: (command_errors.no_version_below, ExitStatus.USAGE),
    errors.KeyedStatements: (command_errors.keyed_statements, ExitStatus.KEY_REQUIRED),
    errors.ReadableCopyUnconfirmed: (command_errors.readable_copy_unconfirmed, ExitStatus.REFUSED),
    developer.BranchProblem: (branch_errors.branch_ambiguous, ExitStatus.REFUSED),
    developer.BranchAmbiguous: (branch_errors.branch_ambiguous, ExitStatus.REFUSED),
    developer.BranchLanded: (branch_errors.branch_landed, ExitStatus.REFUSED),
    developer.BranchUnknown: (branch_errors.branch_unknown, ExitStatus.USAGE),
    developer.NothingToRebase: (branch_errors.nothing_to_rebase, ExitStatus.REFUSED),
    developer.RevisionsUnwritable: (authoring_errors.revisions_unwritable, ExitStatus.REFUSED),
    developer.RevisionsForked: (authoring_errors.revisions_forked, ExitStatus.REFUSED),
    developer.NothingToMigrate: (authoring_errors.nothing_to_migrate, ExitStatus.REFUSED),
    developer.LabelChanged: (authoring_errors.label_changed, ExitStatus.REFUSED),
    developer.DescriptionUnusable: (authoring_errors.description_unusable, ExitStatus.USAGE),
}
"""With `ERRORS` of `wording`, one entry per class of `UserError`."""
