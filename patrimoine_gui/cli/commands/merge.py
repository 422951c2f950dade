"""`migrate.py merge`: why revisions are never merged, and what is done instead."""

from __future__ import annotations

from patrimoine_gui.authoring import branches
from patrimoine_gui.cli.commands import heads
from patrimoine_gui.cli.terminal import Reply
from patrimoine_gui.i18n import _


def merge() -> Reply:
    """Explain that branches are not merged here, and what is done instead."""
    chain = branches.heads(heads.repository())
    explanation = (
        _("Revisions are never merged: a household file has one history, so the chain is one."),
        _("Put your branch, which nobody has used yet, on top of the other: “rebase”."),
    )
    lines = (*explanation, "", *heads.lines(chain))
    document = heads.document(chain, "merge")
    document["explanation"] = " ".join(explanation)
    return Reply(heads.status(chain), document, lines)
