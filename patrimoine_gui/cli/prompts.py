"""Questions at the keyboard; what is secret is never echoed."""

from __future__ import annotations

import os
import select
import signal
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, TextIO

from patrimoine_gui.errors import Cancelled
from patrimoine_gui.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.cli.terminal import Terminal


_TURN_SECONDS = 0.2


def ask(terminal: Terminal, question: str) -> str:
    """Ask for a line, and show what is typed.

    Raises:
        Cancelled: the keyboard gives no more lines (Ctrl-D).
    """
    terminal.say(f"{question} ")
    return _line(terminal.keyboard)


def require_yes(terminal: Terminal, question: str) -> None:
    """Ask for agreement.

    Raises:
        Cancelled: the answer was anything but yes.
    """
    # what a person types to agree, separated by blanks
    agreement = set(_("y yes").casefold().split())
    if ask(terminal, question).strip().casefold() not in agreement:
        raise Cancelled


def ask_hidden(terminal: Terminal, question: str) -> str:
    """Ask for a line, and show nothing of what is typed.

    Raises:
        Cancelled: the keyboard gives no more lines (Ctrl-D).
        KeyboardInterrupt: Ctrl-C, or a polite end of the session.
    """
    if os.name == "nt":
        import getpass

        return getpass.getpass(f"{question} ")
    with _unechoed(terminal.keyboard):
        try:
            return ask(terminal, question)
        finally:
            terminal.say("\n")  # the one that was typed has not been shown


def _line(keyboard: TextIO) -> str:
    _await(keyboard)
    line = keyboard.readline()
    if not line:
        raise Cancelled
    return line.rstrip("\r\n")


def _await(keyboard: TextIO) -> None:
    """Wait for a line in short turns.

    Python notices a Ctrl-C that comes just before a read only when that read is over: without
    turns, one pressed as the question appears would have to be pressed again.
    """
    if os.name == "nt":  # its consoles are no files to wait for
        return
    with suppress(OSError, ValueError):  # no descriptor: lines that are there already
        descriptor = keyboard.fileno()
        while not select.select([descriptor], [], [], _TURN_SECONDS)[0]:
            pass


@contextmanager
def _unechoed(keyboard: TextIO) -> Iterator[None]:
    """Turn the echo off; whatever ends the question, but a kill, turns it on again."""
    import termios

    terminated = signal.signal(signal.SIGTERM, signal.default_int_handler)
    before = termios.tcgetattr(keyboard)
    silent = [*before]
    silent[3] &= ~termios.ECHO  # the local modes
    try:
        # FLUSH: what was typed before the question, and shown, is no answer to it.
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, silent)
        yield
    finally:
        termios.tcsetattr(keyboard, termios.TCSAFLUSH, before)
        signal.signal(signal.SIGTERM, terminated)
