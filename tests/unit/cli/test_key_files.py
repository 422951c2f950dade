"""Files of a passphrase or of a recovery key, as any program may have written them."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui.cli import key_sources
from patrimoine_gui.cli.terminal import of_process
from patrimoine_gui.crypto.recovery_key import RecoveryKey
from patrimoine_gui.errors import (
    FileUnreachable,
    FolderReadOnly,
    NoSpace,
    SecretFault,
    SecretUnreadable,
    UnreachableReason,
    UserError,
)
from tests.command_line import PASSPHRASE, current, private, run

if TYPE_CHECKING:
    from pathlib import Path

LINES = ["{}", "{}\n", "{}\r\n", "{}\r", "{}\n\n", "{}\r\nsecond line", "\ufeff{}\n"]
MARKED = ["utf-8-sig", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]


def written(tmp_path: Path, content: bytes) -> key_sources.KeySources:
    secret = private(tmp_path / "secret", "")
    secret.write_bytes(content)
    return key_sources.KeySources(str(secret), recovery_key_file=str(secret))


@pytest.mark.parametrize("line", LINES)
def test_the_first_line_is_the_passphrase_in_utf_8_and_in_any_encoding_that_is_marked(
    tmp_path: Path, line: str
) -> None:
    texts = [line.format(PASSPHRASE).encode()]
    texts += [f"\ufeff{line.format(PASSPHRASE)}".encode(encoding) for encoding in MARKED]
    terminal = of_process(json_wanted=True)
    for text in texts:
        assert key_sources.passphrase(written(tmp_path, text), terminal) == PASSPHRASE
        assert key_sources.recovery_key(written(tmp_path, text), terminal) == PASSPHRASE


def test_half_a_character_is_not_the_end_of_a_line(tmp_path: Path) -> None:
    phrase = "ਊ ഊ 丅"  # as UTF-16, bytes of these are those of CR and LF
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le"):
        text = f"\ufeff{phrase}\r\n".encode(encoding)
        read = key_sources.passphrase(written(tmp_path, text), of_process(json_wanted=True))
        assert read == phrase


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("Épargne & famille\n".encode("latin-1"), SecretFault.NOT_UTF_8),
        ("l’Épargne".encode("cp1252"), SecretFault.NOT_UTF_8),
        ("Épargne\r\n".encode("cp850"), SecretFault.NOT_UTF_8),
        ("É".encode("mac-roman"), SecretFault.NOT_UTF_8),
        (b"phrase \xed\xa0\x80", SecretFault.NOT_UTF_8),  # half of a pair
        ("Épargne & famille\r\n".encode("utf-16-le"), SecretFault.UTF_16),
        ("Épargne & famille\r\n".encode("utf-16-be"), SecretFault.UTF_16),
        ("phrase".encode("utf-16-le"), SecretFault.UTF_16),
        (b"\xff\xfep\0h", SecretFault.CUT),
        (b"\xff\xfe\x00\xd8\n\0", SecretFault.CUT),
        (b"one long passphrase\0\n", SecretFault.NUL),
        (b"\0\n", SecretFault.NUL),
        (("é" * 20_000).encode(), SecretFault.TOO_LONG),
    ],
)
def test_what_is_not_utf_8_is_told_by_what_it_seems_to_be(
    tmp_path: Path, content: bytes, fault: SecretFault
) -> None:
    sources, terminal = written(tmp_path, content), of_process(json_wanted=True)
    for read, is_recovery in ((key_sources.passphrase, False), (key_sources.recovery_key, True)):
        with pytest.raises(SecretUnreadable) as told:
            read(sources, terminal)
        assert (told.value.fault, told.value.recovery) == (fault, is_recovery)
        assert told.value.__cause__ is told.value.__context__ is None  # it would hold the secret


@pytest.mark.skipif(os.name == "nt", reason="folders, sockets and links of POSIX")
def test_what_is_no_file_is_never_called_a_fault_of_the_disk(tmp_path: Path) -> None:
    loop, below = tmp_path / "loop", private(tmp_path / "secret", "x") / "below"
    loop.symlink_to(loop)
    os.mknod(tmp_path / "socket", stat.S_IFSOCK | 0o600)
    terminal = of_process(json_wanted=True)
    for place in (tmp_path, tmp_path / "socket"):
        with pytest.raises(SecretUnreadable) as told:
            key_sources.recovery_key(key_sources.KeySources(recovery_key_file=str(place)), terminal)
        assert (told.value.fault, told.value.recovery) == (SecretFault.NO_TEXT_FILE, True)
    reasons = {below: UnreachableReason.MISSING, loop: UnreachableReason.BROKEN_LINK}
    for place, reason in reasons.items():
        with pytest.raises(FileUnreachable) as refused:
            key_sources.passphrase(key_sources.KeySources(str(place)), terminal)
        assert refused.value.reason is reason


def test_a_passphrase_in_latin_1_is_never_called_a_weak_or_a_wrong_one(tmp_path: Path) -> None:
    protected = current(tmp_path / "famille.patrimoine")
    before = protected.read_bytes()
    sources = written(tmp_path, "Élodie & Marc 2026 !\n".encode("latin-1"))
    words = ("downgrade", "-1", "--yes", "--file", protected)
    done = run(*words, "--passphrase-file", str(sources.passphrase_file))
    assert done.returncode == 3
    assert "UTF-8" in done.stderr
    assert str(sources.passphrase_file) in done.stderr
    assert protected.read_bytes() == before


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (errno.ENOSPC, NoSpace),
        (errno.EDQUOT, NoSpace),
        (errno.EROFS, FolderReadOnly),
        (errno.EIO, FileUnreachable),
        (errno.EBADF, FileUnreachable),
    ],
)
def test_a_recovery_key_that_cannot_be_written_leaves_nothing_and_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[UserError]
) -> None:
    def failing(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", failing)
    sources = key_sources.KeySources(recovery_key_file=str(tmp_path / "key"))
    with pytest.raises(expected):
        key_sources.keep(RecoveryKey(bytes(20)), sources)
    assert not [*tmp_path.iterdir()]
