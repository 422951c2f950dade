"""What the law says is missing from the file, or cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003

from patrimoine_gui.errors.base import UserError, harmless


@dataclass(eq=False, repr=False)
class ParameterMissing(UserError):
    """No value of a parameter of the law is known for a day; none is guessed.

    Attributes:
        key: which parameter, such as "ifi.scale".
        on: the day.
    """

    key: str = field(metadata=harmless())
    on: date = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class ParameterMalformed(UserError):
    """The value of a parameter of the law was entered in a form that cannot be read.

    Attributes:
        key: which parameter.
        on: the first day of the value.
    """

    key: str = field(metadata=harmless())
    on: date = field(metadata=harmless())
