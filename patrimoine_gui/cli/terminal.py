"""Where answers go: words or one JSON document on stdout, progress and errors on stderr."""

from __future__ import annotations

import io
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO, TypeAlias

from patrimoine_gui.cli.columns import columns, width
from patrimoine_gui.formats import visible
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patrimoine_gui.wording import Explanation
    from patrimoine_gui.wording.exit_status import ExitStatus

__all__ = ["Json", "Reply", "Terminal", "columns", "of_process", "width"]

_ENDS = "\n\t"

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers.

    Attributes:
        status: exit status.
        document: the answer for programs.
        lines: the answer for people.
        explanation: why it was refused, None when it was not.
        report: text for the developers, "" when there is nothing to mend.
        places: the file or the folder concerned, each with its name.
    """

    status: ExitStatus
    document: dict[str, Json]
    lines: tuple[str, ...] = ()
    explanation: Explanation | None = None
    report: str = ""
    places: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Terminal:
    """The three streams of the process.

    Attributes:
        out: answers.
        err: progress, questions and refusals.
        keyboard: where agreement is typed.
        json: whether stdout carries one JSON document.
    """

    out: TextIO
    err: TextIO
    keyboard: TextIO
    json: bool = False

    @property
    def interactive(self) -> bool:
        """Whether a person can be asked."""
        return not self.json and self.keyboard.isatty() and self.err.isatty()

    def answer(self, reply: Reply) -> int:
        """Write a reply, and give its exit status."""
        try:
            self._write(reply)
        except BrokenPipeError:  # whoever read the answer has left; the status still counts
            _forget(self.out)
        except OSError:  # a full disk takes no answer; what was done is done
            _forget(self.out)
            self.say(_("The answer could not be written.") + "\n")
        return int(reply.status)

    def say(self, text: str) -> None:
        """Write to stderr; nobody being there to read it never stops the work."""
        try:
            self.err.write(text)
            self.err.flush()
        except OSError:
            _forget(self.err)

    def remark(self, line: str) -> None:
        """Say a line to a person; programs are told progress and the answer only."""
        if not self.json:
            self.say(f"{visible(line, _ENDS)}\n")

    def warn(self, line: str) -> None:
        """Say a line that programs are told as well."""
        self.say((json.dumps({"warning": line}) if self.json else visible(line, _ENDS)) + "\n")

    def _write(self, reply: Reply) -> None:
        if self.json:
            document = {**reply.document, "exit_status": int(reply.status)}
            self.out.write(json.dumps(document, indent=2) + "\n")
        else:
            self.out.writelines(f"{visible(line, _ENDS)}\n" for line in reply.lines)
            self.out.flush()
            if reply.explanation is not None:
                lines = (*_told(reply.explanation), *columns(reply.places, indent=2))
                told = "".join(f"{visible(line, _ENDS)}\n" for line in lines)
                self.say(told + reply.report)
        self.out.flush()


def _forget(stream: TextIO) -> None:
    """Point a stream whose reader has left to nowhere, so that closing it does not complain."""
    with suppress(OSError, ValueError), open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), stream.fileno())


def of_process(*, json_wanted: bool) -> Terminal:
    """Give the streams of this process; a windowed program has none of its own."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            with suppress(OSError):  # what a full disk did not take is told with the answer
                stream.reconfigure(errors="backslashreplace")
    return Terminal(
        sys.stdout or io.StringIO(),
        sys.stderr or io.StringIO(),
        sys.stdin or io.StringIO(),
        json=json_wanted,
    )


def _told(explanation: Explanation) -> Iterable[str]:
    yield explanation.title
    for sentence in explanation.sentences():
        yield f"  {sentence}"
