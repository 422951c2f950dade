"""What is known of a backup, and of the second place, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats, local_time
from patrimoine_gui.backup.catalog import EntryState
from patrimoine_gui.backup.second_place import PlaceState
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.wording import explain

if TYPE_CHECKING:
    from patrimoine_gui.backup.catalog import CatalogEntry


def entry_state(entry: CatalogEntry, *, short: bool = False) -> str:
    """Say in two or three words what is known of a backup; short, without the day."""
    if entry.state is EntryState.VERIFIED and entry.verified is not None and not short:
        day = formats.short_day(local_time.local(entry.verified).date())
        return _("Verified, {day}").format(day=day)
    return {
        EntryState.VERIFIED: _("Found whole"),
        EntryState.UNVERIFIED: _("To be verified"),
        EntryState.SUSPECT: _("Found damaged") if short else _("Damaged, set aside"),
        EntryState.UNREADABLE: _("Cannot be read"),
    }[entry.state]


def state_detail(entry: CatalogEntry) -> str:
    """Say what the state of a backup means."""
    return {
        EntryState.VERIFIED: _("It was read again whole, and is what was written."),
        EntryState.UNVERIFIED: _(
            "Nothing is known against it; it was not read again on this computer since it came"
            " here. Verify it to be sure."
        ),
        EntryState.SUSPECT: _(
            "What the disk gave back is not what was written. It is kept, and never used by itself."
        ),
        EntryState.UNREADABLE: _(
            "It says nothing that this version understands: it may be damaged, or newer."
        ),
    }[entry.state]


def entry_facts(entry: CatalogEntry) -> str:
    """Say why a backup cannot be used, where that is known; else what its state means."""
    if entry.error is None:
        return state_detail(entry)
    told = explain(entry.error)
    return f"{told.title}. {told.what}"


def place_name(state: PlaceState) -> str:
    """Say in a word or two how the second place is."""
    return {
        PlaceState.READY: _("Ready"),
        PlaceState.ABSENT: _("Not there now"),
        PlaceState.READ_ONLY: _("Read-only"),
        PlaceState.FULL: _("Full"),
        PlaceState.FAULTY: _("Not reliable"),
        PlaceState.SAME: _("The same folder"),
        PlaceState.SAME_DISK: _("On the same disk"),
        PlaceState.UNMOUNTED: _("No disk is mounted there"),
    }[state]


def place_sentence(state: PlaceState) -> str:
    """Say how the second place is, and that nothing is lost."""
    return {
        PlaceState.READY: _("Each new backup is copied there and verified."),
        PlaceState.ABSENT: _(
            "Perhaps it is unplugged. Your backups on this computer are safe; the copies go on as"
            " soon as it is back."
        ),
        PlaceState.READ_ONLY: _(
            "It cannot be written. Your backups on this computer are safe; choose another place or"
            " allow Patrimoine to write there."
        ),
        PlaceState.FULL: _(
            "It is full. Your backups on this computer are safe; make room there or choose another"
            " place."
        ),
        PlaceState.FAULTY: _(
            "It does not give back what is written to it: that disk may be failing. Your backups on"
            " this computer are safe; choose another place."
        ),
        PlaceState.SAME: _(
            "It is the folder that the backups are in already. They are safe, but in one place"
            " only; choose a folder on another disk."
        ),
        PlaceState.SAME_DISK: _(
            "Each new backup is copied there and verified, but a disk that breaks or is stolen"
            " takes both. Choose a folder on another disk."
        ),
        PlaceState.UNMOUNTED: _(
            "A disk is to be mounted there and is not: nothing is copied to"
            " it. Your backups on this computer are safe; plug the disk in and mount it."
        ),
    }[state]


def verified_sentence(sound: int, damaged: int, left: int, newer: int = 0) -> str:
    """Say how a verification ended.

    Args:
        sound: backups that are whole.
        damaged: those that are not, and were set aside.
        left: those that could not be read now.
        newer: those that only a newer version can read.
    """
    whole = ngettext("{count} backup is whole.", "{count} backups are whole.", sound)
    sentences = [whole.format(count=formats.integer(sound))]
    if damaged:
        text = ngettext(
            "{count} is damaged: it is kept, and set aside.",
            "{count} are damaged: they are kept, and set aside.",
            damaged,
        )
        sentences.append(text.format(count=formats.integer(damaged)))
    if left:
        text = ngettext(
            "{count} could not be read: its disk does not answer.",
            "{count} could not be read: their disk does not answer.",
            left,
        )
        sentences.append(text.format(count=formats.integer(left)))
    if newer:
        text = ngettext(
            "{count} was made by a newer version, which alone can verify it.",
            "{count} were made by a newer version, which alone can verify them.",
            newer,
        )
        sentences.append(text.format(count=formats.integer(newer)))
    return " ".join([*sentences, _("Your file has not been touched.")])
