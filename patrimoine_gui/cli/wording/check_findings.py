"""What `check` found, said to the person who wrote the revision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring.lint.findings import Rule
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from patrimoine_gui.authoring.lint.findings import Finding


def finding_sentence(finding: Finding) -> str:
    """Say what is wrong, and what to do about it."""
    told = {**_of_names(), **_of_content(), **_of_safety()}
    sentence = told.get(finding.rule, finding.rule.value)
    return f"{sentence} [{finding.subject}]" if finding.subject else sentence


def _of_names() -> dict[Rule, str]:
    return {
        Rule.HEADS: _("there is not exactly one head: put one branch on top with “rebase”"),
        Rule.NUMBER: _("this number is taken, or is not that of the file name: use “rebase”"),
        Rule.FILE_NAME: _("a revision file is named yyyymmdd_nnnn_subject.py"),
        Rule.DATE: _("the date does not exist, or is earlier than that of the revision before"),
        Rule.GAP: _("a number is missing, or the parent is not the number before"),
        Rule.CHANGED: _("a frozen file has changed: put it back, and write a new revision"),
        Rule.MISSING: _("a frozen file is gone: put it back"),
        Rule.UNREADABLE: _("this is not Python, or cannot be loaded"),
    }


def _of_content() -> dict[Rule, str]:
    return {
        Rule.MODELS: _("the models are not what the revisions build: run “create”"),
        Rule.SENTENCE: _("the sentence for the user is missing: the docstring begins with it"),
        Rule.CONSTANT: _("a constant is missing, or has another type"),
        Rule.DOWNGRADE: _("there is no real way back: write it, or say what it loses"),
        Rule.GOLDEN: _("there is no golden file of this format: “create --golden”"),
        Rule.TEST: _("no test names this revision"),
        Rule.IMPORT: _("a revision imports the frozen modules only, never the application"),
        Rule.INDEX: _("the index is out of date: run “make index”"),
    }


def _of_safety() -> dict[Rule, str]:
    return {
        Rule.DROP: _("dropped before its data was copied"),
        Rule.CHILDREN: _("rebuilt in a batch although other tables point to it: their rows go"),
        Rule.UNNAMED: _("this constraint has no name: give it one"),
        Rule.ACTIVE: _("no file that has a trigger, a view or a computed column is opened"),
        Rule.ENCRYPTED: _("raw SQL on an encrypted column compares or writes tokens"),
        Rule.LONG_LOCK: _("a big table is rewritten in one statement: do it in chunks of ids"),
        Rule.TRANSACTION: _("this ends the transaction of the run, which must hold to its end"),
        Rule.BROAD_EXCEPT: _("this catches everything, a cancel and a full disk included"),
    }
