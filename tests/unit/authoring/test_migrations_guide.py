"""The guide for developers says what the commands answer today (`python -m tests.guide`)."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import formats
from patrimoine_gui.cli import arguments
from tests import guide

if TYPE_CHECKING:
    from pathlib import Path

SCENES = guide.scenes(guide.GUIDE.read_text(encoding="utf-8"))

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        shutil.which("bash") is None or shutil.which("git") is None, reason="the examples need both"
    ),
]


@pytest.mark.parametrize("scene", [s for s in SCENES if s.played], ids=lambda scene: scene.title)
def test_the_examples_of_a_section_answer_as_written(scene: guide.Scene, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    lines = guide.played(scene, folder)
    assert guide.squeezed(lines) == guide.squeezed(scene.lines), "python -m tests.guide"


def test_the_day_of_a_run_leaves_no_trace_whichever_it_is() -> None:
    days = (datetime(2028, 1, 1, 23, 59, tzinfo=UTC) + timedelta(rank) for rank in range(366))
    shown = {guide.without_what_differs(formats.moment(day, "fr")) for day in days}
    assert shown == {"JJ mois AAAA, HH:MM"}


def test_every_section_has_an_example() -> None:
    assert [scene.title for scene in SCENES[1:] if not scene.played] == []


def test_every_command_has_an_example() -> None:
    said = "\n".join(line for scene in SCENES for line in scene.lines)
    shown = set(re.findall(r"^\$ .*?python migrate\.py (?:--json )?([a-z-]+)", said, re.MULTILINE))
    listed = re.findall(
        r"^    ([a-z-]+)(?: .*|$)", arguments.new_parser().format_help(), re.MULTILINE
    )
    assert set(listed) - {"python"} <= shown
    assert "rebase" in listed
