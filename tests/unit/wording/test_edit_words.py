"""What can be undone is named as it was called, else by what it was about."""

from __future__ import annotations

import pytest

from patrimoine_gui.portfolio.commands.journal import Action, Batch, BatchKind
from patrimoine_gui.wording import edit_words


def batch(label: str, entity: str = "asset") -> Batch:
    return Batch("b", "", BatchKind.COMMAND, "", Action.UPDATE, entity, label)


@pytest.mark.parametrize(
    ("what", "undo", "redo"),
    [
        (None, "&Undo", "&Redo"),
        (batch("", "something of another version"), "&Undo", "&Redo"),
        (batch(""), "&Undo: asset", "&Redo: asset"),
        (batch("value of Livret A"), "&Undo: value of Livret A", "&Redo: value of Livret A"),
        (batch("A & B", "unknown"), "&Undo: A && B", "&Redo: A && B"),
    ],
)
def test_what_is_undone_and_redone_bears_its_name(what: Batch | None, undo: str, redo: str) -> None:
    assert (edit_words.undo(what), edit_words.redo(what)) == (undo, redo)
