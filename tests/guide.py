"""Runs the examples of docs/migrations.fr.md; `python -m tests.guide` writes their output anew.

A section of the guide (`##`) is played in a working copy and a home of its own, in order:

- a block ```console is a dialogue: what follows `$ ` is run by bash, and the lines below are what
  it answers, both streams together;
- a block ```diff changes one file, which its first line names; `@@` separates the places.

What changes from one day or one machine to the next is replaced, see `PLACEHOLDERS`. `0042` is the
first number that is free, `0043` the one after; in what is typed, `0041` is the last revision that
is there: the guide need not change with every revision, only be written anew. Lines of progress
are left out. Runs of spaces count as one when outputs are compared.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from patrimoine_gui.authoring import index
from tests import working_copy

ROOT: Final = Path(__file__).resolve().parents[1]
GUIDE: Final = ROOT / "docs" / "migrations.fr.md"
FENCE: Final = "```"
BASH: Final = shutil.which("bash") or "bash"
PLAYED: Final = ("console", "diff")
NEXT: Final = int(index.read_chain(ROOT / "migrations")[-1].id) + 1
LAST: Final = ("0041", f"{NEXT - 1:04d}")
NUMBERS: Final = {f"{NEXT:04d}": "0042", f"{NEXT + 1:04d}": "0043", f"{NEXT + 2:04d}": "0044"}
PROGRESS: Final = re.compile(r"\s*\d+ % .*|\d+/\d+  .*")
PLACEHOLDERS: Final = (
    (r"\d{8}(?=_004[234]_)", "AAAAMMJJ"),
    (r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d_\d{6}", "AAAA-MM-JJ_HH-MM-SS_…"),
    (r"_[0-9a-f]{8}(?=\.patrimoine-backup)", "_…"),
    (r"\d{1,2}(?:er)? \w+ \d{4}, \d\d:\d\d(?:\u00a0UTC)?", "JJ mois AAAA, HH:MM"),
    (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", "AAAA-MM-JJ HH:MM:SS UTC"),
    (r"(?<=^file )[0-9a-f]{8}(?=:)", "…"),
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "AAAA-MM-JJTHH:MM:SSZ"),
    (r"(?<![\d.,])\d{1,3}(?:[\u00a0\u202f]?\d{3})*(?:,\d+)?\s(?:octets|[kM]o)\b", "… ko"),
    (r"(?:\d+(?:[\u00a0\u202f]\d{3})*(?:[.,]\d+)?\sm?s\b|moins d’une seconde)", "… s"),
    (r"\b\d+\.\d+s\b", "…s"),
    (r"\d+(?= trajets)", "…"),
)
"""What differs between two runs, and what stands for it."""

KEPT: Final = ("SYSTEMROOT", "TMPDIR", "TZ", "FAKETIME", "LD_PRELOAD")
"""How the names begin of what the commands share with the tests: the system, and the clock."""

PRELUDE: Final = """
make() {
    case $1 in
        index) python -m patrimoine_gui.authoring.index ;;
        ledger) python -m tests.ledger add ;;
        *) echo "make $1"; return 2 ;;
    esac
}
"""
"""The recipes of two targets: `make` itself would first make an environment."""


@dataclass(frozen=True)
class Scene:
    """A section of the guide.

    Attributes:
        title: its heading.
        lines: all its lines, the heading first.
    """

    title: str
    lines: tuple[str, ...]

    @property
    def played(self) -> bool:
        """Whether there is anything to run in it."""
        return any(line == f"{FENCE}{kind}" for line in self.lines for kind in PLAYED)


def scenes(text: str) -> list[Scene]:
    """Give the sections of a guide; what stands before the first one comes as one too."""
    parts: list[list[str]] = [[]]
    inside = False
    for line in text.split("\n"):
        if line.startswith(FENCE):
            inside = not inside
        if line.startswith("## ") and not inside:
            parts.append([])
        parts[-1].append(line)
    return [Scene(part[0].removeprefix("## ") if part else "", tuple(part)) for part in parts]


def squeezed(lines: list[str] | tuple[str, ...]) -> list[str]:
    """Give lines as they are compared."""
    return [re.sub(r" +", " ", line).rstrip() for line in lines]


class Stage:
    """A working copy and a home, in which the examples of one section are run."""

    def __init__(self, folder: Path) -> None:
        self.home = folder
        self.clone = folder / "patrimoine"
        self.status = 0
        self.clone.mkdir()
        for name in ("patrimoine_gui", "migrations", "tests", "resources"):
            shutil.copytree(ROOT / name, self.clone / name)
        for name in ("migrate.py", "alembic.ini", "pyproject.toml", "Makefile", ".gitignore"):
            shutil.copy2(ROOT / name, self.clone / name)
        working_copy.keep_few(self.clone)

    def play(self, scene: Scene) -> list[str]:
        """Run a section, and give its lines as they ought to be."""
        if any(line.startswith("$ git") for line in scene.lines):
            self.run("git init -q -b main && git add . && git commit -q -m Patrimoine")
        given: list[str] = []
        rest = list(scene.lines)
        while rest:
            line = rest.pop(0)
            given.append(line)
            kind = line.removeprefix(FENCE) if line.startswith(FENCE) else ""
            if kind:
                end = rest.index(FENCE)
                block, rest = rest[:end], rest[end:]
                given += self._block(kind, block)
                given.append(rest.pop(0))
        return given

    def _block(self, kind: str, block: list[str]) -> list[str]:
        if kind == "diff":
            self._change(block)
        return self._dialogue(block) if kind == "console" else block

    def _dialogue(self, block: list[str]) -> list[str]:
        given = []
        for line in block:
            if line.startswith("$ "):
                given += [line, *self.run(line.removeprefix("$ "))]
        return given

    def run(self, command: str) -> list[str]:
        """Run a line of shell, and give what it said, with placeholders."""
        done = subprocess.run(
            [BASH, "-c", f"{PRELUDE}\n(exit {self.status})\n{real(command)}"],
            cwd=self.clone,
            env=self._environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        self.status = done.returncode
        said = [line.rstrip() for line in self._told(done.stdout).split("\n")]
        while said and not said[-1]:
            said.pop()
        return [line for line in said if not PROGRESS.fullmatch(line)]

    def _environment(self) -> dict[str, str]:
        kept = {name: text for name, text in os.environ.items() if name.startswith(KEPT)}
        who = {"NAME": "Camille", "EMAIL": "camille@example.org"}
        git = {f"GIT_{role}_{k}": v for role in ("AUTHOR", "COMMITTER") for k, v in who.items()}
        folder = str(Path(sys.executable).parent)
        return (
            kept
            | git
            | {
                "PATH": os.pathsep.join((folder, os.environ["PATH"])),
                "HOME": str(self.home),
                "PATRIMOINE_HOME": str(self.home / ".patrimoine"),
                "LANG": "fr_FR.UTF-8",
                "LC_CTYPE": "C.UTF-8",
                "COLUMNS": "100",
                "GIT_CONFIG_GLOBAL": os.devnull,
            }
        )

    def _told(self, text: str) -> str:
        text = text.replace(str(self.home), "~")
        for number, shown in NUMBERS.items():
            text = re.sub(rf"(?<![\d,]){number}(?!\d)", shown, text)
        return without_what_differs(text)

    def _change(self, block: list[str]) -> None:
        name = real(block[0]).replace("AAAAMMJJ", "*")
        found = [*self.clone.glob(name)]
        text = found[0].read_text(encoding="utf-8") if found else ""
        for place in "\n".join(block[1:]).split("\n@@\n"):
            lines = place.split("\n")
            old = real("".join(f"{line[1:]}\n" for line in lines if line[:1] != "+"))
            new = real("".join(f"{line[1:]}\n" for line in lines if line[:1] != "-"))
            if text.count(old) != 1 and (text or old):
                message = f"{block[0]}: not there once:\n{old}"
                raise AssertionError(message)
            text = text.replace(old, new, 1) if old else new
        (found[0] if found else self.clone / name).write_text(text, encoding="utf-8")


def without_what_differs(text: str) -> str:
    """Give a text with placeholders for what differs between two runs."""
    for pattern, placeholder in PLACEHOLDERS:
        text = re.sub(f"(?m:{pattern})(?P<gap>  )?", partial(_hidden, placeholder), text)
    return text


def _hidden(placeholder: str, found: re.Match[str]) -> str:
    """Give a placeholder, as wide as what it stands for where a column follows."""
    return placeholder.ljust(len(found[0])) if found["gap"] else placeholder


def real(text: str) -> str:
    """Give the numbers that the guide means."""
    text = re.sub(rf"(?<!\d){LAST[0]}(?!\d)", LAST[1], text)
    for number, shown in NUMBERS.items():
        text = re.sub(rf"(?<!\d){shown}(?!\d)", number, text)
    return text


def played(scene: Scene, folder: Path) -> list[str]:
    """Run a section in an empty folder, and give its lines; those that agree stay as they were."""
    if not scene.played:
        return list(scene.lines)
    lines = Stage(folder).play(scene)
    agree = squeezed(lines) == squeezed(scene.lines)
    return list(scene.lines) if agree else lines


def main(words: list[str]) -> int:
    """Write the output of every example, or of the sections whose title holds a word."""
    text: list[str] = []
    for scene in scenes(GUIDE.read_text(encoding="utf-8")):
        wanted = not words or any(word in scene.title for word in words)
        with tempfile.TemporaryDirectory() as folder:
            text += played(scene, Path(folder)) if wanted else scene.lines
    GUIDE.write_text("\n".join(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
