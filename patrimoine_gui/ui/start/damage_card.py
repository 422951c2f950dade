"""What was checked of a damaged file, up to the check that found the damage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from patrimoine_gui.errors import DamageKind, FileDamaged
from patrimoine_gui.i18n import _
from patrimoine_gui.ui.theme import colours
from patrimoine_gui.ui.widgets.frames import frame
from patrimoine_gui.ui.widgets.labels import label
from patrimoine_gui.ui.widgets.layouts import column, row
from patrimoine_gui.ui.widgets.pictures import picture
from patrimoine_gui.ui.widgets.roles import tone_colour

if TYPE_CHECKING:
    from PySide6.QtWidgets import QFrame, QHBoxLayout

_ORDER: Final = (
    DamageKind.JOURNAL,
    DamageKind.HEADER,
    DamageKind.TRUNCATED,
    DamageKind.PAGES,
    DamageKind.CONTENT,
    DamageKind.LINKS,
)
_SIGN: Final = 18


def damage_card(error: FileDamaged) -> QFrame:
    """List the checks in their order: those that were passed, the one that was not, the others."""
    lines = column(label(_("What was checked"), "heading"), spacing=6)
    kind = DamageKind.PAGES if error.kind is DamageKind.UNREADABLE else error.kind
    failed = _ORDER.index(kind)
    for rank, item in enumerate(_ORDER):
        lines.addLayout(_line(item, rank - failed))
    return frame(lines)


def _line(kind: DamageKind, after: int) -> QHBoxLayout:
    """Show one check; `after` is below, at or above zero as it came before the damage or not."""
    if after < 0:
        sign, tone, state = "circle-check", "good", _("in order")
    elif after == 0:
        sign, tone, state = "circle-stop", "bad", _("damaged")
    else:
        sign, tone, state = "circle", "", _("not looked at")
    tint = tone_colour(tone, colours()) if tone else colours().faint
    name = label(_name(kind), "strong" if after == 0 else "" if after < 0 else "muted")
    told = label(state, f"said-{tone}" if tone else "muted", wrap=False)
    inside = row(picture(sign, _SIGN, tint), spacing=10)
    inside.addWidget(name, 1)
    inside.addWidget(told, 0, Qt.AlignmentFlag.AlignTop)
    return inside


def _name(kind: DamageKind) -> str:
    return {
        DamageKind.JOURNAL: _("Nothing of another file stands beside it"),
        DamageKind.HEADER: _("How the file begins"),
        DamageKind.TRUNCATED: _("Its length"),
        DamageKind.PAGES: _("Each of its parts, read back"),
        DamageKind.CONTENT: _("Its tables, against those of its version"),
        DamageKind.LINKS: _("What its records refer to"),
    }[kind]
