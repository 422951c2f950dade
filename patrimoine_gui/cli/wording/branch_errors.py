"""Sentences about revisions that branch, for the person who writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _
from patrimoine_gui.wording.explanation import Explanation, nothing_written

if TYPE_CHECKING:
    from patrimoine_gui.errors.developer import (
        BranchLanded,
        BranchProblem,
        BranchUnknown,
        NothingToRebase,
    )


def nothing_to_rebase(_error: NothingToRebase) -> Explanation:
    """One chain already."""
    return Explanation(
        _("There is nothing to put on top of another"),
        _("The revisions are one chain, with one head."),
        nothing_written(),
        _("Go on: run “check”, then “rehearse”."),
    )


def branch_unknown(error: BranchUnknown) -> Explanation:
    """No such file."""
    what = _("No usable revision file bears this name: {files}.")
    return Explanation(
        _("This revision does not exist"),
        what.format(files=_names(error)),
        nothing_written(),
        _("Run “heads” to see how the revisions are named."),
    )


def branch_landed(error: BranchLanded) -> Explanation:
    """Frozen."""
    what = _("These revisions have landed, and files were made with them: {files}.")
    return Explanation(
        _("A revision that has landed never moves"),
        what.format(files=_names(error)),
        nothing_written(),
        _("Move the other branch, which nobody has used yet."),
    )


def branch_ambiguous(error: BranchProblem) -> Explanation:
    """It has to be said which."""
    what = _("Several revisions could move: {files}.")
    return Explanation(
        _("It has to be said which revisions move"),
        what.format(files=_names(error)),
        nothing_written(),
        _("Name those that are yours: “rebase FILE”."),
    )


def _names(error: BranchProblem) -> str:
    return ", ".join(error.files)
