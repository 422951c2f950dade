"""Settings come back whatever a path holds, through a link on purpose, and never stop a start."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from patrimoine_gui.cli import window_settings
from patrimoine_gui.ui.settings import Settings, SettingsStore
from tests.odd_paths import NAMES


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_any_path_comes_back(tmp_path: Path, name: str) -> None:
    file = tmp_path / name / name
    SettingsStore(tmp_path).update(Settings(second_place=str(file)).with_recent(file))
    again = SettingsStore(tmp_path).current
    assert (again.recent, again.second_place) == ((str(file),), str(file))
    assert os.fsencode(again.recent[0]) == os.fsencode(file)
    assert again.has_recent(file)
    assert window_settings.read(str(tmp_path)) == (str(file), "")
    assert [item.name for item in tmp_path.iterdir()] == ["settings.json"]


@pytest.mark.parametrize(
    "content",
    [
        {"recent": ["", "a\0b", 3, None, ["x"]]},
        {"second_place": "a\0b"},
        {"second_place": 5, "geometry": 7, "theme": None},
        {"language": {"fr": 1}, "hide_amounts": "yes", "lock_after": True},
    ],
)
def test_value_that_nobody_can_use_is_left_aside(tmp_path: Path, content: object) -> None:
    (tmp_path / "settings.json").write_text(json.dumps(content), encoding="utf-8")
    assert SettingsStore(tmp_path).current == Settings()
    assert window_settings.read(str(tmp_path)) == ("", "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_settings_that_an_editor_encoded_anew_are_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "settings.json").write_text('{"language": "fr"}', encoding=encoding)
    assert SettingsStore(tmp_path).current == Settings("fr")
    assert window_settings.read(str(tmp_path)) == ("", "fr")


@pytest.mark.expected_warnings("patrimoine_gui.ui.settings")
@pytest.mark.parametrize(
    "kind", ["nested", "long", "number", "pipe", "device", "folder", "nothing"]
)
def test_whatever_stands_there_stops_nothing(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "settings.json"
    match kind:
        case "nested":
            place.write_bytes(b"[" * 100_000)
        case "long":
            place.write_bytes(b" " * 2_000_000)
        case "number":
            place.write_bytes(b'{"lock_after": ' + b"9" * 5000 + b"}")
        case "pipe":
            os.mkfifo(place)
        case "device":
            place.symlink_to("/dev/zero")
        case "folder":
            place.mkdir()
        case _:
            place.symlink_to(tmp_path / "elsewhere")
    store = SettingsStore(tmp_path)
    assert store.current == Settings()
    assert window_settings.read(str(tmp_path)) == ("", "")
    store.update(Settings("fr"))
    assert store.current == Settings("fr")
    assert not (tmp_path / "elsewhere").exists()
    assert SettingsStore(tmp_path).current == (Settings() if kind == "folder" else Settings("fr"))


def test_link_on_purpose_is_written_through(tmp_path: Path) -> None:
    kept, folder = tmp_path / "dotfiles" / "patrimoine.json", tmp_path / "settings"
    kept.parent.mkdir()
    kept.write_text('{"theme": "dark"}', encoding="utf-8")
    folder.mkdir()
    (folder / "settings.json").symlink_to("../dotfiles/patrimoine.json")
    store = SettingsStore(folder)
    assert store.current.theme == "dark"
    assert window_settings.read(str(folder)) == ("", "")
    store.update(store.current.with_recent(Path("/a")))
    assert (folder / "settings.json").is_symlink()
    assert json.loads(kept.read_bytes())["recent"] == ["/a"]
    assert [item.name for item in kept.parent.iterdir()] == [kept.name]
    assert window_settings.read(str(folder)) == ("/a", "")


def test_folder_of_the_settings_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "dotfiles").mkdir()
    (tmp_path / "settings").symlink_to("dotfiles")
    SettingsStore(tmp_path / "settings").update(Settings("fr"))
    assert SettingsStore(tmp_path / "dotfiles").current == Settings("fr")
