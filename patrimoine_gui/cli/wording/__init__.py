"""What only the command line says: to developers, and about its own commands.

The tables of errors are loaded when something was refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.wording.exit_status import ExitStatus

if TYPE_CHECKING:
    from patrimoine_gui.wording import Explanation
    from patrimoine_gui.wording.error_table import ErrorAnswer


def explain(error: BaseException) -> Explanation:
    """Explain any error to whoever typed the command, in the language in use."""
    from patrimoine_gui.wording import error_table

    answer = _answer(error)
    return error_table.explain(error) if answer is None else answer[0](error)


def status_of(error: BaseException) -> ExitStatus:
    """Give the exit status of an error; an unforeseen one was refused by the engine."""
    answer = _answer(error)
    return ExitStatus.REFUSED if answer is None else answer[1]


def _answer(error: BaseException) -> ErrorAnswer | None:
    from patrimoine_gui.cli.wording.error_table import CLI_ERRORS
    from patrimoine_gui.wording import error_table

    own = error_table.find(error, CLI_ERRORS)
    return error_table.find(error, error_table.ERRORS) if own is None else own
