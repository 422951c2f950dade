"""The guide for developers says what the commands answer today (`python -m tests.guide`)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests import guide

if TYPE_CHECKING:
    from pathlib import Path

SCENES = guide.scenes(guide.GUIDE.read_text(encoding="utf-8"))

pytestmark = pytest.mark.skipif(
    shutil.which("bash") is None or shutil.which("git") is None, reason="the examples need both"
)


@pytest.mark.parametrize("scene", [s for s in SCENES if s.played], ids=lambda scene: scene.title)
def test_the_examples_of_a_section_answer_as_written(scene: guide.Scene, tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    lines = guide.played(scene, folder)
    assert guide.squeezed(lines) == guide.squeezed(scene.lines), "python -m tests.guide"
