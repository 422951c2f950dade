"""Every n-th call of a kind fails, and what is said is compared with what the file is.

`python -m tests.faults.fault_storm` takes every write, sync, opening, naming and removal of every
work, prints a table and ends with status 1 if one answer was not so.
"""

from __future__ import annotations

import argparse
import errno
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

from patrimoine_gui.backup import store
from patrimoine_gui.cli.wording.error_table import CLI_ERRORS
from patrimoine_gui.wording import error_table
from patrimoine_gui.wording.exit_status import ExitStatus
from tests.faults.failing_calls import HUNG, Answer, Answering, Fault
from tests.faults.fault_works import NEW_FILE, NEW_KEY, Work, Works

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.household import Household

ERRORS = {
    "write": (errno.EIO, errno.ENOSPC, errno.EDQUOT),
    "fsync": (errno.EIO, errno.EDQUOT),
    "open": (errno.EACCES, errno.EIO, errno.EMFILE),
    "rename": (errno.EIO, errno.EACCES),
    "unlink": (errno.EIO, errno.EACCES),
}
"""What each kind of call may answer, one rank after the other."""

_WANT_OF_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_PUBLISHED = {"PublishedUnconfirmed", "ResultUnread"}
_UNKNOWN = "StateUnknown"
_DONE = "done"
_FORESEEN = {kind.__name__ for kind in error_table.ERRORS | CLI_ERRORS} - {
    "FileBusy",
    "WrongPassphrase",
    "KeyRequired",
}
"""What may be said here: nobody holds the file, and the keys are right."""


@dataclass
class FaultStorm:
    """One campaign.

    Attributes:
        folder: where it takes place.
        answering: answers the commands.
        table: how many faults were answered how, work by work.
        wrong: what was said, and is not so.
    """

    folder: Path
    answering: Answering
    table: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the households."""
        self.works = Works(self.folder, self.answering)

    def every(self, name: str, kind: str, *, stride: int = 1, lasts: bool = False) -> None:
        """Make the calls of a kind fail, one after the other; each error has its turn."""
        errors = cycle(ERRORS[kind])
        for rank in range(1, self.calls(name, kind) + 1, stride):
            self.strike(name, Fault(kind, next(errors), rank, lasts))

    def strike(self, name: str, fault: Fault) -> None:
        """Make one call fail, and compare what was said with what is."""
        work = self.works.known[name]
        household = self.works.begin(work)
        answered = self.answering.ask(work.words, self.works.place, fault)
        household.manager().sweep(household.file)  # as the next start does
        state = work.state(household)
        said = answered.error or (_DONE if answered.status == 0 else "nothing")
        self.table[name, fault.kind, said, state] += 1
        told = f"{name}: {fault}; said {said} ({answered.status}), is {state}"
        found = [*_not_so(work, answered, said, state), *_badly_named(fault, said)]
        found += _left(work, household, state)
        self.wrong += [f"{told}: {what}\n{answered.text[-1200:]}" for what in found]

    def report(self) -> str:
        """Give the table of the campaign."""
        lines = [f"{'work':<11}{'call':<8}{'said':<24}{'file':<6}{'faults':>7}"]
        lines += [
            f"{name:<11}{kind:<8}{said:<24}{state:<6}{count:>7}"
            for (name, kind, said, state), count in sorted(self.table.items())
        ]
        faults = sum(self.table.values())
        return "\n".join([*lines, *self.wrong, f"{faults} faults, {len(self.wrong)} wrong"])

    def calls(self, name: str, kind: str) -> int:
        """Count the calls of a kind that a work makes where none fails."""
        work = self.works.known[name]
        self.works.begin(work)
        answered = self.answering.ask(work.words, self.works.place, Fault(kind, 0))
        assert answered.status == 0, answered.text
        return answered.calls


def _not_so(work: Work, answered: Answer, said: str, state: str) -> Iterator[str]:
    """Compare what was said with what the file is."""
    if state not in _meant(work, said):
        yield "not so"
    if answered.status == HUNG or "Traceback" in answered.text:
        yield "no answer"
    if said not in _FORESEEN | {_DONE}:
        yield "not foreseen"
    is_unconfirmed = said in _PUBLISHED | {_UNKNOWN}
    if (answered.status == ExitStatus.UNCONFIRMED) != is_unconfirmed:
        yield "another exit status"


def _meant(work: Work, said: str) -> set[str]:
    """Give what a file may be of which something was said."""
    if said == _UNKNOWN or not (said == _DONE or said in _PUBLISHED or work.is_made_at_once):
        return {"old", "new"}
    return {"new"} if said == _DONE or said in _PUBLISHED else {"old"}


def _badly_named(fault: Fault, said: str) -> Iterator[str]:
    """Compare what was said with what the disk answered."""
    if said == _UNKNOWN and not fault.lasts:
        yield "the disk answers again, and could have been asked"
    if said == "NoSpace" and fault.error not in _WANT_OF_ROOM:
        yield "called a want of room"
    is_told = said in _PUBLISHED | {_UNKNOWN, _DONE, "NoSpace"}
    if fault.lasts and fault.kind == "write" and fault.error in _WANT_OF_ROOM and not is_told:
        yield "not called a want of room"


def _left(work: Work, household: Household, state: str) -> Iterator[str]:
    """Look for what must not be beside the file, and for its backup."""
    for name in household.beside() - {NEW_FILE, NEW_KEY}:
        if not name.endswith("-damaged"):
            yield f"{name} is left"
    if state == "new" and work.backs_up:
        found = store.listed(household.folders.backups)
        if not any(store.is_intact(item) for item in found[:1]):
            yield "there is no backup"


def main(arguments: list[str] | None = None) -> int:
    """Run a campaign, print its table, and give 1 if one answer was not so."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("works", nargs="*", help="names of works; none means all of them")
    parser.add_argument("--kinds", nargs="+", default=list(ERRORS), choices=ERRORS)
    parser.add_argument("--stride", type=int, default=1, help="take every so manieth call")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, Answering(Path(folder)) as answering:
        storm = FaultStorm(Path(folder), answering)
        for name in options.works or storm.works.known:
            for kind in options.kinds:
                storm.every(name, kind, stride=options.stride)
                storm.every(name, kind, stride=options.stride * 5, lasts=True)
        sys.stdout.write(f"{storm.report()}, {time.monotonic() - began:.0f} s\n")
        return 1 if storm.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
