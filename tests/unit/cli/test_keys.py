"""Passphrases and recovery keys on the command line: from files, descriptors and a keyboard."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from patrimoine_gui import config
from patrimoine_gui.cli import arguments
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.crypto.recovery_key import RecoveryKey
from patrimoine_gui.migration.manager import MigrationManager
from tests.command_line import (
    HEAD,
    PASSPHRASE,
    ROOT,
    answer,
    current,
    household,
    household_keys,
    key_options,
    private,
    run,
)
from tests.pseudo_terminal import CTRL_C, CTRL_D, Conversation, converse

if TYPE_CHECKING:
    from pathlib import Path

GROUPS = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){7}-[0-9A-Z]{2}")
CHOSEN = (("New passphrase:", f"{PASSPHRASE}\n"), ("The same again:", f"{PASSPHRASE}\n"))


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return household(tmp_path / "famille.patrimoine")


@pytest.fixture
def protected(tmp_path: Path) -> Path:
    return current(tmp_path / "famille.patrimoine")


def opens(file: Path, passphrase: str = PASSPHRASE) -> bool:
    header = MigrationManager().header(file)
    assert header is not None
    return Keyring.unlock(header, passphrase).household_id == header.household_id


def shown_key(screen: str) -> str:
    found = GROUPS.search(screen)
    assert found is not None
    return found.group()


def retyped(screen: str) -> str:
    return f"{shown_key(screen)}\n"


ARGUMENTS = {"downgrade": ["0003"], "restore": ["a.patrimoine-backup"], "create": ["Why"]}

# --- no other way --------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["upgrade", "downgrade", "init", "restore", "status", "create"])
def test_no_option_takes_a_secret_itself(command: str) -> None:
    told = run(command, "--help").stdout
    options = set(re.findall(r"--[a-z-]+", told))
    secret = {name for name in options if re.search("pass|key|secret|word", name)}
    assert secret <= {"--passphrase-file", "--passphrase-fd", "--recovery-key-file"}
    for name in ("--passphrase", "--password", "--recovery-key"):
        with pytest.raises(arguments.UsageError):
            arguments.parse([command, name, "x", *ARGUMENTS.get(command, [])])


def test_no_variable_gives_a_secret(old: Path) -> None:
    names = ("PASSPHRASE", "PATRIMOINE_PASSPHRASE", "PATRIMOINE_KEY", "PATRIMOINE_RECOVERY_KEY")
    environment = {**os.environ, **dict.fromkeys(names, PASSPHRASE)}
    done = run("upgrade", "--file", old, keys=False, env=environment)
    assert done.returncode == 3
    read = {
        name
        for path in (ROOT / "patrimoine_gui").rglob("*.py")
        for name in re.findall(r"environ[^\n]*?[\"'\[(](\w+)", path.read_text(encoding="utf-8"))
    }
    assert not any(re.search("pass|secret|recovery", name, re.IGNORECASE) for name in read)
    assert config.ENV_FILE == "PATRIMOINE_FILE"


# --- from a file or a descriptor ------------------------------------------------------------------


def test_a_clear_file_is_protected_and_its_recovery_key_is_kept(old: Path, tmp_path: Path) -> None:
    document = answer("upgrade", "--file", old, *key_options(tmp_path))
    assert (document["changed"], document["to"]) == (True, HEAD.id)
    kept = tmp_path / "recovery.txt"
    assert kept.stat().st_mode & 0o777 == 0o600
    text = kept.read_text(encoding="ascii")
    assert GROUPS.fullmatch(text.strip())
    assert text.strip() not in json.dumps(document)
    assert opens(old)
    header = MigrationManager().header(old)
    assert header is not None
    assert Keyring.unlock_with_recovery_key(header, text).has_recovery_key


def test_a_recovery_key_file_is_never_overwritten(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    options = key_options(tmp_path)
    private(tmp_path / "recovery.txt", "something dear")
    document = answer("upgrade", "--file", old, *options)
    assert (document["exit_status"], document["error"]["type"]) == (9, "FileExists")
    assert (tmp_path / "recovery.txt").read_text(encoding="utf-8") == "something dear"
    assert old.read_bytes() == before


def test_a_script_must_say_where_the_recovery_key_goes(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    secret = private(tmp_path / "secret", PASSPHRASE)
    done = run("upgrade", "--file", old, "--passphrase-file", secret)
    assert done.returncode == 2
    assert "--recovery-key-file" in done.stderr
    assert old.read_bytes() == before


@pytest.mark.parametrize("command", [("upgrade",), ("downgrade", "0002", "--yes"), ("init",)])
def test_without_a_passphrase_a_script_is_told_how_to_give_one(
    old: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    file = old if command[0] == "upgrade" else tmp_path / "new.patrimoine"
    if command[0] == "downgrade":
        file = current(file)
    done = run(*command, "--file", file, keys=False)
    assert done.returncode == 3
    assert "--passphrase-file" in done.stderr
    assert file.exists() == (command[0] != "init")


def test_a_protected_file_is_opened_by_its_passphrase_or_its_recovery_key(
    protected: Path, tmp_path: Path
) -> None:
    back = ("downgrade", "-1", "--yes", "--file", protected)
    assert run(*back, "--passphrase-file", private(tmp_path / "p", PASSPHRASE)).returncode == 0
    key = private(tmp_path / "r", household_keys()[1].text().lower().replace("-", " "))
    assert run("upgrade", "--file", protected, "--recovery-key-file", key).returncode == 0
    assert opens(protected)


@pytest.mark.skipif(sys.platform == "win32", reason="no descriptors to inherit")
def test_a_descriptor_gives_the_passphrase(protected: Path) -> None:
    reader, writer = os.pipe()
    os.write(writer, f"{PASSPHRASE}\n".encode())
    os.close(writer)
    try:
        words = ("downgrade", "-1", "--yes", "--file", protected, "--passphrase-fd", str(reader))
        done = run(*words, pass_fds=(reader,))
    finally:
        os.close(reader)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("number", ["99", "-1", "x", "99999999999999999999"])
def test_a_descriptor_that_is_not_open_is_status_2(protected: Path, number: str) -> None:
    done = run("upgrade", "--file", protected, f"--passphrase-fd={number}")
    assert done.returncode == 2
    assert "--passphrase-fd" in done.stderr


def test_a_wrong_passphrase_is_status_4_and_no_damage(protected: Path, tmp_path: Path) -> None:
    before = protected.read_bytes()
    options = key_options(tmp_path, "another one")
    document = answer("downgrade", "-1", "--yes", "--file", protected, *options)
    assert (document["exit_status"], document["error"]["type"]) == (4, "WrongPassphrase")
    assert "damage" not in json.dumps(document["error"])
    assert protected.read_bytes() == before
    assert not (tmp_path / "recovery.txt").exists()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (RecoveryKey(bytes(20)).text(), "WrongPassphrase"),
        ("ABCD-EFGH", "RecoveryKeyMalformed"),
        ("", "RecoveryKeyMalformed"),
    ],
)
def test_a_wrong_recovery_key_is_status_4(
    protected: Path, tmp_path: Path, text: str, kind: str
) -> None:
    key = private(tmp_path / "r", text)
    document = answer("downgrade", "-1", "--yes", "--file", protected, "--recovery-key-file", key)
    assert (document["exit_status"], document["error"]["type"]) == (4, kind)


@pytest.mark.parametrize("content", [b"", b"\n", b"a" * 1025, b"\xff\xfe", b"a" * 100_000])
def test_a_passphrase_that_cannot_be_used_is_refused(
    old: Path, tmp_path: Path, content: bytes
) -> None:
    before = old.read_bytes()
    options = key_options(tmp_path)
    (tmp_path / "passphrase.txt").write_bytes(content)
    document = answer("upgrade", "--file", old, *options)
    assert (document["exit_status"], document["error"]["type"]) == (3, "SecretUnreadable")
    assert old.read_bytes() == before
    assert not (tmp_path / "recovery.txt").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_a_passphrase_that_others_can_read_is_used_with_a_warning(
    protected: Path, tmp_path: Path
) -> None:
    secret = private(tmp_path / "secret", PASSPHRASE)
    words = ("downgrade", "-1", "--yes", "--file", protected, "--passphrase-file", secret)
    secret.chmod(0o644)
    done = run("--json", *words)
    assert done.returncode == 0
    assert "chmod 600" in json.loads(done.stderr.splitlines()[0])["warning"]
    secret.chmod(0o600)
    assert "chmod" not in run("upgrade", *words[3:]).stderr


@pytest.mark.parametrize("option", ["--passphrase-file", "--recovery-key-file"])
def test_a_secret_that_is_not_there_is_told_by_its_path(
    protected: Path, tmp_path: Path, option: str
) -> None:
    missing = tmp_path / "absent"
    done = run("downgrade", "-1", "--yes", "--file", protected, option, missing)
    assert done.returncode == 9
    assert str(missing) in done.stderr


def test_a_recovery_key_is_not_written_where_there_is_no_folder(old: Path, tmp_path: Path) -> None:
    before = old.read_bytes()
    secret, _path, option, _kept = key_options(tmp_path)
    words = (secret, _path, option, tmp_path / "nowhere" / "key")
    document = answer("upgrade", "--file", old, *words)
    assert document["error"]["type"] == "FileUnreachable"
    assert old.read_bytes() == before


def test_a_refusal_comes_before_any_question(tmp_path: Path) -> None:
    taken = private(tmp_path / "taken.patrimoine", "mine")
    for file, kind in ((taken, "FileExists"), (tmp_path / "no" / "x", "FileUnreachable")):
        done = run("init", "--json", "--file", file, keys=False)
        assert json.loads(done.stdout)["error"]["type"] == kind
    damaged = household(tmp_path / "cut.patrimoine")
    os.truncate(damaged, 4096)
    assert run("upgrade", "--file", damaged, keys=False).returncode == 6


# --- at the keyboard ------------------------------------------------------------------------------

at_a_keyboard = pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminal")


def assert_hidden(talk: Conversation) -> None:
    assert PASSPHRASE not in talk.shown + talk.out
    assert "Marc 2026" not in talk.shown + talk.out
    assert "Traceback" not in talk.shown


@at_a_keyboard
def test_a_person_chooses_a_passphrase_and_copies_the_recovery_key(old: Path) -> None:
    talk = converse("upgrade", "--file", old, turns=(*CHOSEN, ("from your paper:", retyped)))
    assert talk.status == 0, talk.shown
    assert_hidden(talk)
    assert opens(old)
    header = MigrationManager().header(old)
    assert header is not None
    assert Keyring.unlock_with_recovery_key(header, shown_key(talk.shown))
    assert not GROUPS.search(talk.out)


@at_a_keyboard
def test_slips_of_the_hand_are_told_and_asked_again(tmp_path: Path) -> None:
    file = tmp_path / "new.patrimoine"
    other = RecoveryKey(bytes(20)).text()
    turns = (
        ("New passphrase:", "\n"),
        ("never protected by nothing", ""),
        ("New passphrase:", f"{PASSPHRASE}\n"),
        ("The same again:", "something else\n"),
        ("not the same", ""),
        *CHOSEN,
        ("from your paper:", "ABCD\n"),
        ("not typed correctly", ""),
        ("from your paper:", f"{other}\n"),
        ("another recovery key", ""),
        ("from your paper:", lambda screen: shown_key(screen).lower().replace("-", "") + "\n"),
    )
    talk = converse("init", "--file", file, turns=turns)
    assert talk.status == 0, talk.shown
    assert_hidden(talk)
    assert opens(file)


@at_a_keyboard
def test_a_person_opens_a_file_at_the_third_try(protected: Path) -> None:
    wrong = ("Passphrase (", "wrong\n"), ("This is not the passphrase", "")
    turns = (*wrong, *wrong, ("Passphrase (", f"{PASSPHRASE}\n"))
    talk = converse("downgrade", "-1", "--yes", "--file", protected, turns=turns)
    assert talk.status == 0, talk.shown
    assert "Checking the passphrase…" in talk.shown
    assert_hidden(talk)


@at_a_keyboard
def test_three_wrong_answers_are_status_4(protected: Path) -> None:
    before = protected.read_bytes()
    turns = tuple(("Passphrase (", f"wrong {rank}\n") for rank in range(3))
    talk = converse("downgrade", "-1", "--yes", "--file", protected, turns=turns)
    assert talk.status == 4
    assert "wrong 1" not in talk.shown
    assert "Your data is safe" in talk.shown
    assert protected.read_bytes() == before


@at_a_keyboard
def test_a_person_who_forgot_the_passphrase_types_the_recovery_key(protected: Path) -> None:
    turns = (
        ("Passphrase (", "\n"),
        ("Recovery key:", "ABCD\n"),
        ("Passphrase (", "\n"),
        ("Recovery key:", household_keys()[1].text() + "\n"),
    )
    talk = converse("downgrade", "-1", "--yes", "--file", protected, turns=turns)
    assert talk.status == 0, talk.shown


@at_a_keyboard
@pytest.mark.parametrize("typed", [CTRL_C, CTRL_D], ids=["Ctrl-C", "Ctrl-D"])
@pytest.mark.parametrize("question", ["New passphrase:", "The same again:", "from your paper:"])
def test_stopping_at_a_question_leaves_the_file_as_it_was(
    old: Path, typed: str, question: str
) -> None:
    before = old.read_bytes()
    questions = [*CHOSEN, ("from your paper:", "")]
    rank = [name for name, _reply in questions].index(question)
    talk = converse("upgrade", "--file", old, turns=(*questions[:rank], (question, typed)))
    assert talk.status == 9
    assert "Stopped at your request" in talk.shown
    assert_hidden(talk)
    assert old.read_bytes() == before
    assert [path.name for path in old.parent.iterdir()] == [old.name]


@at_a_keyboard
def test_a_terminal_does_not_help_a_program_that_wants_json(old: Path) -> None:
    talk = converse("upgrade", "--json", "--file", old, turns=())
    assert talk.status == 3
    assert json.loads(talk.out)["error"]["type"] == "KeyRequired"
    assert talk.shown == ""


@at_a_keyboard
def test_the_echo_is_on_again_after_the_session_ended(old: Path, tmp_path: Path) -> None:
    program = (
        "import os, pty, select, signal, subprocess, sys, termios\n"
        "master, slave = pty.openpty()\n"
        "words = [sys.executable, 'migrate.py', 'upgrade', '--file', sys.argv[1]]\n"
        "process = subprocess.Popen(words, stdin=slave, stderr=slave, stdout=slave)\n"
        "screen = b''\n"
        "while b'New passphrase:' not in screen and process.poll() is None:\n"
        "    if select.select([master], [], [], 1)[0]: screen += os.read(master, 4096)\n"
        "assert not termios.tcgetattr(slave)[3] & termios.ECHO\n"
        "process.send_signal(signal.SIGTERM)\n"
        "print(process.wait(60), bool(termios.tcgetattr(slave)[3] & termios.ECHO))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(old)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["9", "True"], done.stderr
    assert [path.name for path in tmp_path.iterdir()] == [old.name]
