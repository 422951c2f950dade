"""Commands answered in processes of their own, in which the n-th call of a kind fails.

`python -m tests.faults.failing_calls` loads the program once, with a library before it that makes
calls fail (`faultlib.c`), and forks a process for each command that it is asked for. Each answers
as the command line does: an exit status, and a document.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import pkgutil
import select
import shutil
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from patrimoine_gui.migration.manager import MigrationManager

PATIENCE = 120
HUNG = -1
COMPILER = shutil.which("gcc") or shutil.which("cc")
LIBRARY = Path(__file__).with_name("faultlib.c")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Fault:
    """Which call fails.

    Attributes:
        kind: "write", "fsync", "open", "rename" (`link` too) or "unlink".
        error: the number of the error.
        rank: which of them, from 1 on; 0 for none.
        lasts: whether all that come later fail too.
    """

    kind: str
    error: int
    rank: int = 0
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered.

    Attributes:
        status: its exit status, -1 where it was hung or died.
        text: what it wrote, the document for programs first.
        calls: how many calls of the kind it made.
    """

    status: int
    text: str
    calls: int

    @property
    def error(self) -> str:
        """The class of the error, "" where there is none."""
        return str((self.document.get("error") or {}).get("type", ""))

    @property
    def document(self) -> dict[str, Any]:
        """The document; empty where there is none."""
        start = self.text.find('{\n  "')
        if start < 0:
            return {}
        found, _end = json.JSONDecoder().raw_decode(self.text[start:])
        return dict(found)


class Answering:
    """The process that forks the others; use it as a context manager."""

    def __init__(self, folder: Path) -> None:
        """Compile the library into a folder, and start.

        Raises:
            FileNotFoundError: there is no C compiler.
        """
        if COMPILER is None:
            raise FileNotFoundError
        library = folder / "faultlib.so"
        build = [COMPILER, "-shared", "-fPIC", "-O1", "-o", str(library), str(LIBRARY), "-ldl"]
        subprocess.run(build, check=True)
        self._heard = folder / "heard"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.failing_calls"],
            cwd=ROOT,
            env=os.environ | {"LD_PRELOAD": str(library)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def ask(self, words: tuple[str, ...], folder: Path, fault: Fault) -> Answer:
        """Run a command to its end, whatever comes of it.

        Args:
            words: the command; "undo", "keys", "renew" or "enter", then a file, as a window does.
            folder: whose files are those on which calls fail; the user's are in "user" below it.
            fault: which call fails.
        """
        request = {"words": words, "folder": str(folder), "heard": str(self._heard)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request | {"fault": asdict(fault)}) + "\n")
        self._process.stdin.flush()
        status, calls = json.loads(self._process.stdout.readline())
        return Answer(status, self._heard.read_text(encoding="utf-8", errors="replace"), calls)


# --- in the other processes ---------------------------------------------------------------------


def serve() -> None:
    """Answer what is asked on the standard input, until it ends."""
    _make_keys_quick()
    _load_all()
    for line in sys.stdin:
        request = json.loads(line)
        sys.stdout.write(json.dumps(_in_a_process_of_its_own(request)) + "\n")
        sys.stdout.flush()


def _load_all() -> None:
    """Load whatever a command may want, once and not in every process."""
    import_module("tests.faults.preloaded_engine")
    for package in ("backup", "cli", "crypto", "migration", "portfolio", "wording"):
        found = import_module(f"patrimoine_gui.{package}")
        for module in pkgutil.iter_modules(found.__path__, f"{found.__name__}."):
            import_module(module.name)
    gc.freeze()


def _make_keys_quick() -> None:
    """Derive keys as the tests do; before anything of the program knows how it does."""
    from patrimoine_gui.crypto import kdf_policy

    kdf_policy.POLICY = kdf_policy.KdfPolicy.for_tests()  # type: ignore[misc]


def _in_a_process_of_its_own(request: dict[str, Any]) -> tuple[int, int]:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        _answer(request, writer)
    os.close(writer)
    try:
        ready, _none, _nothing = select.select([reader], [], [], PATIENCE)
        heard = os.read(reader, 100) if ready else b""
    finally:
        os.close(reader)
    if not heard:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    status, calls = map(int, heard.split() or (HUNG, 0))
    return status, calls


def _answer(request: dict[str, Any], writer: int) -> None:
    status = calls = HUNG
    try:
        heard = os.open(request["heard"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for descriptor in (1, 2):
            os.dup2(heard, descriptor)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        status, calls = _run(request)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os.write(writer, f"{status} {calls}".encode())
        os._exit(0)


def _run(request: dict[str, Any]) -> tuple[int, int]:
    from patrimoine_gui import cli, config

    os.environ[config.ENV_HOME] = f"{request['folder']}/user"
    name, *more = request["words"]
    fault, library = request["fault"], ctypes.CDLL(None)
    library.faults_arm(
        request["folder"].encode(),
        fault["kind"].encode(),
        fault["error"],
        ctypes.c_long(fault["rank"]),
        int(fault["lasts"]),
    )
    if name in _WINDOWS:
        status = _of_a_window(_WINDOWS[name], *more)
    else:
        status = cli.main(["--json", name, *more])
    return status, library.faults_disarm()


def _of_a_window(do: Callable[[MigrationManager, Path], object], file: str) -> int:
    from patrimoine_gui.cli import error_reply, terminal
    from patrimoine_gui.migration.manager import MigrationManager

    try:
        do(MigrationManager(), Path(file))
    except BaseException as error:  # noqa: BLE001  (answered, as the command line does)
        return terminal.of_process(json_wanted=True).answer(error_reply.error_reply("", error))
    return 0


def _undo(manager: MigrationManager, file: Path) -> None:
    from tests import keys

    manager.restores.undo(file, keys.keyring_for(manager.plan(file, "+0")))


def _change_keys(manager: MigrationManager, file: Path) -> None:
    from tests import keys

    old = keys.keyring_for(manager.plan(file, "+0"))
    manager.keys.change(file, old, old.with_passphrase(keys.OTHER, keys.QUICK))


def _renew_keys(manager: MigrationManager, file: Path) -> None:
    from tests import keys

    old = keys.keyring_for(manager.plan(file, "+0"))
    manager.keys.renew(file, old, old.renewed(keys.OTHER, keys.QUICK)[0])


def _enter(manager: MigrationManager, file: Path) -> None:
    from patrimoine_gui.portfolio.commands import assets
    from patrimoine_gui.portfolio.commands.session import CommandSession
    from tests import households, keys

    keyring = keys.keyring_for(manager.plan(file, "+0"))
    with CommandSession(file, keyring.fields, keyring.header).command() as transaction:
        assets.create(transaction, households.LIVRET)


_WINDOWS = {"undo": _undo, "keys": _change_keys, "renew": _renew_keys, "enter": _enter}


if __name__ == "__main__":
    serve()
