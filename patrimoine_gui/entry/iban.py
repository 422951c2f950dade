"""IBANs: their form, the length of each country, and the key.

Source: ISO 13616, and the IBAN registry of SWIFT for the lengths.
"""

from __future__ import annotations

import re
from typing import Final

from patrimoine_gui.errors import EntryFault, EntryUnreadable

_LISTED: Final = (
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
    "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 "
    "IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 "
    "MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 "
    "SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30"
)
_LENGTHS: Final = {item[:2]: int(item[2:]) for item in _LISTED.split()}
_FORM: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+")
_LONGEST: Final = 100
_MODULUS: Final = 97
_GROUP: Final = 4


def parse(text: str) -> str:
    """Give an IBAN in capitals and without spaces.

    Raises:
        EntryUnreadable: it has not the form of one, its country has none, or its length or its key
            does not fit.
    """
    code = "".join(text[:_LONGEST].split()).upper().replace("-", "")
    if not code:
        raise EntryUnreadable(EntryFault.EMPTY)
    if not code.isascii() or not _FORM.fullmatch(code):
        raise EntryUnreadable(EntryFault.IBAN_CHARACTERS)
    length = _LENGTHS.get(code[:2])
    if length is None:
        raise EntryUnreadable(EntryFault.IBAN_COUNTRY)
    if len(code) != length:
        raise EntryUnreadable(EntryFault.IBAN_LENGTH, length)
    if _key(code) != 1:
        raise EntryUnreadable(EntryFault.IBAN_KEY)
    return code


def is_iban(code: str) -> bool:
    """Tell whether a text is an IBAN as `parse` gives it."""
    try:
        return parse(code) == code
    except EntryUnreadable:
        return False


def grouped(code: str) -> str:
    """Write an IBAN in groups of four, as on paper; any other text alike."""
    plain = "".join(code.split())
    return " ".join(plain[place : place + _GROUP] for place in range(0, len(plain), _GROUP))


def _key(code: str) -> int:
    """Give the remainder by 97 of the code with its first four characters last (ISO 7064)."""
    moved = code[_GROUP:] + code[:_GROUP]
    return int("".join(str(int(character, 36)) for character in moved)) % _MODULUS
