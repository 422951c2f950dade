"""Tells whether the name of an asset speaks of another currency than the euro.

Frozen. People wrote "Livret (USD)" or "Compte ($)" when a file knew euros only. It says what
they had in mind, not what the amounts are in: nothing is guessed from it, it is shown.
"""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"[A-Z]{3}")
CODES = frozenset(
    _WRITTEN.findall(
        """
        AED AUD BGN BRL CAD CHF CNY CZK DKK DZD EGP GBP HKD HUF IDR ILS INR ISK JPY KRW LBP LKR
        MAD MGA MUR MXN MYR NOK NZD PHP PLN RON RSD RUB SAR SEK SGD THB TND TRY TWD UAH USD VND
        XAF XOF XPF ZAR
        """
    )
)
"""Currencies of ISO 4217 that a French household meets, but the euro."""

SIGNS = frozenset("$\u00a3\u00a5\u20a3\u20bd\u20b9")

_IN_BRACKETS = re.compile(r"\(([^()]*)\)")


def mentions_another_v1(name: object) -> bool:
    """Tell whether a name has the code or the sign of another currency in brackets, alone."""
    if type(name) is not str:
        return False
    words = (inside.strip() for inside in _IN_BRACKETS.findall(name))
    return any(word.upper() in CODES or word in SIGNS for word in words)
