"""`migrate.py check`: no dangerous revision is shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring import lint
from patrimoine_gui.authoring.create import require_working_copy
from patrimoine_gui.authoring.lint import model_check
from patrimoine_gui.cli.commands.create import load_models
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.cli.wording.check_findings import finding_sentence
from patrimoine_gui.errors import SourceBroken
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.paths import migrations_folder
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.authoring.lint.findings import Finding


def check() -> Reply:
    """Hold the revisions of this working copy against every rule; nothing is written."""
    migrations = migrations_folder()
    require_working_copy(migrations)
    found = _findings(migrations)
    document: dict[str, Json] = {
        "command": "check",
        "findings": [_finding_document(item) for item in found],
        "error": None,
    }
    status = ExitStatus.FOUND if found else ExitStatus.OK
    return Reply(status, document, (*map(_line, found), _conclusion(len(found))))


def _findings(migrations: Path) -> tuple[Finding, ...]:
    """Find what is to be mended; models that do not load are no reason not to look on."""
    try:
        models = load_models()
    except SourceBroken as broken:
        return (model_check.unreadable(broken), *lint.check(migrations.parent))
    return lint.check(migrations.parent, models)


def _line(finding: Finding) -> str:
    return f"{finding.file.as_posix()}:{finding.line}: {finding_sentence(finding)}"


def _conclusion(count: int) -> str:
    if not count:
        return _("Nothing to mend: the revisions can be shipped.")
    sentence = ngettext("{count} thing to mend.", "{count} things to mend.", count)
    return sentence.format(count=count)


def _finding_document(finding: Finding) -> dict[str, Json]:
    return {
        "file": finding.file.as_posix(),
        "line": finding.line,
        "rule": finding.rule.name.lower(),
        "subject": finding.subject,
        "sentence": finding_sentence(finding),
    }
