"""What there is to know of a file beside the proof: what was amiss with it before, and is not now.

No sentence holds a value of the file.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.i18n import _, ngettext
from patrimoine_gui.migration.outcome import RemarkKind
from patrimoine_gui.wording.names import object_kind
from patrimoine_gui.wording.salvage import thing_name

if TYPE_CHECKING:
    from patrimoine_gui.migration.outcome import Remark


def remark_sentence(remark: Remark) -> str:
    """Say what was found, where, how often, and what became of it."""
    return {
        RemarkKind.INDEXES: _indexes,
        RemarkKind.TEXTS: _texts,
        RemarkKind.LEFT_OUT: _left_out,
        RemarkKind.MARKS: _marks,
        RemarkKind.UNREADABLE: _unreadable,
    }[remark.kind](remark)


def remark_line(remark: Remark) -> str:
    """Say the same to whoever gets a report: what another program called its object stays out."""
    return remark_sentence(replace(remark, name="…"))


def intention_sentence(remark: Remark) -> str:
    """Say what will be done to a file, once the user agrees to it."""
    if remark.kind is RemarkKind.LEFT_OUT:
        told = _("Something that another program added is left out of the file: {kind} “{name}”.")
        return told.format(kind=object_kind(remark.subject), name=remark.name)
    if remark.kind is RemarkKind.MARKS:
        return _("The file says again in its first bytes that it is one of Patrimoine.")
    return _("What is looked up is made anew from the records of the file.")


def _indexes(remark: Remark) -> str:
    if not remark.count:
        return _(
            "The file was damaged before the work where records are looked up; the records"
            " themselves were read whole, and the rest was made anew from them."
        )
    told = ngettext(
        "The file was damaged before the work: in {count} record ({thing}), what is looked up was"
        " not what the record says. The record counts; the rest was made anew from it.",
        "The file was damaged before the work: in {count} records ({thing}), what is looked up was"
        " not what the records say. The records count; the rest was made anew from them.",
        remark.count,
    )
    return _filled(told, remark)


def _texts(remark: Remark) -> str:
    told = ngettext(
        "{count} text ({thing}) was not written in Unicode, as old programs do: it was read as"
        " Windows writes in Western Europe. The backup has it as it was.",
        "{count} texts ({thing}) were not written in Unicode, as old programs do: they were read"
        " as Windows writes in Western Europe. The backup has them as they were.",
        remark.count,
    )
    return _filled(told, remark)


def _left_out(remark: Remark) -> str:
    told = _("Something that another program had added was left out of the file: {kind} “{name}”.")
    return told.format(kind=object_kind(remark.subject), name=remark.name)


def _marks(_remark: Remark) -> str:
    return _(
        "A database tool had made the file anew, without what says in its first bytes that it is"
        " one of Patrimoine: that is there again."
    )


def _unreadable(remark: Remark) -> str:
    told = ngettext(
        "{count} value ({thing}) did not open before the work, and does not now: it stays as it"
        " is, and is shown as unreadable.",
        "{count} values ({thing}) did not open before the work, and do not now: they stay as they"
        " are, and are shown as unreadable.",
        remark.count,
    )
    return _filled(told, remark)


def _filled(told: str, remark: Remark) -> str:
    return told.format(count=formats.integer(remark.count), thing=thing_name(remark.subject))
