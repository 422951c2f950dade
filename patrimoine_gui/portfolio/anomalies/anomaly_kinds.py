"""The kinds of anomalies: how serious each is, and what it makes uncertain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final


class Severity(Enum):
    """How serious an anomaly is: the kinds of notices of the windows."""

    WARNING = "warn"
    """A figure that is shown today is wrong, or lacks something."""

    INFO = "info"
    """To be looked at."""


class EntityKind(Enum):
    """What an anomaly may be about."""

    HOUSEHOLD = "household"
    MEMBER = "member"
    INSTITUTION = "institution"
    ASSET = "asset"
    LOAN = "loan"
    LOAN_EVENT = "loan_event"
    VALUATION = "valuation"
    OWNERSHIP = "ownership"
    SECURITY = "security"
    POSITION = "position"
    PRICE = "price"
    RATE = "fx_rate"
    OPERATION = "operation"
    CATEGORY = "category"
    STATEMENT = "statement"


class Uncertain(Enum):
    """What an anomaly makes uncertain."""

    VALUE = "what something is worth"
    SHARES = "what each owns"
    SCHEDULE = "what will be owed"
    PERFORMANCE = "contributions, gains and rates of return"
    CATEGORIES = "sums by category"
    WORDS = "names and notes"


class AnomalyKind(Enum):
    """What is wrong, in the order in which anomalies are told."""

    UNREADABLE = "amounts that cannot be read"
    ILLEGIBLE = "fields that cannot be read"
    NO_RATE = "a currency without a rate"
    NO_PRICE = "a security without a price"
    LOAN_WITHOUT_RATE = "a loan without a rate"
    LOAN_WITHOUT_TERMS = "a loan without terms"
    MODULATION_TOO_LOW = "a payment that does not cover the interest"
    EVENT_IGNORED = "a loan event without effect"
    OPENED_AFTER_CLOSED = "opened after it was closed"
    BEFORE_OPENING = "dated before the opening"
    AFTER_CLOSING = "dated after the closing"
    IN_THE_FUTURE = "dated in the future"
    SHARES_ABOVE = "shares above the whole"
    SHARES_BELOW = "shares below the whole"
    NOBODY = "no owner named"
    OWNERS_ENDED = "no owner any more"
    USUFRUCT_ALONE = "a usufruct without a bare owner"
    BARE_ALONE = "a bare ownership without a usufruct"
    AGE_UNKNOWN = "a usufruct whose owner's age is unknown"
    ENDS_BEFORE_START = "a share that ends before it starts"
    BORN_IN_THE_FUTURE = "born in the future"
    BORN_TOO_LONG_AGO = "born too long ago"
    TRANSFER_ONE_LEG = "a transfer with one side"
    TRANSFER_UNBALANCED = "a transfer whose sides differ"
    SPLITS_DIFFER = "parts that do not add up"
    PARENT_CYCLE = "something inside itself"
    PARENT_AND_CHILD = "a thing and what is inside it both counted"
    COMPANY_AND_BUILDING = "a building and the company that owns it both counted"
    BALANCE_IGNORED = "a balance of what is valued by its securities"
    CURRENCY_TO_CHECK = "a currency to be checked"


_WEIGHTS: Final = {
    AnomalyKind.UNREADABLE: (Severity.WARNING, Uncertain.VALUE),
    AnomalyKind.ILLEGIBLE: (Severity.WARNING, Uncertain.WORDS),
    AnomalyKind.NO_RATE: (Severity.WARNING, Uncertain.VALUE),
    AnomalyKind.NO_PRICE: (Severity.WARNING, Uncertain.VALUE),
    AnomalyKind.LOAN_WITHOUT_RATE: (Severity.INFO, Uncertain.SCHEDULE),
    AnomalyKind.LOAN_WITHOUT_TERMS: (Severity.INFO, Uncertain.SCHEDULE),
    AnomalyKind.MODULATION_TOO_LOW: (Severity.WARNING, Uncertain.SCHEDULE),
    AnomalyKind.EVENT_IGNORED: (Severity.INFO, Uncertain.SCHEDULE),
    AnomalyKind.OPENED_AFTER_CLOSED: (Severity.WARNING, Uncertain.VALUE),
    AnomalyKind.BEFORE_OPENING: (Severity.INFO, Uncertain.VALUE),
    AnomalyKind.AFTER_CLOSING: (Severity.INFO, Uncertain.VALUE),
    AnomalyKind.IN_THE_FUTURE: (Severity.INFO, Uncertain.VALUE),
    AnomalyKind.SHARES_ABOVE: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.SHARES_BELOW: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.NOBODY: (Severity.INFO, Uncertain.SHARES),
    AnomalyKind.OWNERS_ENDED: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.USUFRUCT_ALONE: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.BARE_ALONE: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.AGE_UNKNOWN: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.ENDS_BEFORE_START: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.BORN_IN_THE_FUTURE: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.BORN_TOO_LONG_AGO: (Severity.WARNING, Uncertain.SHARES),
    AnomalyKind.TRANSFER_ONE_LEG: (Severity.INFO, Uncertain.PERFORMANCE),
    AnomalyKind.TRANSFER_UNBALANCED: (Severity.INFO, Uncertain.PERFORMANCE),
    AnomalyKind.SPLITS_DIFFER: (Severity.INFO, Uncertain.CATEGORIES),
    AnomalyKind.PARENT_CYCLE: (Severity.WARNING, Uncertain.CATEGORIES),
    AnomalyKind.PARENT_AND_CHILD: (Severity.WARNING, Uncertain.VALUE),
    AnomalyKind.COMPANY_AND_BUILDING: (Severity.WARNING, Uncertain.VALUE),
    AnomalyKind.BALANCE_IGNORED: (Severity.INFO, Uncertain.VALUE),
    AnomalyKind.CURRENCY_TO_CHECK: (Severity.INFO, Uncertain.VALUE),
}
_KINDS: Final = tuple(AnomalyKind)
_SEVERITIES: Final = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """Something that cannot be right.

    Attributes:
        kind: what is wrong.
        severity: how serious it is.
        uncertain: what it makes uncertain.
        entity: the kind of thing that it is about.
        id: its number; 0 for the household, and for a currency.
        owned_id: the asset or the loan where it matters; None for all, or for none.
        day: from which day, or of which day; None where it has none.
        until: the day from which it is no longer so, None for never.
        code: the currency.
        fields: the attributes that it is about.
        count: how many there are of it.
    """

    kind: AnomalyKind
    severity: Severity
    uncertain: Uncertain
    entity: EntityKind
    id: int
    owned_id: int | None = None
    day: date | None = None
    until: date | None = None
    code: str = ""
    fields: tuple[str, ...] = ()
    count: int = 1

    @property
    def identity(self) -> str:
        """Its name for ever, by which it is ignored: it tells what is wrong, and of what."""
        day = "" if self.day is None else self.day.isoformat()
        return (
            f"{self.kind.name} {self.entity.value} {self.id} {self.owned_id or 0} {day}{self.code}"
        )

    @property
    def rank(self) -> tuple[object, ...]:
        """Its place among others: by severity, kind, subject and day."""
        return (
            _SEVERITIES.index(self.severity),
            _KINDS.index(self.kind),
            self.owned_id or 0,
            self.entity.value,
            self.id,
            self.day or date.min,
            self.code,
        )


def anomaly(  # noqa: PLR0913  (each is a part of what is said)
    kind: AnomalyKind,
    entity: EntityKind,
    number: int,
    owned_id: int | None = None,
    *,
    day: date | None = None,
    until: date | None = None,
    code: str = "",
    fields: tuple[str, ...] = (),
    count: int = 1,
    severity: Severity | None = None,
    uncertain: Uncertain | None = None,
) -> Anomaly:
    """Make an anomaly, as serious as its kind usually is."""
    usual = _WEIGHTS[kind]
    return Anomaly(
        kind,
        severity or usual[0],
        uncertain or usual[1],
        entity,
        number,
        *(owned_id, day, until, code, fields, count),
    )
