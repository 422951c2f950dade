"""A person at a terminal: waits for a question, then types."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0
CTRL_C = "\x03"
CTRL_D = "\x04"

# The terminal becomes that of the command, so that Ctrl-C reaches it and the tester's own is not
# touched.
START = (
    "import fcntl, os, signal, sys, termios;"
    "signal.signal(signal.SIGINT, signal.SIG_DFL);"  # a background shell has it ignored
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
)

Reply = str | Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Conversation:
    """What came of it.

    Attributes:
        status: exit status.
        shown: what the screen had, echo included.
        out: the answer on stdout, which is no terminal.
    """

    status: int
    shown: str
    out: str


def converse(*words: str | Path, turns: tuple[tuple[str, Reply], ...]) -> Conversation:
    """Run a command on a terminal of its own.

    Args:
        words: the command line.
        turns: what to wait for on the screen, and what to type then, with its end of line; or
            what gives it, told what the screen has shown so far.
    """
    import pty

    master, slave = pty.openpty()
    command = [sys.executable, "-c", START, "migrate.py", *map(str, words)]
    try:
        with subprocess.Popen(
            command,
            cwd=ROOT,
            stdin=slave,
            stdout=subprocess.PIPE,
            stderr=slave,
            start_new_session=True,
        ) as process:
            os.close(slave)
            try:
                shown = _talk(master, turns)
                out, _nothing = process.communicate(timeout=PATIENCE)
            finally:  # whatever went wrong, wait for nobody who says nothing any more
                process.kill()
    finally:
        os.close(master)
    return Conversation(process.returncode, shown, out.decode())


def _talk(master: int, turns: tuple[tuple[str, Reply], ...]) -> str:
    screen = b""
    seen = 0
    for awaited, reply in turns:
        while awaited.encode() not in screen[seen:]:
            more = _read(master)
            assert more, f"{awaited!r} never came; the screen has: {screen.decode()}"
            screen += more
        seen = screen.index(awaited.encode(), seen) + len(awaited.encode())
        typed = reply if isinstance(reply, str) else reply(screen.decode())
        os.write(master, typed.encode())
    while more := _read(master):
        screen += more
    return screen.decode()


def _read(master: int) -> bytes:
    ready, _, _ = select.select([master], [], [], PATIENCE)
    assert ready, "the command says nothing any more"
    try:
        return os.read(master, 65536)
    except OSError:  # Linux says so when the last program has left the terminal
        return b""
