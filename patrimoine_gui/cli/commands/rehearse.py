"""`migrate.py rehearse`: golden files, and others, through a revision and back, on copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.authoring import create, golden_file
from patrimoine_gui.authoring.rehearse import Passage, Sample, golden, rehearse_samples
from patrimoine_gui.cli import keys
from patrimoine_gui.cli.cancel_switch import CancelSwitch
from patrimoine_gui.cli.columns import columns
from patrimoine_gui.cli.terminal import Json, Reply
from patrimoine_gui.errors import KeyRequired, WrongPassphrase
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.paths import migrations_folder
from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from patrimoine_gui.authoring.rehearse import Cell, Rehearsing
    from patrimoine_gui.cli.arguments import Request
    from patrimoine_gui.cli.terminal import Terminal
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.migration.plan import Plan


def rehearse(request: Request, terminal: Terminal) -> Reply:
    """Take every golden file, and the files that are named, up and down through revisions."""
    migrations = migrations_folder()
    create.require_working_copy(migrations)
    named = [request.file] if request.file is not None else []
    cells = through(request.revisions, [*map(Path, (*named, *request.also))], request, terminal)
    status = ExitStatus.OK if all(cell.passed for cell in cells) else ExitStatus.FOUND
    document: dict[str, Json] = {
        "command": "rehearse",
        "cells": [cell_document(cell) for cell in cells],
        "error": None,
    }
    return Reply(status, document, cell_lines(cells))


def through(
    revisions: tuple[str, ...], files: Iterable[Path], request: Request, terminal: Terminal
) -> tuple[Cell, ...]:
    """Rehearse on the golden files of this working copy and on some others."""
    migrations = migrations_folder()
    samples = (*golden(migrations.parent), *map(Sample, files))
    passage = Passage(revisions, migrations)

    def report(progress: Rehearsing) -> None:
        rank = f"{progress.done + 1}/{progress.total}"
        terminal.remark(f"{rank}  {progress.file}  {progress.target}")

    with CancelSwitch() as switch:
        opener = keyring_for(request, terminal)
        return rehearse_samples(samples, opener, passage, report, switch.pressed)


def keyring_for(request: Request, terminal: Terminal) -> Callable[[Plan], Keyring]:
    """Give what opens the keys of a copy: of a golden file by itself, of another by its owner."""
    tests = migrations_folder().parent / "tests"

    def opened(plan: Plan) -> Keyring:
        try:
            return golden_file.keyring_for(plan, tests)
        except (WrongPassphrase, KeyRequired):
            if plan.header is None:
                raise
        terminal.remark(plan.file.name)
        return keys.unlock(plan.header, request.keys, terminal)

    return opened


# --- what is told -------------------------------------------------------------------------------


def cell_lines(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    """Tell a rehearsal to a person: a table, then each way that failed by its name."""
    titles = (
        _("File"),
        _("Way"),
        _("Records"),
        _("Amounts"),
        _("Net worth"),
        _("Duration"),
        _("Size"),
        _("Result"),
    )
    failed = [cell for cell in cells if not cell.passed]
    table = columns((titles, *map(_cells, cells)))
    return (*table, *_conclusion(len(cells), failed))


def _cells(cell: Cell) -> tuple[str, ...]:
    same, other = _("the same"), _("different")
    reached = not cell.error
    return (
        cell.file,
        f"{cell.start} → {cell.target}",
        f"{cell.rows_before} → {cell.rows_after}" if reached else "",
        (same if cell.amounts_equal else other) if reached else "",
        (same if cell.net_worth_equal else other) if reached else "",
        f"{formats.integer(round(cell.seconds * 1000))} ms",
        f"{formats.size(cell.bytes_before)} → {formats.size(cell.bytes_after)}",
        _("passed") if cell.passed else cell.error or _("failed"),
    )


def _conclusion(count: int, failed: list[Cell]) -> Iterable[str]:
    if not failed:
        sentence = ngettext("{count} way, all passed.", "{count} ways, all passed.", count)
        yield sentence.format(count=count)
        return
    yield _("These ways failed:")
    for cell in failed:
        reason = " ".join(filter(None, (cell.error or _("different"), cell.place)))
        yield f"  {cell.file}  {cell.start} → {cell.target}  {reason}"


def cell_document(cell: Cell) -> dict[str, Json]:
    """Give a way to programs."""
    return {
        "file": cell.file,
        "from": cell.start,
        "to": cell.target,
        "passed": cell.passed,
        "rows_before": cell.rows_before,
        "rows_after": cell.rows_after,
        "amounts_equal": cell.amounts_equal,
        "net_worth_equal": cell.net_worth_equal,
        "seconds": round(cell.seconds, 3),
        "bytes_before": cell.bytes_before,
        "bytes_after": cell.bytes_after,
        "failure": cell.error,
        "place": cell.place,
    }
