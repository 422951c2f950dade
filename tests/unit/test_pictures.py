"""Every situation of backups and restores has its picture, in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from scripts.pictures.situations import (
    FOLDER,
    LANGUAGES,
    NAMES,
    ROOT,
    SITUATIONS,
    expected,
    scenes_of,
)

SMALL = 80_000
SCRIPTS = ROOT / "scripts" / "pictures"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_situation_has_its_picture_and_no_other_is_left(language: str) -> None:
    assert set((FOLDER / language).glob("*.png")) == expected(language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pictures_are_small(language: str) -> None:
    heavy = {file.name for file in expected(language) if file.stat().st_size > SMALL}
    assert not heavy


def test_each_scene_is_played_and_each_name_is_taken_once() -> None:
    sources = [file.read_text("utf-8") for file in SCRIPTS.glob("*_scenes.py")]
    trees = [ast.parse(source) for source in sources]
    played = {
        part.name for tree in trees for part in tree.body if isinstance(part, ast.FunctionDef)
    }
    assert set(SITUATIONS) == {name for name in played if not name.startswith("_")}
    assert len(set(NAMES)) == len(NAMES)


def test_a_name_leads_to_its_scene_and_an_unknown_one_is_refused() -> None:
    assert scenes_of(("undo-restore", "restore-done")) == (
        "restore_as_new",
        "restore_of_old_format",
    )
    assert scenes_of(()) == tuple(SITUATIONS)
    with pytest.raises(KeyError, match="no-such-day"):
        scenes_of(("no-such-day",))


def test_the_guide_shows_pictures_that_are_made() -> None:
    guide = (ROOT / "docs" / "guide.fr.md").read_text("utf-8")
    shown = {Path(found).stem for found in re.findall(r"\]\(pictures/fr/([^)]+)\)", guide)}
    assert shown <= set(NAMES)
    assert "backups" in shown
