"""What `migrate.py check` does: no dangerous revision is shipped.

Nothing is written, and no household file is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.authoring.lint import (
    completeness,
    drops,
    ledger,
    model_check,
    numbering,
    raw_sql,
    sources,
    tables,
    transactions,
)
from patrimoine_gui.authoring.lint.exemptions import EXEMPTIONS
from patrimoine_gui.authoring.lint.findings import Finding
from patrimoine_gui.authoring.lint.measures import Measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import MetaData

    from patrimoine_gui.authoring.lint.sources import SourceFile

__all__ = ["Finding", "check"]


def check(repository: Path, models: MetaData | None = None) -> tuple[Finding, ...]:
    """Give all that is wrong with the revisions of a working copy, by file and line.

    Args:
        repository: root of the working copy.
        models: tables as they should be, compared with head; None leaves that out.
    """
    repository = repository.resolve()
    modules, unreadable = sources.read(repository, sources.VERSIONS)
    frozen, unreadable_frozen = sources.read(repository, sources.FROZEN)
    revisions = sorted(modules, key=lambda item: (item.id, item.file.name))
    findings = {*unreadable, *unreadable_frozen}
    findings.update(ledger.find(repository))
    chain = (*unreadable, *numbering.find(revisions))
    findings.update(chain)
    findings.update(completeness.find(repository, revisions))
    findings.update(_unsafe(repository, revisions, frozen))
    if not chain:
        findings.update(model_check.find_in_index(repository))
        findings.update(
            model_check.find_in_models(repository, models) if models is not None else ()
        )
    return tuple(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[str, int, str, str]:
    return finding.file.as_posix(), finding.line, finding.rule.name, finding.subject


def _unsafe(
    repository: Path, revisions: Sequence[SourceFile], frozen: Sequence[SourceFile]
) -> Iterator[Finding]:
    """Give what the safety rules find, but for what somebody has judged safe."""
    schema_of = model_check.structure_in(repository)
    columns = Measured(repository)
    yield from columns.broken
    for item in revisions:
        yield from _unjudged(item, transactions.find(item))
        yield from _unjudged(item, drops.find(item))
        yield from _unjudged(item, raw_sql.find(item, columns.around(item)))
        yield from _unjudged(item, tables.unnamed(item))
        yield from _unjudged(item, tables.active(item))
        yield from _unjudged(item, tables.rebuilt_parents(item, schema_of))
    for item in frozen:
        yield from _unjudged(item, transactions.find(item))


def _unjudged(source: SourceFile, findings: Iterable[Finding]) -> Iterator[Finding]:
    known = [item for item in EXEMPTIONS if item.revision == source.id]
    for finding in findings:
        is_known = any(item.covers(finding) for item in known)
        if finding.line not in source.safe_lines and not is_known:
            yield finding
