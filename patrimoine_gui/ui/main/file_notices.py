"""What the banners of the main window say: why nothing can be written, what became of the file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from patrimoine_gui import formats, local_time
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.ui.main.banners import BannerAction, BannerContent, BannerOffer
from patrimoine_gui.ui.main.file_change import FileChange, FileChangeKind
from patrimoine_gui.ui.opening.access import Access, AccessKind
from patrimoine_gui.wording import explain

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from patrimoine_gui.database.conflict_copies import ConflictCopy
    from patrimoine_gui.database.uncounted import Uncounted

ACCESS: Final = "access"
FILE_CHANGE: Final = "file change"
CONFLICTS: Final = "conflicts"
UNCOUNTED: Final = "uncounted"
REFUSAL: Final = "refusal"
_NAMED: Final = 3
"""Copies that get a line of buttons; the others are counted."""


def of_refusal(error: BaseException) -> BannerContent:
    """Say why what somebody entered was not written, or is in doubt."""
    told = explain(error)
    hide = BannerOffer(BannerAction.HIDE, _("Hide"))
    return BannerContent(REFUSAL, "warn", told.title, " ".join(told.sentences()), (hide,))


def shown_name(access: Access) -> str:
    """Name what is looked at, as far as it is known before it is opened."""
    if access.kind is AccessKind.BACKUP:
        if access.created is None:
            return _("the backup")
        day = formats.short_day(local_time.local(access.created).date())
        return _("Backup of {day}").format(day=day)
    return access.source.stem


def shown_title(file: Path, access: Access) -> str:
    """Name what a window shows, in its title."""
    if access.kind is AccessKind.FULL:
        return file.stem
    if access.kind is AccessKind.BACKUP and access.created is not None:
        day = formats.short_day(local_time.local(access.created).date())
        return _("Backup of {day} (read-only)").format(day=day)
    return _("{file} (read-only)").format(file=access.source.stem)


def of_access(access: Access) -> BannerContent | None:
    """Say why what is shown cannot be changed; None where it can."""
    said = _ACCESS.get(access.kind)
    return said(access) if said is not None else None


def _medium(_access: Access) -> BannerContent:
    return BannerContent(
        ACCESS,
        "info",
        _("This file is open read-only"),
        _(
            "It cannot be written where it is: the disk, the folder or the file itself refuses it."
            " You can look at everything, and nothing will change. To edit it, copy it to a folder"
            " of yours and open the copy."
        ),
    )


def _outdated(access: Access) -> BannerContent:
    return BannerContent(
        ACCESS,
        "info",
        _("You are looking at {file} without changing it").format(file=access.source.name),
        _(
            "What is shown comes from a private copy that was upgraded and verified. Your file is"
            " still exactly what it was, in its earlier version."
        ),
        (
            BannerOffer(BannerAction.UPGRADE, _("&Upgrade now"), access.source),
            BannerOffer(BannerAction.CLOSE, _("C&lose this window")),
        ),
    )


def _backup(access: Access) -> BannerContent:
    title = _("You are looking at a backup")
    if access.created is not None:
        day = formats.moment(access.created)
        title = _("You are looking at the backup of {day}").format(day=day)
    return BannerContent(
        ACCESS,
        "info",
        title,
        _(
            "Nothing can be changed here: neither the backup nor your file. Closing this window"
            " forgets what it shows."
        ),
        (
            BannerOffer(BannerAction.CLOSE, _("C&lose this window")),
            BannerOffer(BannerAction.RESTORE, _("&Restore this backup…"), access.source),
        ),
    )


def _copy(access: Access) -> BannerContent:
    return BannerContent(
        ACCESS,
        "info",
        _("You are looking at the copy {file}").format(file=access.source.name),
        _("Nothing can be changed here: neither this copy nor your file."),
        (BannerOffer(BannerAction.CLOSE, _("C&lose this window")),),
    )


_ACCESS: Final = {
    AccessKind.MEDIUM: _medium,
    AccessKind.OUTDATED: _outdated,
    AccessKind.BACKUP: _backup,
    AccessKind.COPY: _copy,
}


def of_change(
    change: FileChange, file: Path, last_backup: date | None, *, is_kept: bool = True
) -> BannerContent | None:
    """Say what has become of the open file; None where it is as it was.

    Args:
        change: of the file.
        file: as it was opened.
        last_backup: the last verified one, if any.
        is_kept: whether what it held can still be saved elsewhere.
    """
    maker = _CHANGES.get(change.kind)
    content = maker(change, file, last_backup) if maker is not None else None
    if content is None or is_kept:
        return content
    offers = tuple(
        offer for offer in content.offers if offer.action is not BannerAction.SAVE_ELSEWHERE
    )
    return replace(content, offers=offers)


def _changed(_change: FileChange, file: Path, _backup: date | None) -> BannerContent:
    return BannerContent(
        FILE_CHANGE,
        "warn",
        _("Another program has changed {file}").format(file=file.name),
        _(
            "What you see here is from before. Nothing of yours was written over it: Patrimoine"
            " changes nothing more until the file has been read again. A synchronisation or a"
            " restored copy may have done this."
        ),
        (BannerOffer(BannerAction.READ_AGAIN, _("&Read the file again")),),
    )


def _renamed(change: FileChange, file: Path, _backup: date | None) -> BannerContent:
    now = change.now or file
    is_near = now.parent == file.parent
    text = _("The file is whole, and is now called {name}.").format(name=now.name)
    if not is_near:
        text = _("The file is whole, and is now in {folder}.").format(folder=now.parent)
    return BannerContent(
        FILE_CHANGE,
        "warn",
        _("{file} was moved or renamed").format(file=file.name),
        f"{text} " + _("Open it there to go on; it needs no passphrase again."),
        (BannerOffer(BannerAction.OPEN_THERE, _("&Open it there"), now),),
    )


def _trashed(_change: FileChange, file: Path, _backup: date | None) -> BannerContent:
    return BannerContent(
        FILE_CHANGE,
        "bad",
        _("{file} is in the trash").format(file=file.name),
        _(
            "It is whole there. Do not empty the trash: put the file back with your file manager,"
            " and this window goes on by itself."
        ),
        _ways_back(),
    )


def _missing(_change: FileChange, file: Path, backup: date | None) -> BannerContent:
    text = _("If you moved it, show where it is now, or put it back: this window then goes on.")
    if backup is not None:
        held = _("If it was deleted, your last verified backup is of {day}.")
        text = f"{text} {held.format(day=formats.day(backup))}"
    else:
        text += " " + _("If it was deleted, look for it in the trash: there is no backup of it.")
    return BannerContent(
        FILE_CHANGE,
        "bad",
        _("{file} is no longer where it was").format(file=file.name),
        f"{text} " + _("What is shown here stays until you close this window."),
        _ways_back(),
    )


def _ways_back() -> tuple[BannerOffer, ...]:
    return (
        BannerOffer(BannerAction.SAVE_ELSEWHERE, _("Save it else&where…")),
        BannerOffer(BannerAction.LOCATE, _("Show where it &is…")),
        BannerOffer(BannerAction.RESTORE, _("&Restore a backup…")),
    )


def _disk_gone(_change: FileChange, file: Path, _backup: date | None) -> BannerContent:
    return BannerContent(
        FILE_CHANGE,
        "bad",
        _("The disk of {file} is no longer connected").format(file=file.name),
        _(
            "Patrimoine was writing nothing to it: nothing of yours is lost. Connect the disk"
            " again, and this window goes on by itself. Until then nothing can be recorded."
        ),
        (BannerOffer(BannerAction.SAVE_ELSEWHERE, _("Save what is shown else&where…")),),
    )


_CHANGES: Final = {
    FileChangeKind.CHANGED: _changed,
    FileChangeKind.RENAMED: _renamed,
    FileChangeKind.TRASHED: _trashed,
    FileChangeKind.MISSING: _missing,
    FileChangeKind.DISK_GONE: _disk_gone,
}


def of_uncounted(uncounted: Uncounted) -> BannerContent | None:
    """Say how much is in no total; None where everything counts."""
    if uncounted.is_nothing:
        return None
    return BannerContent(UNCOUNTED, "warn", _title_of_missing(uncounted), _why_missing(uncounted))


def _title_of_missing(uncounted: Uncounted) -> str:
    count = uncounted.count
    if not count:
        return _("Records may be missing from what is shown")
    if uncounted.is_exact:
        text = ngettext(
            "{count} record is missing from what is shown",
            "{count} records are missing from what is shown",
            count,
        )
    else:
        text = ngettext(
            "At least {count} record is missing from what is shown",
            "At least {count} records are missing from what is shown",
            count,
        )
    return text.format(count=formats.integer(count))


def _why_missing(uncounted: Uncounted) -> str:
    sentences = [_aside(uncounted.aside)] if uncounted.aside else []
    if uncounted.lost or not uncounted.is_exact:
        sentences.append(_lost(uncounted))
    return " ".join((*sentences, _("No total counts what is missing.")))


def _aside(count: int) -> str:
    text = ngettext(
        "{count} value could not be read without guessing when the file was upgraded: it was set"
        " aside, and is in the notes word for word.",
        "{count} values could not be read without guessing when the file was upgraded: they were"
        " set aside, and are in the notes word for word.",
        count,
    )
    return text.format(count=formats.integer(count))


def _lost(uncounted: Uncounted) -> str:
    if not uncounted.lost:
        return _(
            "This file was rescued from a damaged one, and the damage hides how much is missing: a"
            " backup may still have it."
        )
    text = ngettext(
        "{count} record of the damaged file that this one was rescued from could not be read: a"
        " backup may still have it.",
        "{count} records of the damaged file that this one was rescued from could not be read: a"
        " backup may still have them.",
        uncounted.lost,
    )
    return text.format(count=formats.integer(uncounted.lost))


def of_conflicts(copies: tuple[ConflictCopy, ...]) -> BannerContent | None:
    """Name the copies that a synchronisation left beside the file; None where there is none."""
    if not copies:
        return None
    names = ", ".join(copy.file.name for copy in copies[:_NAMED])
    if len(copies) > _NAMED:
        names = _("{names} and {count} more").format(names=names, count=len(copies) - _NAMED)
    title = ngettext(
        "{count} copy in conflict stands beside this file",
        "{count} copies in conflict stand beside this file",
        len(copies),
    )
    text = ngettext(
        "{service} probably left it when two computers changed the file: {names}. Nothing"
        " is lost: each keeps what was entered on its own computer. Compare them before you enter"
        " anything more.",
        "{service} probably left them when two computers changed the file: {names}. Nothing"
        " is lost: each keeps what was entered on its own computer. Compare them before you enter"
        " anything more.",
        len(copies),
    )
    return BannerContent(
        CONFLICTS,
        "warn",
        title.format(count=len(copies)),
        text.format(service=_service(copies), names=names),
        (*_offers(copies[:_NAMED]), BannerOffer(BannerAction.HIDE, _("Hide this no&tice"))),
    )


def _service(copies: tuple[ConflictCopy, ...]) -> str:
    named = (copy.service for copy in copies if copy.service)
    return next(named, _("A synchronisation"))


def _offers(copies: tuple[ConflictCopy, ...]) -> tuple[BannerOffer, ...]:
    """Offer to compare each copy, and to look at it; where there are several, by name."""
    if len(copies) == 1:
        file = copies[0].file
        return (
            BannerOffer(BannerAction.COMPARE, _("Co&mpare it with this file…"), file),
            BannerOffer(BannerAction.LOOK, _("Open it read-&only"), file),
        )
    compare = _("Compare {name}…")
    named = ((formats.visible(copy.file.name).replace("&", "&&"), copy.file) for copy in copies)
    return tuple(
        BannerOffer(BannerAction.COMPARE, compare.format(name=name), file) for name, file in named
    )
