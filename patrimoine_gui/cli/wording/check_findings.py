"""What `check` found, said to the person who wrote the revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.errors.developer import LintRule
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.authoring.lint.findings import Finding


def finding_sentence(finding: Finding) -> str:
    """Say what is wrong, and what to do about it."""
    told = {**_of_names(), **_of_content(), **_of_safety()}
    sentence = told.get(finding.rule, finding.rule.value)
    return f"{sentence} [{finding.subject}]" if finding.subject else sentence


def _of_names() -> dict[LintRule, str]:
    return {
        LintRule.HEADS: _("there is not exactly one head: put one branch on top with “rebase”"),
        LintRule.NUMBER: _("this number is taken, or is not that of the file name: use “rebase”"),
        LintRule.FILE_NAME: _("a revision file is named yyyymmdd_nnnn_subject.py"),
        LintRule.DATE: _("the date does not exist, or is earlier than that of the revision before"),
        LintRule.GAP: _("a number is missing, or the parent is not the number before"),
        LintRule.CHANGED: _("a frozen file has changed: put it back, and write a new revision"),
        LintRule.MISSING: _("a frozen file is gone: put it back"),
        LintRule.UNREADABLE: _("this is not Python, or cannot be loaded"),
    }


def _of_content() -> dict[LintRule, str]:
    return {
        LintRule.MODELS: _("the models are not what the revisions build: run “create”"),
        LintRule.SENTENCE: _("the sentence for the user is missing: the docstring begins with it"),
        LintRule.CONSTANT: _("a constant is missing, or has another type"),
        LintRule.DOWNGRADE: _("there is no real way back: write it, or say what it loses"),
        LintRule.GOLDEN: _("there is no golden file of this format: “create --golden”"),
        LintRule.TEST: _("no test names this revision"),
        LintRule.IMPORT: _("a revision imports the frozen modules only, never the application"),
        LintRule.INDEX: _("the index is out of date: run “make index”"),
    }


def _of_safety() -> dict[LintRule, str]:
    return {
        LintRule.DROP: _("dropped before its data was copied"),
        LintRule.CHILDREN: _("rebuilt in a batch although other tables point to it: their rows go"),
        LintRule.UNNAMED: _("this constraint has no name: give it one"),
        LintRule.ACTIVE: _("no file that has a trigger, a view or a computed column is opened"),
        LintRule.ENCRYPTED: _("raw SQL on an encrypted column compares or writes tokens"),
        LintRule.LONG_LOCK: _("a big table is rewritten in one statement: do it in chunks of ids"),
        LintRule.TRANSACTION: _("this ends the transaction of the run, which must hold to its end"),
        LintRule.BROAD_EXCEPT: _("this catches everything, a cancel and a full disk included"),
    }
