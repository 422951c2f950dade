"""What a batch of the journal did, in a few words: for menus, the status bar and the history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from patrimoine_gui import formats
from patrimoine_gui.i18n import N_, _, ngettext
from patrimoine_gui.portfolio.commands.batch_labels import CommandKind

if TYPE_CHECKING:
    from patrimoine_gui.portfolio.commands.batch_labels import BatchLabel

_OF_ONE: Final = {
    CommandKind.ASSET_ADDED: N_("new asset {name}"),
    CommandKind.ASSET_CHANGED: N_("change of {name}"),
    CommandKind.ASSET_DELETED: N_("deletion of {name}"),
    CommandKind.ASSET_CLOSED: N_("closing of {name}"),
    CommandKind.ASSET_REOPENED: N_("reopening of {name}"),
    CommandKind.LOAN_ADDED: N_("new loan {name}"),
    CommandKind.LOAN_CHANGED: N_("change of {name}"),
    CommandKind.LOAN_DELETED: N_("deletion of {name}"),
    CommandKind.LOAN_CLOSED: N_("closing of {name}"),
    CommandKind.LOAN_REOPENED: N_("reopening of {name}"),
    CommandKind.MEMBER_ADDED: N_("new member {name}"),
    CommandKind.MEMBER_CHANGED: N_("change of {name}"),
    CommandKind.MEMBER_DELETED: N_("deletion of {name}"),
    CommandKind.INSTITUTION_ADDED: N_("new institution {name}"),
    CommandKind.INSTITUTION_CHANGED: N_("change of {name}"),
    CommandKind.INSTITUTION_DELETED: N_("deletion of {name}"),
    CommandKind.SECURITY_ADDED: N_("new security {name}"),
    CommandKind.SECURITY_CHANGED: N_("change of {name}"),
    CommandKind.SECURITY_DELETED: N_("deletion of {name}"),
    CommandKind.CATEGORY_ADDED: N_("new category {name}"),
    CommandKind.CATEGORY_CHANGED: N_("change of {name}"),
    CommandKind.CATEGORY_DELETED: N_("deletion of {name}"),
    CommandKind.OPERATION_ADDED: N_("new operation of {name}"),
    CommandKind.OPERATION_CHANGED: N_("change of an operation of {name}"),
    CommandKind.OPERATION_DELETED: N_("deletion of an operation of {name}"),
    CommandKind.VALUE_SET: N_("value of {name}"),
    CommandKind.VALUE_DELETED: N_("deletion of a value of {name}"),
    CommandKind.POSITION_SET: N_("position of {name}"),
    CommandKind.POSITION_DELETED: N_("deletion of a position of {name}"),
    CommandKind.OWNERS_SET: N_("owners of {name}"),
    CommandKind.EVENT_SET: N_("event of {name}"),
    CommandKind.EVENT_DELETED: N_("deletion of an event of {name}"),
    CommandKind.LINK_SET: N_("loan linked to {name}"),
    CommandKind.PRICES_SET: N_("prices of {name}"),
    CommandKind.STATEMENT_MADE: N_("statement of wealth {name}"),
    CommandKind.STATEMENT_RENAMED: N_("name of the statement of wealth {name}"),
    CommandKind.STATEMENT_DELETED: N_("deletion of the statement of wealth {name}"),
}
"""Where all is of one thing that has a name."""


def batch_name(label: BatchLabel) -> str:
    """Name a batch: "value of Livret A", "3 values", "household"."""
    sentence = _OF_ONE.get(label.kind)
    if sentence is not None and len(label.names) == 1 and label.names[0]:
        return _(sentence).format(name=formats.visible(label.names[0]))
    return _of_many(label.kind, label.count).format(count=formats.integer(label.count))


def _of_many(kind: CommandKind, count: int) -> str:
    entity, _deed = kind.name.rsplit("_", 1)
    return {
        "ASSET": ngettext("{count} asset", "{count} assets", count),
        "LOAN": ngettext("{count} loan", "{count} loans", count),
        "MEMBER": ngettext("{count} member", "{count} members", count),
        "INSTITUTION": ngettext("{count} institution", "{count} institutions", count),
        "SECURITY": ngettext("{count} security", "{count} securities", count),
        "CATEGORY": ngettext("{count} category", "{count} categories", count),
        "OPERATION": ngettext("{count} operation", "{count} operations", count),
        "VALUE": ngettext("{count} value", "{count} values", count),
        "POSITION": ngettext("{count} position", "{count} positions", count),
        "OWNERS": ngettext("{count} owner", "{count} owners", count),
        "EVENT": ngettext("{count} event of a loan", "{count} events of loans", count),
        "LINK": ngettext("{count} link of a loan", "{count} links of loans", count),
        "PRICES": ngettext("{count} price", "{count} prices", count),
        "RATES": ngettext("{count} exchange rate", "{count} exchange rates", count),
        "STATEMENT": ngettext("{count} statement of wealth", "{count} statements of wealth", count),
        "HOUSEHOLD": _("household"),
        "LAW": ngettext("{count} figure of the law", "{count} figures of the law", count),
    }[entity]
