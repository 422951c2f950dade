"""Starts the real command line, and makes the files that it is tried on."""

from __future__ import annotations

import compileall
import dataclasses
import functools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from patrimoine_gui import config
from patrimoine_gui.crypto.kdf import POLICY
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.migration import revisions
from patrimoine_gui.migration.manager import MigrationManager
from patrimoine_gui.migration.schema import fresh_build
from tests import command_server

if TYPE_CHECKING:
    from patrimoine_gui.crypto.recovery_key import RecoveryKey

ROOT = Path(__file__).resolve().parents[1]
HEAD = revisions.load().head
SECRETS = ("Livret d'Élodie", "Comptes Élodie", "1234567", "12345.67")


PASSPHRASE = "E\u0301lodie & Marc 2026 !"  # noqa: S105  (decomposed, as a Mac types it)
KEYED = {"upgrade", "downgrade", "init"}
KEY_OPTIONS = {"--passphrase-file", "--passphrase-fd", "--recovery-key-file"}


def run(
    *words: str | Path, cwd: Path = ROOT, keys: bool = True, **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run a command; one that needs keys finds `PASSPHRASE` in a file, unless told otherwise.

    Args:
        words: the command line.
        cwd: the working copy.
        keys: whether to give keys where none are named.
        more: what `subprocess.run` is to be told; then the process is a new one, see
            `command_server`.
    """
    with tempfile.TemporaryDirectory() as folder:
        given = [*map(str, words)]
        if keys and KEYED & {*given} and not KEY_OPTIONS & {*given}:
            given += key_options(Path(folder))
        environment = more.pop("env", dict(os.environ))
        if cwd == ROOT and not more and command_server.can_run(environment):
            return command_server.run(given, environment)
        return run_anew(*given, cwd=cwd, env=environment, **more)


def run_anew(*words: str, cwd: Path = ROOT, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command in a process that loads everything itself."""
    return subprocess.run(
        [sys.executable, str(cwd / "migrate.py"), *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        stdin=more.pop("stdin", subprocess.DEVNULL),
        encoding="utf-8",
        **more,
    )


def key_options(folder: Path, passphrase: str = PASSPHRASE) -> list[str]:
    """Give the options that name a file with a passphrase, and one to come for a recovery key."""
    secret = private(folder / "passphrase.txt", f"{passphrase}\n")
    return ["--passphrase-file", str(secret), "--recovery-key-file", str(folder / "recovery.txt")]


def private(file: Path, text: str) -> Path:
    """Write a file that no other account can read."""
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    return file


@functools.cache
def household_keys() -> tuple[Keyring, RecoveryKey]:
    """Give the keys that `PASSPHRASE` opens, by a derivation that every program accepts."""
    return Keyring.create(PASSPHRASE, dataclasses.replace(POLICY, memories=(65536,)))


def current(file: Path) -> Path:
    """Give a protected file of today's version, which `PASSPHRASE` opens."""
    file.write_bytes(_content_of_current())
    file.chmod(0o600)
    return file


@functools.cache
def _content_of_current() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "current.patrimoine"
        MigrationManager().create(file, household_keys()[0])
        return file.read_bytes()


def raised(file: Path, target: str = "head") -> Path:
    """Bring a file that anybody can read to a version, under the keys that `PASSPHRASE` opens."""
    manager = MigrationManager()
    manager.upgrade(manager.plan(file, target), household_keys()[0])
    return file


def answer(*words: str | Path, **more: Any) -> dict[str, Any]:
    """Run with --json, and give the document; the process and the document must agree."""
    done = run("--json", *words, **more)
    document = json.loads(done.stdout)
    assert isinstance(document, dict)
    assert document["exit_status"] == done.returncode
    assert "Traceback" not in done.stderr
    return document


def household(file: Path, revision: str = "0001", rows: int = 40) -> Path:
    """Make a file of a version without keys, with a name and amounts that must stay in it."""
    with closing(fresh_build.build(ROOT / "migrations", revision)) as memory:
        if revision == "0001":
            memory.execute(
                "INSERT INTO account VALUES (1, ?, 'livret', 12345.67, 'note')", (SECRETS[0],)
            )
            memory.executemany(
                "INSERT INTO balance_history VALUES (1, ?, ?)",
                (
                    (f"{1 + n % 28:02d}/{1 + n // 28 % 12:02d}/{2000 + n // 336}", 12345.67)
                    for n in range(rows)
                ),
            )
        memory.execute(f"PRAGMA application_id = {config.APPLICATION_ID}")
        memory.execute(f"PRAGMA user_version = {int(revision)}")
        with closing(sqlite3.connect(file)) as target:
            memory.backup(target)
    file.chmod(0o600)
    return file


def patched(file: Path, offset: int, value: int) -> Path:
    data = bytearray(file.read_bytes())
    data[offset : offset + 4] = value.to_bytes(4, "big")
    file.write_bytes(data)
    return file


def everything(*folders: Path) -> dict[str, bytes | None]:
    return {
        str(path): path.read_bytes() if path.is_file() else None
        for folder in folders
        for path in sorted(folder.rglob("*"))
    }


def clone_to(folder: Path) -> Path:
    """Make a working copy of what the command line needs, with its bytecode."""
    program_to(folder)
    shutil.copytree(ROOT / "migrations", folder / "migrations")
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def program_to(folder: Path) -> None:
    """Copy the program without its windows; its bytecode spares each process the compilation."""
    _compile()
    unwanted = shutil.ignore_patterns("ui")
    program = folder / "patrimoine_gui"
    shutil.copytree(ROOT / program.name, program, ignore=unwanted, dirs_exist_ok=True)
    for name in ("migrate.py", "alembic.ini"):
        shutil.copy(ROOT / name, folder)


@functools.cache
def _compile() -> None:
    """Compile what has changed since it was last compiled."""
    for name in ("patrimoine_gui", "migrations"):
        compileall.compile_dir(ROOT / name, quiet=2)


def revisions_to(folder: Path) -> Path:
    """Make a working copy of what a new revision is written into, without the program."""
    unwanted = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "migrations", folder / "migrations", ignore=unwanted)
    for name in ("alembic.ini", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """Read the source files below a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
