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
        AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD
        BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB
        FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD
        JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
        MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
        PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC
        SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF
        XCD XOF XPF YER ZAR ZMW ZWL
        """
    )
)
"""Currencies of ISO 4217 in use, but the euro."""

SIGNS = frozenset("$\u00a3\u00a5\u20a3\u20a9\u20aa\u20ab\u20b9\u20ba\u20bd\u20bf")

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_WORDS = re.compile(r"[^\W\d_]+")


def mentions_another_v1(name: object) -> bool:
    """Tell whether a name has another currency, as a code in capitals or a sign, in parentheses."""
    if type(name) is not str:
        return False
    return any(
        not SIGNS.isdisjoint(inside) or not CODES.isdisjoint(_WORDS.findall(inside))
        for inside in _PARENTHESES.findall(name)
    )
