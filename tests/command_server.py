"""Starts commands of the command line from a process that has loaded already what they import.

Each command still runs in a process of its own, with its own descriptors, environment and folder:
it is forked where the modules are loaded, instead of loading them again, which takes several times
as long as most commands. Where there is no fork, and where a test needs a process from its very
start, `subprocess` is used.
"""

from __future__ import annotations

import atexit
import functools
import gc
import importlib
import json
import os
import pkgutil
import runpy
import selectors
import socket
import subprocess
import sys
import threading
import time
import traceback
from contextlib import ExitStack
from pathlib import Path
from typing import NoReturn

import patrimoine_gui

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / "migrate.py"
NOT_LOADED = ("patrimoine_gui.ui", "patrimoine_gui.app", "patrimoine_gui.portfolio")
"""What no command needs."""

AT_START = ("LC_", "LANG", "PYTHON")
"""Variables that an interpreter reads as it starts begin with these."""


def can_run(environment: dict[str, str]) -> bool:
    """Tell whether a command in an environment is the same here as in a new process."""
    if not hasattr(os, "fork") or sys.platform == "darwin":  # whose libraries survive no fork
        return False
    return _read_at_start(environment) == _server()[1]


def run(words: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run `migrate.py` in the project's folder, with nothing to read, and give what it answered."""
    server, _environment = _server()
    with ExitStack() as stack:
        out, out_end = os.pipe()
        err, err_end = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        for reader in (out, err):
            stack.callback(os.close, reader)
        try:
            _send(server, words, environment, (nothing, out_end, err_end))
        finally:
            for file in (nothing, out_end, err_end):
                os.close(file)
        told = _read_all(out, err)
        status = int.from_bytes(server.recv(4, socket.MSG_WAITALL), "big", signed=True)
    return subprocess.CompletedProcess(["migrate.py", *words], status, told[out], told[err])


def _read_at_start(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name.startswith(AT_START)}


def _send(
    server: socket.socket, words: list[str], environment: dict[str, str], files: tuple[int, ...]
) -> None:
    text = json.dumps([words, environment]).encode("ascii")  # odd bytes of names are escaped
    socket.send_fds(server, [len(text).to_bytes(4, "big")], files)
    server.sendall(text)


def _read_all(*readers: int) -> dict[int, str]:
    """Read until nobody writes any more, decoded as `subprocess` does."""
    told = dict.fromkeys(readers, b"")
    with selectors.DefaultSelector() as selector:
        for reader in readers:
            selector.register(reader, selectors.EVENT_READ)
        while selector.get_map():
            for key, _events in selector.select():
                if more := os.read(key.fd, 65536):
                    told[key.fd] += more
                else:
                    selector.unregister(key.fd)
    return {reader: text.decode().replace("\r\n", "\n") for reader, text in told.items()}


@functools.cache
def _server() -> tuple[socket.socket, dict[str, str]]:
    """Start the process that loads the modules once, which ends with this one."""
    ours, its = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.command_server", str(its.fileno())],
        cwd=ROOT,
        pass_fds=(its.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    its.close()

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours, _read_at_start(dict(os.environ))


# --- in the process that has loaded everything ----------------------------------------------------


def _serve(client: socket.socket) -> None:
    """Fork a process for each request, until nobody asks any more."""
    while True:
        size, files, _flags, _address = socket.recv_fds(client, 4, 3)
        if not size:
            return
        words, environment = json.loads(client.recv(_length(size), socket.MSG_WAITALL))
        child = os.fork()
        if child == 0:
            client.close()
            _become(words, environment, files)
        for file in files:
            os.close(file)
        _child, status = os.waitpid(child, 0)
        client.sendall(os.waitstatus_to_exitcode(status).to_bytes(4, "big", signed=True))


def _length(size: bytes) -> int:
    return int.from_bytes(size, "big")


def _become(words: list[str], environment: dict[str, str], files: list[int]) -> NoReturn:
    """Be the program that was asked for, from its first line to its exit."""
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [str(PROGRAM), *words]
    status = 0
    try:
        runpy.run_path(str(PROGRAM), run_name="__main__")
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001  (as the interpreter does)
        traceback.print_exc()
        status = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status)


def _load() -> None:
    """Load what the commands import."""
    for module in pkgutil.walk_packages(patrimoine_gui.__path__, "patrimoine_gui."):
        if not module.name.startswith(NOT_LOADED) and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    gc.collect()
    gc.freeze()  # or each child would copy the memory of all this as it collects


if __name__ == "__main__":
    _load()
    _serve(socket.socket(fileno=int(sys.argv[1])))
