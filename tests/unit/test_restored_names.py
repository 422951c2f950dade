"""The name that is proposed for a restored file tells one day, however often it is restored."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from patrimoine_gui import i18n
from patrimoine_gui.logs import file_tag
from patrimoine_gui.ui.wizards.restore.restore_context import RestoreContext, proposed_file

if TYPE_CHECKING:
    from pathlib import Path

    from patrimoine_gui.backup.container.header import ContainerHeader


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("opened", ["exemple", "restored 2024", "notre famille (2)"])
def test_restoring_what_was_restored_does_not_pile_names_up(
    opened: str, language: str, tmp_path: Path
) -> None:
    i18n.set_language(language)
    file, names = tmp_path / f"{opened}.patrimoine", []
    for day in (1, 2, 2):
        file.touch()
        header = SimpleNamespace(
            source=file_tag(file), created=datetime(2026, 5, day, 12, tzinfo=UTC)
        )
        context = RestoreContext({file_tag(file): file})
        file = proposed_file(context, cast("ContainerHeader", header), tmp_path)
        names.append(file.stem)
    word = {"fr": "restauré", "en": "restored"}[language]
    first, second = (f"{opened} {word} 2026-05-0{day}" for day in (1, 2))
    assert names == [first, second, f"{second} (2)"]
