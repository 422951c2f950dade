"""The works of the storm of failing calls, and what tells what became of the file."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path  # noqa: TC003  (a dataclass field)

from patrimoine_gui.database import file_header
from patrimoine_gui.migration import revisions
from patrimoine_gui.paths import UserFolders
from tests import keys
from tests.examples import backed_up_household
from tests.faults.failing_calls import Answering, Fault
from tests.faults.household import Household, content, golden, is_whole, query

State = Callable[[Household], str]
"""Tells "old", "new" or "lost"."""

BEFORE = revisions.load().all[-2].id
NONE = Fault("write", 0)
NEW_FILE, NEW_KEY = "nouveau.patrimoine", "key.txt"


@dataclass(frozen=True, slots=True)
class Work:
    """One work on a household, which every fault begins anew.

    Attributes:
        name: of the work.
        source: the household that it begins with.
        words: the command.
        state: tells what became of the file.
        backs_up: whether what was there is backed up first.
        is_made_at_once: whether a failure leaves nothing: not so where a backup that stands there
            was not confirmed by the disk.
    """

    name: str
    source: str
    words: tuple[str, ...]
    state: State
    backs_up: bool = True
    is_made_at_once: bool = True


@dataclass
class Works:
    """Households in the folders of their own, and what is done to them at one and the same path.

    Attributes:
        folder: where they are.
        answering: does each work once, so that what it makes of a file is known.
        known: the works, by name.
    """

    folder: Path
    answering: Answering
    known: dict[str, Work] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the households."""
        self.place = self.folder / "try"
        self.file = self.place / "home" / "maison.patrimoine"
        day = backed_up_household.make(self.place)
        phrase = self.place / "phrase"
        phrase.write_text(f"{keys.PASSPHRASE}\n", encoding="utf-8")
        phrase.chmod(0o600)
        self._secret = ("--passphrase-file", str(phrase))
        self._on_head(day)
        self._on_restored(day)
        self._on_older()

    def begin(self, work: Work) -> Household:
        """Give the household of a work as it was."""
        self._put_back(work.source)
        user = self.place / "user"
        folders = UserFolders(user / "data", user / "settings", user / "logs")
        return Household(self.file, folders)

    def _on_head(self, day: backed_up_household.Day) -> None:
        self._keep("head")
        here, backup = self._here(), str(day.backup)
        self._reach("downgrade", "head", "downgrade", BEFORE, "--yes", *here)
        self._keep("older", "home", "phrase")
        self._put_back("head")
        before, header = len(day.household.backups()), file_header.read_from(self.file)
        replaced, fresh = _by_content(day.now, day.then), self.file.with_name(NEW_FILE)
        new = _by_new_file(fresh, day.then)
        into = ("--file", str(fresh), *self._secret)
        for work in (
            Work("backup", "head", ("backup", *here), _by_backups(before), is_made_at_once=False),
            Work("replace", "head", ("restore", backup, "--replace", *here), replaced),
            Work("new", "head", ("restore", backup, *into), new, backs_up=False),
            Work("keys", "head", ("keys", str(self.file)), _by_header(header)),
            Work("renew", "head", ("renew", str(self.file)), _by_header(header)),
            Work("enter", "head", ("enter", str(self.file)), _by_rows(self.file), backs_up=False),
        ):
            self.known[work.name] = work

    def _on_restored(self, day: backed_up_household.Day) -> None:
        day.replace()
        self._keep("restored")
        undone = _by_content(day.then, day.now)
        self.known["undo"] = Work("undo", "restored", ("undo", str(self.file)), undone)
        damaged = self.file.read_bytes()[:50_000]
        self.file.write_bytes(damaged)
        self._keep("damaged")
        words = ("restore", str(day.backup), "--replace", *self._here())
        state = _over_damaged(damaged, day.then)
        self.known["damaged"] = Work("damaged", "damaged", words, state, backs_up=False)

    def _on_older(self) -> None:
        self._reach("upgrade", "older", "upgrade", *self._here())
        self._put_back("older")
        golden("0003-empty", self.place)
        self._keep("readable", "home", "phrase")
        key = ("--recovery-key-file", str(self.file.with_name(NEW_KEY)))
        self._reach("protect", "readable", "upgrade", "--target", "0004", *self._here(), *key)

    def _here(self) -> tuple[str, ...]:
        return ("--file", str(self.file), *self._secret)

    def _reach(self, name: str, source: str, *words: str) -> None:
        """Do a work undisturbed once, to know what it makes of the file."""
        self._put_back(source)
        old = content(self.file)
        answered = self.answering.ask(words, self.place, NONE)
        assert answered.status == 0, answered.text
        self.known[name] = Work(name, source, words, _by_content(old, content(self.file)))

    def _keep(self, source: str, *names: str) -> None:
        for name in names or ("home", "user", "phrase"):
            here, there = self.place / name, self.folder / source / name
            there.parent.mkdir(exist_ok=True)
            shutil.copytree(here, there) if here.is_dir() else shutil.copy2(here, there)

    def _put_back(self, source: str) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.folder / source, self.place)


# --- what became of the file --------------------------------------------------------------------


def _by_content(old: object, new: object) -> State:
    known = {repr(old): "old", repr(new): "new"}
    return lambda household: _told(household.file, known)


def _told(file: Path, known: dict[str, str]) -> str:
    return known.get(repr(content(file)), "lost") if is_whole(file) else "lost"


def _by_new_file(file: Path, new: object) -> State:
    return lambda _household: _told(file, {repr(new): "new"}) if file.exists() else "old"


def _over_damaged(damaged: bytes, new: object) -> State:
    def state(household: Household) -> str:
        if household.file.read_bytes() == damaged:
            return "old"
        aside = household.file.parent.glob("*-damaged")
        kept = any(path.read_bytes() == damaged for path in aside)
        return _told(household.file, {repr(new): "new"}) if kept else "lost"

    return state


def _by_header(old: object) -> State:
    """Tell by the keys: those of before, or those that the other passphrase opens."""

    def state(household: Household) -> str:
        header = file_header.read_from(household.file)
        if header is None or not is_whole(household.file):
            return "lost"
        if header == old:
            return "old"
        keys.unlocked(header, keys.OTHER)
        return "new"

    return state


def _by_rows(file: Path) -> State:
    """Tell by what the file has more: one asset, and what the journal says of it."""
    before = _rows(file)
    known = {before: "old", (before[0] + 1, before[1] + 1): "new"}
    return lambda household: known.get(_rows(household.file), "lost")


def _rows(file: Path) -> tuple[int, ...]:
    counts = (query(file, f"SELECT count(*) FROM {name}") for name in ("asset", "journal"))
    return tuple(int(str(row[0][0])) for row in counts)


def _by_backups(before: int) -> State:
    return lambda household: "new" if len(household.backups()) > before else "old"
