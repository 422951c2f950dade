"""Our own files: private, whole, synced with their folders, and nothing else is followed."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights, pipes and links of POSIX")


@pytest.fixture(params=[0o000, 0o022, 0o777], ids=oct)
def any_umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the paths that are synced, in order."""
    found: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        found.append(os.readlink(f"/proc/self/fd/{descriptor}"))  # noqa: PTH115  (kept as text)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return found


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def refusal(use: Callable[[], object]) -> int:
    """Give the number of the error that a use of a path ends in."""
    try:
        use()
    except OSError as error:
        return error.errno or 0
    return 0


def pipe(place: Path) -> None:
    os.mkfifo(place)


def link(place: Path) -> None:
    victim = place.with_name("victim")
    victim.write_bytes(b"mine")
    place.symlink_to(victim)


def link_to_nothing(place: Path) -> None:
    place.symlink_to(place.with_name("nothing"))


def link_to_a_device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def folder(place: Path) -> None:
    place.mkdir()


ODD = (pipe, link, link_to_nothing, link_to_a_device, folder)


# --- rights ---------------------------------------------------------------------------------------


@pytest.mark.usefixtures("any_umask")
def test_folder_and_its_parents_are_private(tmp_path: Path) -> None:
    deep = tmp_path / "a" / "b" / "c"
    files.make_folder(deep)
    assert [mode(path) for path in (deep, *deep.parents[:2])] == [0o700] * 3


@pytest.mark.usefixtures("any_umask")
def test_every_way_to_make_a_file_makes_a_private_one(tmp_path: Path) -> None:
    files.write_new(tmp_path / "new", b"1")
    files.append_line(tmp_path / "log", b"2")
    files.rewrite(tmp_path / "settings", b"3", tmp_path / "draft")
    os.close(files.created(tmp_path / "empty"))
    assert {path.name: mode(path) for path in tmp_path.iterdir()} == dict.fromkeys(
        ("new", "log", "settings", "empty"), 0o600
    )


def test_log_that_an_older_version_left_open_to_others_is_closed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"old\n")
    log.chmod(0o644)
    files.append_line(log, b"new")
    assert (mode(log), log.read_bytes()) == (0o600, b"old\nnew\n")


def test_folder_that_stands_there_keeps_its_rights(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.mkdir()
    there.chmod(0o750)
    files.make_folder(there)
    assert mode(there) == 0o750


def test_folder_of_a_bare_name_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files.make_folder("bare/within/")
    assert (tmp_path / "bare" / "within").is_dir()


@pytest.mark.parametrize("odd", [pipe, link, link_to_nothing])
def test_what_is_no_folder_is_in_the_way_of_one(
    tmp_path: Path, odd: Callable[[Path], None]
) -> None:
    odd(tmp_path / "data")
    assert refusal(lambda: files.make_folder(tmp_path / "data" / "backups"))
    with pytest.raises(FileExistsError):
        files.make_folder(tmp_path / "data")


# --- power cuts -----------------------------------------------------------------------------------


def test_every_folder_that_is_made_is_synced_into_its_parent(
    tmp_path: Path, synced: list[str]
) -> None:
    deep = tmp_path / "a" / "b" / "c"
    files.make_folder(deep)
    assert synced == [str(tmp_path), *map(str, reversed(deep.parents[:2]))]
    synced.clear()
    files.make_folder(deep)
    assert synced == []


def test_content_is_synced_before_its_name_and_the_name_after(
    tmp_path: Path, synced: list[str]
) -> None:
    file = tmp_path / "settings"
    files.rewrite(file, b"1", tmp_path / "draft")
    assert synced == [str(tmp_path / "draft"), str(tmp_path)]


def test_disk_that_cannot_sync_a_folder_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(errno.EINVAL, "a disk that knows no such thing")

    monkeypatch.setattr(os, "fsync", refuse)
    files.make_folder(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


@pytest.mark.parametrize("name", ["write", "fsync", "replace"])
def test_content_that_the_disk_refuses_leaves_the_old_one_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def refuse(*_given: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    file = tmp_path / "settings"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, name, refuse)
    with pytest.raises(OSError, match="full"):
        files.rewrite(file, b"new", tmp_path / "draft")
    assert [path.name for path in tmp_path.iterdir()] == ["settings"]
    assert file.read_bytes() == b"old"


def test_draft_of_a_process_that_died_is_no_hindrance(tmp_path: Path) -> None:
    link(tmp_path / "draft")
    files.rewrite(tmp_path / "settings", b"new", tmp_path / "draft")
    assert (tmp_path / "settings").read_bytes() == b"new"
    assert (tmp_path / "victim").read_bytes() == b"mine"


def test_write_that_takes_a_part_only_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:3]))
    files.write_new(tmp_path / "new", b"0123456789")
    assert (tmp_path / "new").read_bytes() == b"0123456789"


def test_line_that_was_cut_short_spoils_no_other(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for line in (b"first", b"second"):
        files.append_line(log, line)
    os.truncate(log, 9)
    files.append_line(log, b"third")
    assert log.read_bytes() == b"first\nsec\nthird\n"


# --- what is no file of ours ----------------------------------------------------------------------


@pytest.mark.parametrize("odd", ODD)
def test_only_a_regular_file_is_opened(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    place = tmp_path / "place"
    odd(place)
    no_file = {errno.ELOOP, errno.EMLINK, errno.EISDIR, errno.ENXIO}
    assert refusal(lambda: files.read(place, 10)) in no_file
    assert refusal(lambda: files.append_line(place, b"x")) in no_file
    assert refusal(lambda: files.sync(place)) in no_file
    assert refusal(lambda: files.write_new(place, b"x")) == errno.EEXIST
    files.forget(place)
    assert not (tmp_path / "nothing").exists()
    assert not (tmp_path / "victim").exists() or (tmp_path / "victim").read_bytes() == b"mine"


@pytest.mark.parametrize("odd", [pipe, link, link_to_nothing, link_to_a_device])
def test_file_takes_the_place_of_what_is_none(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    place = tmp_path / "place"
    odd(place)
    files.rewrite(place, b"ours", tmp_path / "draft")
    assert stat.S_ISREG(place.lstat().st_mode)
    assert place.read_bytes() == b"ours"


def test_no_more_is_read_than_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"0123456789")
    assert files.read(tmp_path / "long", 10) == b"0123456789"
    with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
        files.read(tmp_path / "long", 9)


# --- links on purpose -----------------------------------------------------------------------------


def test_link_of_this_user_to_a_regular_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "settings.json").write_bytes(b"{}")
    (tmp_path / "first").symlink_to("second")
    (tmp_path / "second").symlink_to("kept/settings.json")
    there = str(tmp_path / "kept" / "settings.json")
    assert files.kept_at(str(tmp_path / "first")) == there
    assert files.kept_at(there) == there


@pytest.mark.parametrize("odd", [pipe, link_to_nothing, link_to_a_device, folder])
def test_any_other_link_is_in_the_way(tmp_path: Path, odd: Callable[[Path], None]) -> None:
    odd(tmp_path / "odd")
    (tmp_path / "settings").symlink_to("odd")
    assert files.kept_at(str(tmp_path / "settings")) == str(tmp_path / "settings")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="gives files away")
def test_link_of_another_user_is_in_the_way(tmp_path: Path) -> None:
    link(tmp_path / "settings")
    os.lchown(tmp_path / "settings", 54321, 54321)
    assert files.kept_at(str(tmp_path / "settings")) == str(tmp_path / "settings")
