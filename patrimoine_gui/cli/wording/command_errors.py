"""Sentences about work that is only shown, and about what no version of a file can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.wording.explanation import Explanation, nothing_written, untouched

if TYPE_CHECKING:
    from patrimoine_gui.errors import KeyedStatements, NoVersionBelow, ReadableCopyUnconfirmed


def no_version_below(error: NoVersionBelow) -> Explanation:
    """Below the first revision."""
    return Explanation(
        _("There is no version so early"),
        _("A household file has no form below its first version, {lowest}.").format(
            lowest=error.lowest
        ),
        untouched(),
        _("The lowest version that can be asked for is {lowest}.").format(lowest=error.lowest),
    )


def keyed_statements(error: KeyedStatements) -> Explanation:
    """Statements that make tokens."""
    what = ngettext(
        "Step {revisions} encrypts or decrypts values: its statements do nothing without the key.",
        "Steps {revisions} encrypt or decrypt values: their statements do nothing without the key.",
        len(error.revisions),
    )
    return Explanation(
        _("These steps cannot be written as statements"),
        what.format(revisions=", ".join(error.revisions)),
        untouched(),
        _("Use --dry-run, or ask with --target for a version before these steps."),
    )


def readable_copy_unconfirmed(_error: ReadableCopyUnconfirmed) -> Explanation:
    """A copy without protection."""
    return Explanation(
        _("Your agreement is needed"),
        _("Whoever gets hold of this copy reads all of it: no passphrase protects it."),
        nothing_written(),
        _("If that is what you want, agree to it with “--yes”."),
    )
