"""What a restore starts from: a backup, and the file that it may replace. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path  # noqa: TC003  (a dataclass field)
from typing import TYPE_CHECKING, Final

from patrimoine_gui import config, formats, local_time
from patrimoine_gui.i18n import N_, _
from patrimoine_gui.logs import file_tag

if TYPE_CHECKING:
    from collections.abc import Mapping

    from patrimoine_gui.backup.container.header import ContainerHeader
    from patrimoine_gui.crypto.keyring import Keyring
    from patrimoine_gui.portfolio.household import Household
    from patrimoine_gui.ui.opening.opener import OpenedFile

NAMED: Final = N_("{name} restored {day}")
"""What a restored file is called."""


class Relation(Enum):
    """What the household of a backup is to what is open, or was opened here."""

    SAME = "of the household that is open"
    FOREIGN = "of another household than the one that is open"
    KNOWN = "of a file that was opened here; none is open"
    UNKNOWN = "of a file that was never opened here; none is open"


@dataclass(frozen=True, slots=True)
class RestoreContext:
    """What is known where a restore begins.

    Attributes:
        sources: files that were opened here, by their tag.
        opened: the file that is open, with its lock and its keys.
        household: what is in it now.
        hidden: whether amounts are hidden.
    """

    sources: Mapping[str, Path]
    opened: OpenedFile | None = field(default=None, repr=False)
    household: Household | None = field(default=None, repr=False)
    hidden: bool = False

    @property
    def open_file(self) -> Path | None:
        """The file that is open."""
        return self.opened.status.file if self.opened is not None else None

    @property
    def tag(self) -> str:
        """The tag of the file that is open, "" where none is."""
        return file_tag(self.opened.status.file) if self.opened is not None else ""

    def relation(self, header: ContainerHeader) -> Relation:
        """Tell what a backup is to the file that is open."""
        if self.opened is not None:
            same = self.opened.keyring.household_id == header.household_id
            return Relation.SAME if same else Relation.FOREIGN
        return Relation.KNOWN if header.source in self.sources else Relation.UNKNOWN

    def keyring_of(self, header: ContainerHeader) -> Keyring | None:
        """Give the keys that are open, where they are those of a backup."""
        if self.opened is None:
            return None
        ours = self.opened.keyring.household_id, self.opened.keyring.mk_id
        return self.opened.keyring if ours == (header.household_id, header.mk_id) else None

    def present_file(self, header: ContainerHeader) -> Path | None:
        """Give the present file of the household of a backup, None where it is not known."""
        if self.relation(header) is Relation.SAME:
            return self.open_file
        source = self.sources.get(header.source) if self.opened is None else None
        return source if source is not None and source.is_file() else None

    def named_source(self, header: ContainerHeader) -> Path | None:
        """Give the file that a backup was made of, None where it was never opened here."""
        return self.sources.get(header.source)


def proposed_file(context: RestoreContext, header: ContainerHeader, folder: Path) -> Path:
    """Propose a name that nothing bears for the file that a backup becomes.

    Args:
        context: knows what the file of the backup is called.
        header: the backup.
        folder: where to, when the file of the backup is not known.
    """
    source = context.present_file(header) or context.named_source(header)
    stem = _plain(source.stem) if source is not None else _("our household")
    if source is not None and source.parent.is_dir():
        folder = source.parent
    day = local_time.local(header.created).date().isoformat()
    name = _(NAMED).format(name=stem, day=day)
    return free_name(folder / f"{name}{config.FILE_EXTENSION}")


def _plain(stem: str) -> str:
    """Give a name without what an earlier restore added to it: a name tells one day, not two."""
    added = {message.partition("{day}")[0].removeprefix("{name}") for message in (NAMED, _(NAMED))}
    words = "|".join(re.escape(item) for item in added)
    return re.sub(rf"((?:{words})\d{{4}}-\d\d-\d\d( \(\d+\))?)+$", "", stem) or stem


def free_name(file: Path) -> Path:
    """Give a name in the same folder that nothing bears: the one given, where it is free."""
    candidate, rank = file, 1
    while candidate.exists() or candidate.is_symlink():
        rank += 1
        candidate = file.with_name(f"{file.stem} ({rank}){file.suffix}")
    return candidate


def backup_title(header: ContainerHeader) -> str:
    """Name a backup by its day, in full."""
    return _("Backup of {moment}").format(moment=formats.moment(header.created))
