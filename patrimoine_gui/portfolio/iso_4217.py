"""The codes of the currencies: those in use, and those that ended.

Source: ISO 4217, list one, as amended to 2026, without the codes that are no money of a country
(funds, units of account); gold, silver, platinum and palladium are kept, for people hold them.
"""

from __future__ import annotations

from datetime import date
from typing import Final

_LISTED: Final = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP "
    "BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES "
    "KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU "
    "MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON "
    "RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND "
    "TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR "
    "ZMW ZWG XAG XAU XPD XPT"
)

CODES: Final = frozenset(_LISTED.split())
"""Codes that a new amount can be in; an old file may hold others, and keeps them."""

_ENDED: Final = (
    "1999-07-05 BGL, 1999-12-13 AON AOR, 2000-01-01 BYB, 2000-09-15 ECS, 2000-10-30 TJR, "
    "2002-01-01 ADP ATS BEF DEM ESP FIM FRF GRD IEP ITL LUF NLG PTE, 2002-05-20 TPE, "
    "2003-01-02 AFA, 2003-02-04 YUM, 2004-01-01 SRG, 2005-01-01 MGF TRL, 2005-07-01 ROL, "
    "2006-01-01 AZM, 2006-07-01 MZM, 2006-10-25 CSD, 2007-01-01 SIT, 2007-01-10 SDD, "
    "2007-07-01 GHC, 2008-01-01 CYP MTL VEB, 2008-08-01 ZWD, 2009-01-01 SKK TMM, "
    "2009-02-02 ZWR, 2011-01-01 EEK, 2013-01-01 ZMK, 2014-01-01 LVL, 2015-01-01 LTL, "
    "2016-07-01 BYR, 2018-01-01 MRO STD, 2018-08-20 VEF, 2021-01-01 CUC, 2023-01-01 HRK, "
    "2024-01-01 SLL, 2024-04-08 ZWL, 2025-03-31 ANG, 2026-01-01 BGN"
)

ENDED: Final = {
    code: date.fromisoformat(line.split()[0])
    for line in _ENDED.split(", ")
    for code in line.split()[1:]
}
"""The first day on which what was held in a currency was held in the one that replaced it.

Source: ISO 4217, list three, and the laws that it follows; those that ended since 1999.
"""


def has_ended(code: str, day: date) -> bool:
    """Tell whether a currency was no money any more on a day."""
    return day >= ENDED.get(code, date.max)


def is_in_use(code: str, day: date) -> bool:
    """Tell whether an amount can be new in a currency on a day, today or one in the past."""
    return code in CODES or (code in ENDED and not has_ended(code, day))
