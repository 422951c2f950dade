"""Sentences for the person who writes a revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.wording.explanation import Explanation, nothing_written

if TYPE_CHECKING:
    from patrimoine_gui.authoring.review import ReviewNote
    from patrimoine_gui.errors.developer import (
        DescriptionUnusable,
        LabelChanged,
        NothingToMigrate,
        RevisionsForked,
        RevisionsUnwritable,
    )


def revisions_unwritable(_error: RevisionsUnwritable) -> Explanation:
    """There is no working tree to write to."""
    return Explanation(
        _("Revisions cannot be written here"),
        _("New revisions are written in a working copy of the source, not in an installation."),
        nothing_written(),
        _("Run the command in a clone of the repository where the migrations folder is writable."),
    )


def revisions_forked(error: RevisionsForked) -> Explanation:
    """Two revisions claim one place."""
    what = _("These revisions claim the same place in the chain: {revisions}.")
    return Explanation(
        _("The chain of revisions is forked"),
        what.format(revisions=", ".join(error.revisions)),
        nothing_written(),
        _("Renumber one of them so that it follows the other, then start again."),
    )


def nothing_to_migrate(_error: NothingToMigrate) -> Explanation:
    """Models and head agree."""
    return Explanation(
        _("There is no difference: nothing was written"),
        _("The models describe the same tables as the latest revision."),
        nothing_written(),
        _("Change the models first, or add --empty for a revision that changes data only."),
    )


def label_changed(error: LabelChanged) -> Explanation:
    """Tokens are bound to the label that they were made under."""
    what = _("The tokens of {columns} were made under another label: none of them would open.")
    return Explanation(
        _("The label of an encrypted column has changed"),
        what.format(columns=", ".join(error.columns)),
        nothing_written(),
        _("Give the column its label back: it stays when a column or a table is renamed."),
    )


def description_unusable(_error: DescriptionUnusable) -> Explanation:
    """No name can be made of it."""
    return Explanation(
        _("The description cannot be used"),
        _("The user reads it: it has to be one line with letters, 200 characters at most."),
        nothing_written(),
        _("Describe in one sentence what the revision changes for the user."),
    )


def review_sentence(note: ReviewNote) -> str:
    """Say what a person has to look at in a revision that was just written."""
    return _(note.kind.value).format(subject=note.subject)
