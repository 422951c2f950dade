"""Every error, step and change in words a person understands, for windows and command line.

An explanation says what happened, whether the data is safe, and what to do next. None offers to
delete anything. What is only needed when something failed is imported then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui.wording.explanation import Explanation
from patrimoine_gui.wording.names import (
    bucket_name,
    change_sentence,
    difference_sentence,
    field_name,
    holder_sentence,
    measure_name,
    program_name,
    state_name,
    step_name,
)

if TYPE_CHECKING:
    from patrimoine_gui.migration.outcome import Outcome

__all__ = [
    "Explanation",
    "bucket_name",
    "change_sentence",
    "difference_sentence",
    "explain",
    "field_name",
    "holder_sentence",
    "measure_name",
    "program_name",
    "report_text",
    "state_name",
    "step_name",
]


def explain(error: BaseException) -> Explanation:
    """Explain an error to the user, in the language in use; an unforeseen one honestly."""
    from patrimoine_gui.wording import error_table

    return error_table.explain(error)


def report_text(subject: Outcome | BaseException) -> str:
    """Tell an outcome or an error to the developers, without any amount, name or path."""
    from patrimoine_gui.wording import report

    return report.report_text(subject)
