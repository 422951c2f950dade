"""Why a branch of revisions cannot be put on top of the other."""

from __future__ import annotations

from patrimoine_gui.errors import UserError


class BranchProblem(UserError):
    """A branch that cannot be put on top of the other.

    Attributes:
        files: names of the revision files concerned.
    """

    def __init__(self, *files: str) -> None:
        super().__init__(*files)
        self.files = files


class NothingToRebase(BranchProblem):
    """The revisions are one chain already."""


class BranchUnknown(BranchProblem):
    """No revision file bears the name that was given."""


class BranchLanded(BranchProblem):
    """The revision is frozen: files in the world were made with it, and it stays as it is."""


class BranchAmbiguous(BranchProblem):
    """Several revisions have not landed: it has to be said which of them move."""
