"""What a log keeps in the same words everywhere is told in the language in use."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.migration.log.upgrade_log import UpgradeLogEntry, proof_lines, remark_lines
from patrimoine_gui.migration.log.upgrade_log_reader import Run
from patrimoine_gui.migration.outcome import (
    Bucket,
    Measures,
    NetWorthAt,
    Proof,
    Remark,
    RemarkKind,
)
from patrimoine_gui.wording.log_words import run_details
from patrimoine_gui.wording.names import bucket_name
from tests.command_line import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

FROZEN = ROOT / "migrations" / "frozen"
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
REMARKS = tuple(
    Remark(kind, count, subject)
    for kind in RemarkKind
    for count, subject in ((0, ""), (3, ""), (1, "asset"), (0, "view"))
)


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("fr")
    yield
    i18n.set_language(before)


def run(*details: str) -> Run:
    return Run(NOON, "1.3.0", UpgradeLogEntry("tag", "0001", "0014", "done", 1.0, "", details))


def test_no_line_of_a_proof_or_of_a_remark_stays_in_english() -> None:
    buckets = tuple(Bucket(name, 2, 0) for name in ("assets", "values", "current", "set aside"))
    years = (NetWorthAt(date(2024, 12, 31), 0), NetWorthAt(date(2025, 12, 31), 0))
    measures = Measures("0014", buckets, years, 0, date(2026, 6, 30))
    lines = (*proof_lines(Proof(measures, measures, ())), *remark_lines(REMARKS))
    told = run_details(run(*lines))
    assert len(told) == len(lines)
    assert not set(told) & set(lines)
    assert told[1] == "valeurs datées\N{NO-BREAK SPACE}: 2 avant, 2 après"


def test_whatever_a_measure_counts_has_a_name() -> None:
    counted = {
        name
        for file in FROZEN.glob("measures_*.py")
        for name in re.findall(r'BucketV\d+\(\s*"([^"]+)"', file.read_text("utf-8"))
    }
    assert {"assets", "to check", "computed", "owners unread"} <= counted
    assert [name for name in sorted(counted) if bucket_name(name) == name] == []


def test_a_line_of_another_version_is_told_as_it_is() -> None:
    assert run_details(run("rows of: many", "something else: 3")) == (
        "rows of: many",
        "something else: 3",
    )
