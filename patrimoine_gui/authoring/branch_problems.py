"""Why a branch of revisions cannot be put on top of the other."""

from __future__ import annotations

from dataclasses import dataclass, field

from patrimoine_gui.errors import UserError


@dataclass(eq=False, repr=False)
class BranchProblem(UserError):
    """A branch that cannot be put on top of the other.

    Attributes:
        files: names of the revision files concerned.
    """

    files: tuple[str, ...] = field(metadata={"harmless": True})


class NothingToRebase(BranchProblem):
    """The revisions are one chain already."""


class BranchUnknown(BranchProblem):
    """No revision file bears the name that was given."""


class BranchLanded(BranchProblem):
    """The revision is frozen: files in the world were made with it, and it stays as it is."""


class BranchAmbiguous(BranchProblem):
    """Several revisions have not landed: it has to be said which of them move."""
