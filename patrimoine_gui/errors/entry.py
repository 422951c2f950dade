"""What was entered and cannot be kept, and what can no longer be done with a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from patrimoine_gui.errors.base import UserError, harmless


class InputFault(Enum):
    """Why a value that was entered is refused."""

    DAY_OUT_OF_RANGE = "day out of range"
    DAYS_OUT_OF_ORDER = "days out of order"
    AMOUNT_OUT_OF_RANGE = "amount out of range"
    AMOUNT_MISSING = "amount missing"
    QUANTITY_OUT_OF_RANGE = "quantity out of range"
    QUANTITY_SHORT = "more than is held"
    PRICE_OUT_OF_RANGE = "price out of range"
    RATE_OUT_OF_RANGE = "rate out of range"
    COUNT_OUT_OF_RANGE = "count out of range"
    CURRENCY_MALFORMED = "currency malformed"
    CURRENCY_UNKNOWN = "currency unknown"
    CURRENCY_ENDED = "currency of the past"
    CURRENCY_OTHER = "currency of another"
    COUNTRY_MALFORMED = "country malformed"
    ISIN_MALFORMED = "identifier of a security malformed"
    SHARE_MALFORMED = "share malformed"
    NAME_MISSING = "name missing"
    SPLIT_UNBALANCED = "parts do not add up"
    SUBJECT_AMBIGUOUS = "neither one nor the other"
    CIRCULAR = "contains itself"
    RIGHT_UNFIT = "right of the other kind"
    SAME_DAY = "another for the same day"
    SUBTYPE_UNKNOWN = "subtype that the catalogue does not have"
    SUBTYPE_UNFIT = "subtype of another group"
    DETAIL_MALFORMED = "detail of another form"
    KIND_UNFIT = "kind of operation that the subtype does not have"
    PARAMETER_MALFORMED = "figure of the law of another form"


@dataclass(eq=False, repr=False)
class InputRefused(UserError):
    """A value was entered that cannot be kept; nothing was written.

    Attributes:
        fault: why.
        entity: table that it was entered for, such as "asset".
        attribute: which of its values, such as "opened_on"; never the value itself.
    """

    fault: InputFault = field(metadata=harmless())
    entity: str = field(default="", metadata=harmless())
    attribute: str = field(default="", metadata=harmless())


@dataclass(eq=False, repr=False)
class EntityMissing(UserError):
    """What the command is about, or refers to, is no longer in the file.

    Attributes:
        entity: its table.
    """

    entity: str = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class EntityExists(UserError):
    """A record of which there can be one only stands there already.

    Attributes:
        entity: its table.
    """

    entity: str = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class EntityInUse(UserError):
    """Something else needs what was to go.

    Attributes:
        entity: table of what was to go.
        used_by: table of what needs it.
        count: how many records need it.
    """

    entity: str = field(metadata=harmless())
    used_by: str = field(default="", metadata=harmless())
    count: int = field(default=1, metadata=harmless())


@dataclass(eq=False, repr=False)
class ChangedSince(UserError):
    """A command cannot be undone or redone: something else changed what it had written.

    Attributes:
        entity: table of the first record that is not as the command left it.
    """

    entity: str = field(metadata=harmless())


@dataclass(eq=False, repr=False)
class NothingToUndo(UserError):
    """No command is left to be undone, or to be redone.

    Attributes:
        redo: whether it was to be redone.
    """

    redo: bool = field(default=False, metadata=harmless())
