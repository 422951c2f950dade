"""How amounts, dates, sizes and durations are written, in French and in English.

The forms are those of CLDR: in French U+202F between groups and before %, U+00A0 before € and
units; in English a comma between groups. The language is an argument; without it, the one in
use is taken.
"""

from __future__ import annotations

from patrimoine_gui import i18n, local_time

TYPE_CHECKING = False  # `status` writes sizes, and cannot wait for typing
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from typing import Final, TypeAlias

    Write: TypeAlias = Callable[[int], str]
    """Writes an amount in cents."""

NARROW_SPACE: Final = "\u202f"
"""Between groups of three digits and before %, in French."""

HARD_SPACE: Final = "\u00a0"
"""Before € and units: the line never breaks there."""

UNKNOWN: Final = "—"
"""What is shown for a value that is not known; never 0."""

HIDDEN: Final = "• • •"
"""What is shown for an amount while amounts are hidden; its length tells nothing."""

_UNSHOWN = {"Cc", "Cs", "Zl", "Zp"}
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What turns the rest of a line around: a name could pass for another by it."""

_MONTHS = {
    "fr": "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre",
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
}
_SHORT_MONTHS = {
    "fr": "janv.,févr.,mars,avr.,mai,juin,juil.,août,sept.,oct.,nov.,déc.",
    "en": "Jan,Feb,Mar,Apr,May,Jun,Jul,Aug,Sept,Oct,Nov,Dec",
}
_UNITS_FR = ("octets", "ko", "Mo", "Go", "To")
_UNITS_EN = ("bytes", "kB", "MB", "GB", "TB")
_STEP = 1000
_MINUTE = 60
_HOUR = 3600


def _french(language: str | None) -> bool:
    return (language or i18n.language()) == "fr"


def integer(number: int, language: str | None = None) -> str:
    """Write a whole number with its groups of three digits."""
    text = f"{abs(number):,}"
    sign = "-" if number < 0 else ""
    return sign + (text.replace(",", NARROW_SPACE) if _french(language) else text)


def decimal(number: float, digits: int, language: str | None = None) -> str:
    """Write a number with some digits after the mark: "12,50" or "12.50"."""
    text = f"{number:.{digits}f}"
    return text.replace(".", ",") if _french(language) else text


def money(cents: int, language: str | None = None) -> str:
    """Write an amount in cents of a euro, to the cent: "1 234,56 €" or "€1,234.56"."""
    whole, part = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    if _french(language):
        return f"{sign}{integer(whole, 'fr')},{part:02d}{HARD_SPACE}€"
    return f"{sign}€{integer(whole, 'en')}.{part:02d}"


def foreign(amount: int, decimals: int, currency: str, language: str | None = None) -> str:
    """Write an amount in minor units of a currency, with its ISO code: "1 234,50 USD"."""
    whole, part = divmod(abs(amount), 10**decimals)
    mark = "," if _french(language) else "."
    digits = f"{mark}{part:0{decimals}d}" if decimals else ""
    sign = "-" if amount < 0 else ""
    return f"{sign}{integer(whole, language)}{digits}{HARD_SPACE}{currency}"


def euros(cents: int, language: str | None = None) -> str:
    """Write an amount to the nearest euro, half away from zero, where cents would only be noise."""
    whole = (abs(cents) + 50) // 100
    sign = "-" if cents < 0 and whole else ""
    if _french(language):
        return f"{sign}{integer(whole, 'fr')}{HARD_SPACE}€"
    return f"{sign}€{integer(whole, 'en')}"


def signed(cents: int, language: str | None = None) -> str:
    """Write a difference in euros, with its sign even when it is above zero."""
    text = euros(cents, language)
    return text if text.startswith("-") or not any(c in text for c in "123456789") else f"+{text}"


def percent(ratio: float, language: str | None = None) -> str:
    """Write a signed ratio with one decimal: "+3,2 %" or "+3.2%"."""
    text = f"{ratio * 100:+.1f}"
    if text in {"+0.0", "-0.0"}:
        text = "0.0"
    return f"{text.replace('.', ',')}{NARROW_SPACE}%" if _french(language) else f"{text}%"


def day(on: date, language: str | None = None) -> str:
    """Write a date in full: "1er mars 2026" or "1 March 2026"."""
    french = _french(language)
    rank = "1er" if french and on.day == 1 else str(on.day)
    return f"{rank} {_month(_MONTHS, on, french=french)} {on.year}"


def moment(at: datetime, language: str | None = None) -> str:
    """Write a date with its time of day, of the computer's own clock: "1er mars 2026, 08:05".

    The zone is named where the computer's own clock does not know the moment.
    """
    local = local_time.local(at)
    return f"{day(local, language)}, {local:%H:%M}{_zone(at, local)}"


def short_moment(at: datetime, language: str | None = None) -> str:
    """Write a date and a time of day where there is little room: "1 mars 2026, 08:05"."""
    local = local_time.local(at)
    return f"{short_day(local, language)}, {local:%H:%M}{_zone(at, local)}"


def _zone(at: datetime, local: datetime) -> str:
    return f"{HARD_SPACE}{at:%Z}" if local is at else ""


def short_day(on: date, language: str | None = None) -> str:
    """Write a date for a table: "31 déc. 2026" or "31 Dec 2026"."""
    month = _month(_SHORT_MONTHS, on, french=_french(language))
    return f"{on.day}{HARD_SPACE}{month}{HARD_SPACE}{on.year}"


def month(on: date, language: str | None = None) -> str:
    """Write a month for the axis of a chart: "déc. 2026" or "Dec 2026"."""
    name = _month(_SHORT_MONTHS, on, french=_french(language))
    return f"{name}{HARD_SPACE}{on.year}"


def short_money(number: str, unit: str, language: str | None = None) -> str:
    """Write an amount for the axis of a chart: "400 k€" or "€400k"; G is for billions."""
    if _french(language):
        return f"{number.replace('.', ',')}{HARD_SPACE}{unit.replace('G', 'Md')}€"
    sign, digits = ("-", number[1:]) if number.startswith("-") else ("", number)
    return f"{sign}€{digits}{unit.replace('G', 'bn')}"


def _month(names: dict[str, str], on: date, *, french: bool) -> str:
    return names["fr" if french else "en"].split(",")[on.month - 1]


def size(count: int, language: str | None = None) -> str:
    """Write a number of bytes in the unit that a person reads: "4,2 Mo" or "4.2 MB"."""
    french = _french(language)
    units = _UNITS_FR if french else _UNITS_EN
    value, rank = float(count), 0
    while round(value, 1) >= _STEP and rank < len(units) - 1:
        value, rank = value / _STEP, rank + 1
    unit = units[0][:-1] if rank == 0 and count in {0, 1} and french else units[rank]
    text = str(count) if rank == 0 else f"{value:.1f}"
    return f"{text.replace('.', ',') if french else text}{HARD_SPACE}{unit}"


def duration(seconds: float) -> str:
    """Write a duration: "12 s", "2 min 05 s", "1 h 05 min"; the same in both languages."""
    whole = max(0, round(seconds))
    if whole < _MINUTE:
        return f"{whole}{HARD_SPACE}s"
    if whole < _HOUR:
        minutes, rest = divmod(whole, _MINUTE)
        return f"{minutes}{HARD_SPACE}min{HARD_SPACE}{rest:02d}{HARD_SPACE}s"
    hours, rest = divmod(whole, _HOUR)
    return f"{hours}{HARD_SPACE}h{HARD_SPACE}{rest // _MINUTE:02d}{HARD_SPACE}min"


def visible(text: str, kept: str = "") -> str:
    """Write a name so that it says what it is and does nothing to a terminal or a window.

    A control character, a sign that turns the line around, and a byte that is no UTF-8 are
    written by their number, as `ls -b` does.

    Args:
        text: a path, or a text with one in it.
        kept: control characters that stay, such as the end of a line.
    """
    if text.isprintable():
        return text
    return "".join(sign if sign in kept else _sign(sign) for sign in text)


def _sign(sign: str) -> str:
    import unicodedata

    if unicodedata.category(sign) not in _UNSHOWN and sign not in _DIRECTIONS:
        return sign
    number = ord(sign)
    byte = number - _FIRST_BYTE if _FIRST_BYTE < number < _FIRST_BYTE + 256 else number
    return _NAMED.get(sign) or (f"\\x{byte:02x}" if byte < 256 else f"\\u{byte:04x}")  # noqa: PLR2004


_NAMED = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
_FIRST_BYTE = 0xDC00
"""Python gives a byte that is no UTF-8 in a path as this and the byte."""
