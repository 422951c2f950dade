"""docs/architecture.md names what is there, and every folder of the program."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "patrimoine_gui"
MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
TWO_PAGES = 1300
"""Words."""

_QUOTED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(/[\w.-]+)*/?")
_NAME = re.compile(r"[A-Za-z]\w*(\.\w+)*")


def _quoted(text: str) -> list[str]:
    return _QUOTED.findall(text)


def paths(text: str) -> list[str]:
    """Give the files and folders that a text names in code style."""
    return [
        name
        for name in _quoted(text)
        if _PATH.fullmatch(name) and ("/" in name or Path(name).suffix in {".py", ".toml", ".md"})
    ]


def missing(text: str) -> list[str]:
    """Give those that are neither in the package nor at the root; a folder ends with a slash."""
    return [
        name
        for name in paths(text)
        if not any(
            there.is_dir() if name.endswith("/") else there.is_file()
            for there in (PACKAGE / name, ROOT / name)
        )
    ]


def packages() -> list[str]:
    """Give the folders of the program, as the map names them."""
    return sorted(
        f"{file.parent.relative_to(PACKAGE).as_posix()}/"
        for file in PACKAGE.rglob("__init__.py")
        if file.parent != PACKAGE
    )


def _defined() -> set[str]:
    """Give the names of every class and function of the program, and of what a class holds."""
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in PACKAGE.rglob("*.py"))
    kinds = (ast.ClassDef, ast.FunctionDef)
    return {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, kinds)}


def test_every_file_and_folder_of_the_map_is_there() -> None:
    assert len(paths(MAP)) > 50
    assert not missing(MAP)


def test_the_map_names_every_folder_of_the_program() -> None:
    assert sorted(set(packages()) - set(paths(MAP))) == []


def test_the_map_names_classes_and_functions_that_are_there() -> None:
    known = _defined()
    names = [name for name in _quoted(MAP) if _NAME.fullmatch(name) and name not in paths(MAP)]
    assert not [name for name in names if not set(name.split(".")) <= known]


def test_the_map_has_two_pages() -> None:
    assert len(MAP.split()) <= TWO_PAGES


def test_contributors_are_led_to_the_map() -> None:
    assert "docs/architecture.md" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["migration/nothing.py", "nothing.py", "nothing/", "ui/nothing"])
def test_what_is_not_there_is_found(name: str) -> None:
    assert missing(f"`{name}` beside `app.py`, `ui/` and `tests/ui/`") == [name]


def test_a_file_is_no_folder_and_a_command_no_file() -> None:
    assert missing("`app.py/` and `migration/plan`") == ["app.py/", "migration/plan"]
    assert not paths("`make test`, `Plan`, `python migrate.py create`, `_()`")
