"""What the revisions that landed before the rules do all the same, each judged and reasoned.

Nothing is added here for a new revision: its author writes `# safe: reason` on the line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from patrimoine_gui.errors.developer import LintRule

if TYPE_CHECKING:
    from patrimoine_gui.authoring.lint.findings import Finding


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exception.

    Attributes:
        revision: whose.
        rule: which rule it does not keep.
        subject: of the finding.
        reason: why it is safe.
    """

    revision: str
    rule: LintRule
    subject: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        """Tell whether this is about a finding."""
        return (finding.rule, finding.subject) == (self.rule, self.subject)


EXEMPTIONS: Final = (
    Exemption(
        "0002",
        LintRule.LONG_LOCK,
        "balance_history",
        "only where a value is set aside, after the copy in pieces; a million rows take 0.6 s",
    ),
    Exemption(
        "0003",
        LintRule.LONG_LOCK,
        "balance_history",
        "only where a day has several values or a value no account, after the copy in pieces",
    ),
)
