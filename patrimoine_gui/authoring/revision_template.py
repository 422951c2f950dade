"""What surrounds the statements of a new revision: constants, measures, and a failing test."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patrimoine_gui import __version__

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.authoring.index import Script
    from patrimoine_gui.authoring.review import EncryptedColumn

_WIDTH = 90


@dataclass(frozen=True, slots=True)
class Constants:
    """The constants of a new revision, to be read again by a person.

    Attributes:
        app_version: version of Patrimoine that brings it.
        requires_key: whether it reads or writes encrypted values.
        protects: whether a file of this format has a header with keys.
        scrub_after: whether it leaves clear text in free pages.
        irreversible: what a way back loses.
    """

    app_version: str = ".".join(__version__.split(".")[:2])
    requires_key: bool = False
    protects: bool = True
    scrub_after: bool = False
    irreversible: str = ""

    @property
    def loss(self) -> str:
        """The source of `irreversible`, in lines that are short enough."""
        if len(self.irreversible) <= _WIDTH - len("irreversible = "):
            return f"irreversible = {_literal(self.irreversible)}"
        pieces = textwrap.wrap(self.irreversible, _WIDTH - 8, break_long_words=False)
        spaced = [pieces[0], *(f" {piece}" for piece in pieces[1:])]
        inside = "\n".join(f"    {_literal(piece)}" for piece in spaced)
        return f"irreversible = (\n{inside}\n)"


def next_version(head: Script | None) -> str:
    """Guess the version after the one that brought head: "0.5" gives "0.6", "1.0.1" "1.1"."""
    numbers = head.text("app_version").split(".")[:2] if head is not None else []
    if [number.isdecimal() for number in numbers] != [True, True]:
        return Constants().app_version
    return f"{numbers[0]}.{int(numbers[1]) + 1}"


def measures(base: str, revision: str, encrypted: tuple[EncryptedColumn, ...]) -> str:
    """Write the measures of a revision that changes which columns are encrypted.

    Args:
        base: module that measures head.
        revision: id of the new revision.
        encrypted: every encrypted column afterwards.
    """
    module = base.rpartition(".")[2]
    rows = "".join(f"    {_row(item)},\n" for item in encrypted)
    below = module.removeprefix("measures_")
    return (
        f'"""Measures a file of revision {revision}: as {below}, with other encrypted columns.\n\n'
        'Frozen.\n"""\n\n'
        "from __future__ import annotations\n\n"
        f"from migrations.frozen import {module}\n\n"
        "NEEDS_KEYS = True\n"
        f"ENCRYPTED = (\n{rows})\n"
        '"""Every encrypted column: table, column, label."""\n\n'
        f"# REVIEW: it opens what {below} knows. Open the other columns too, for the proof.\n"
        f"measure = {module}.measure\n"
    )


def test_name(script_name: str) -> str:
    """Name the test of a revision by the file of that revision."""
    return f"test_{script_name[9:]}"


def test(sentence: str, revision: str, below: str, golden: str) -> str:
    """Write a test of a revision that fails until it is filled in.

    Args:
        sentence: what the revision does.
        revision: its id.
        below: id of the one before.
        golden: golden file of the format before, without its suffix.
    """
    return _TEST.format(sentence=sentence, revision=revision, below=below, golden=golden)


def newest_golden(tests: Path, below: str) -> str:
    """Name the newest rich golden file that is no newer than a revision, "" for none."""
    found = (path.stem for path in (tests / "data" / "history").glob("*-rich.patrimoine"))
    return max((name for name in found if name[:4] <= below), default="")


def _row(items: tuple[str, ...]) -> str:
    return f"({', '.join(_literal(item) for item in items)})"


def _literal(text: str) -> str:
    return repr(text) if '"' in text else '"' + repr(f"'{text}")[2:-1] + '"'


_TEST = '''"""Revision {revision}: {sentence}"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.history.journeys import copy_of, reach, rows

if TYPE_CHECKING:
    from pathlib import Path

NAME = "{golden}"
"""A golden file of the format before."""


def test_{revision}_keeps_what_{below}_held(tmp_path: Path) -> None:
    file = copy_of(NAME, tmp_path)
    reach(file, "{revision}")
    assert rows(file, "SELECT version_num FROM alembic_version") == [("{revision}",)]
    pytest.fail("Assert what became of the rows: read them with `rows`, or `opened` if encrypted.")


def test_{revision}_and_back_gives_the_same_rows(tmp_path: Path) -> None:
    file = copy_of(NAME, tmp_path)
    reach(file, "{revision}")
    reach(file, "{below}")
    assert rows(file, "SELECT version_num FROM alembic_version") == [("{below}",)]
    pytest.fail("Assert the rows of {below} again, and name what `irreversible` says is lost.")


def test_{revision}_survives_what_nobody_should_have_entered(tmp_path: Path) -> None:
    file = copy_of(NAME, tmp_path)
    reach(file, "{revision}")
    pytest.fail("Enter what {revision} may stumble over with `edit` before `reach`: NULL, empty.")
'''
