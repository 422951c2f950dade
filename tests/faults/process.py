"""Upgrades in processes of their own, that a test may pause, hinder and kill.

Each process is forked from a server that has loaded the engine and nothing else, so that fifty of
them cost little and none inherits a lock or a connection of the test.
"""

from __future__ import annotations

import contextlib
import errno
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, cast

from patrimoine_gui import config
from patrimoine_gui.errors import UpgradeStep, UserError
from patrimoine_gui.migration.plan import Direction
from tests import keys
from tests.faults.household import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

    from patrimoine_gui.migration.manager import MigrationManager
    from patrimoine_gui.migration.plan import Plan
    from patrimoine_gui.migration.progress import Progress, Report
    from tests.faults.household import Household

PATIENCE = 60.0
"""Seconds after which a process that says nothing is taken for hung."""

NOBODY = 65534

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["tests.faults.preloaded_engine"])


@dataclass(frozen=True, slots=True)
class Moment:
    """When something happens to a process: at the nth report of a step."""

    step: UpgradeStep
    report: int = 1


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What stands in the way of a run; everything is a fact of the operating system.

    Attributes:
        pause: stop there until told to go on.
        file_limit: from `limit_from` on, no file may grow beyond so many bytes.
        limit_from: when the limit begins; None: before the run.
        deadly: whether the limit ends the process, rather than giving it an error.
        ballast: file that fills its disk to the last byte from `limit_from` on.
        as_nobody: run without the rights of root.
        migrations: a second folder of revisions.
        wait: the process waits for a word before it takes the lock.
        real_keys: make keys that the command line opens too (a second more).
        renewal: give the file other keys, which `keys.OTHER` opens, instead of upgrading it.
        target: revision to reach, above or below that of the file.
    """

    pause: Moment | None = None
    file_limit: int | None = None
    limit_from: Moment | None = None
    deadly: bool = False
    ballast: Path | None = None
    as_nobody: bool = False
    migrations: Path | None = None
    wait: bool = False
    real_keys: bool = False
    renewal: bool = False
    target: str = "head"


@dataclass(frozen=True, slots=True)
class End:
    """How a run ended.

    Attributes:
        error: class of the error, "" when it went well.
        text: `str` and `repr` of the error.
        facts: its fields, as texts.
    """

    error: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()

    def fact(self, name: str) -> str:
        """Give a field of the error."""
        return dict(self.facts)[name]


class Running:
    """An upgrade in another process."""

    def __init__(self, household: Household, hindrance: Hindrance | None = None) -> None:
        """Start it; it says "ready" when it has loaded what it needs."""
        self._pipe, theirs = multiprocessing.Pipe()
        arguments = (household, hindrance or Hindrance(), theirs)
        self.process = _server.Process(target=_work, args=arguments, daemon=True)
        self.process.start()
        theirs.close()
        self.steps: list[UpgradeStep] = []
        self._expect("ready")

    def _listen(self) -> object:
        if not self._pipe.poll(PATIENCE):
            self.kill()
            raise TimeoutError
        try:
            return self._pipe.recv()
        except ConnectionResetError:  # killed with a word of ours unread: the system says it so
            raise EOFError from None

    def _expect(self, word: str) -> None:
        while (heard := self._listen()) != word:
            assert not isinstance(heard, End), heard
            self.steps.append(cast("UpgradeStep", heard))

    def until_paused(self) -> None:
        """Wait until it stops where it was asked to."""
        self._expect("paused")

    def go_on(self) -> None:
        """Let it go on after a pause, or begin after a wait."""
        self._pipe.send("go on")

    def end(self) -> End:
        """Wait for its end.

        Raises:
            EOFError: it was killed.
        """
        try:
            while not isinstance(heard := self._listen(), End):
                self.steps.append(cast("UpgradeStep", heard))
        finally:
            self.process.join(PATIENCE)
            self._pipe.close()
        return heard

    def lives_for(self, seconds: float) -> bool:
        """Wait so long, and tell whether it still runs."""
        self.process.join(seconds)
        return self.process.exitcode is None

    @property
    def was_killed(self) -> bool:
        """Whether it died before it could end: by us, or by the system."""
        return (self.process.exitcode or 0) < 0

    def killed(self) -> str:
        """Kill it, if it still runs, and name the last step that it told of ("" when none)."""
        self.process.kill()
        self.process.join(PATIENCE)
        with contextlib.suppress(EOFError):
            self.end()
        return self.steps[-1].value if self.steps else ""

    def kill(self) -> None:
        """Kill it, without a chance to clean anything."""
        self.process.kill()
        self.process.join(PATIENCE)
        self._pipe.close()


def upgrade(household: Household, hindrance: Hindrance | None = None) -> End:
    """Run an upgrade in another process to its end."""
    return Running(household, hindrance).end()


def call(task: Callable[..., object], *arguments: object, as_nobody: bool = False) -> object:
    """Call a function of a module in another process, and give what it gives.

    An error of ours comes back as an `End`.
    """
    mine, theirs = multiprocessing.Pipe()
    process = _server.Process(target=_call, args=(theirs, as_nobody, task, *arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        if not mine.poll(PATIENCE):
            process.kill()
            raise TimeoutError
        return mine.recv()
    finally:
        process.join(PATIENCE)
        mine.close()


def command_line(household: Household, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `migrate.py` on a file to its end, with the passphrase of every test."""
    secret = household.folders.data.parent / "passphrase"
    secret.parent.mkdir(parents=True, exist_ok=True)
    secret.write_text(keys.PASSPHRASE, encoding="utf-8")
    secret.chmod(0o600)
    again = secret.with_name(f"recovery-{len(list(secret.parent.glob('recovery-*')))}")
    given = ["--passphrase-file", str(secret), "--recovery-key-file", str(again)]
    where = ["--file", str(household.file), "--json"]
    environment = os.environ | {config.ENV_HOME: str(household.folders.data.parent)}
    return subprocess.run(
        [sys.executable, str(ROOT / "migrate.py"), *words, *given, *where],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


# --- in the other process -----------------------------------------------------------------------


def _call(
    pipe: Connection,
    as_nobody: bool,  # noqa: FBT001  (a process takes no keyword here)
    task: Callable[..., object],
    *arguments: object,
) -> None:
    if as_nobody:
        _drop_rights()
    try:
        pipe.send(task(*arguments))
    except UserError as error:
        pipe.send(_ended(error))


def _work(household: Household, hindrance: Hindrance, pipe: Connection) -> None:
    if hindrance.as_nobody:
        _drop_rights()
    if hindrance.limit_from is None:
        _obstruct(hindrance)
    seen: dict[UpgradeStep, int] = {}

    def report(progress: Progress) -> None:
        seen[progress.step] = seen.get(progress.step, 0) + 1
        now = Moment(progress.step, seen[progress.step])
        if now.report == 1:
            pipe.send(progress.step)
        if now == hindrance.limit_from:
            _obstruct(hindrance)
        if now == hindrance.pause:
            pipe.send("paused")
            pipe.recv()

    manager = household.manager(hindrance.migrations)
    pipe.send("ready")
    try:
        plan = manager.plan(household.file, hindrance.target)
        if hindrance.wait:
            pipe.send("paused")
            pipe.recv()
        _execute(manager, plan, report, hindrance)
    except UserError as error:
        pipe.send(_ended(error))
    else:
        pipe.send(End())


def _execute(manager: MigrationManager, plan: Plan, report: Report, hindrance: Hindrance) -> None:
    if hindrance.renewal and plan.header is not None:
        old = keys.unlocked(plan.header)
        manager.keys.renew(plan.file, old, old.renewed(keys.OTHER, keys.QUICK)[0], report)
    elif hindrance.real_keys:
        manager.upgrade(plan, keys.new_real_keyring(), report)
    elif plan.direction is Direction.UP:
        keys.upgrade(manager, plan, report=report)
    else:
        keys.downgrade(manager, plan, consent=True, report=report)


def create_within(household: Household, limit: int) -> None:
    """Make a new file where no file may grow beyond a limit; for a process of its own."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    household.manager().create(household.file, keys.new_keyring())


def state_of(household: Household) -> tuple[str, str]:
    """Give the state of a file and the class of its error; for a process of its own."""
    found = household.manager().inspect(household.file)
    return found.state.value, type(found.error).__name__ if found.error else ""


def _ended(error: UserError) -> End:
    facts = tuple((item.name, str(getattr(error, item.name))) for item in fields(error))
    return End(type(error).__name__, f"{error} {error!r}", facts)


def _drop_rights() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def _obstruct(hindrance: Hindrance) -> None:
    if hindrance.deadly:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    if hindrance.file_limit is not None:
        limit = (hindrance.file_limit, hindrance.file_limit)
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    if hindrance.ballast is not None:
        fill(hindrance.ballast)


def fill(ballast: Path) -> None:
    """Fill a disk to its last byte."""
    with ballast.open("wb", buffering=0) as writer:
        for piece in (1 << 20, 1 << 12, 1):
            while _took(writer.fileno(), bytes(piece)):
                pass


def _took(descriptor: int, piece: bytes) -> bool:
    try:
        return os.write(descriptor, piece) == len(piece)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        return False
