"""Names that a file or a folder may have, and that a program may stumble over."""

from __future__ import annotations

import os
from typing import Final

NAMES: Final = {
    "accent": "Élodie et Hélène",
    "decomposed accent": "E\u0301lodie",
    "apostrophe": "l’or de mamie",
    "quote": "l'or d'Élodie",
    "double quote": 'le "bas de laine"',
    "emoji": "🐝 patrimoine 👨‍👩‍👧",
    "per cent": "100% à nous %s %(here)s %41",
    "hash": "maison #2",
    "question mark": "à qui ? mode=ro&x",
    "spaces": "  deux  espaces ",
    "semicolon": "a;DROP TABLE account;--",
    "leading dash": "-journal",
    "backslash": "C:\\maison",
    "brackets": "[a-z]*?{x}",
    "braces": "{maison} {0} {} {file.__class__}",
    "open brace": "{maison",
    "ampersand": "moi & toi &amp; nous",
    "mark-up": "<b>gras<img src=x>",
    "newline": "deux\nlignes",
    "control characters": "\x1b[31mrouge\x07\r\x85",
    "right to left": "\u202egpj.xslx",
    "file:": "file:maison?mode=memory",
    "tilde": "~root",
    "no UTF-8": os.fsdecode(b"caf\xe9"),
    "a surrogate in UTF-8": os.fsdecode(b"\xed\xa0\xbd\xed\xb8\x80"),
    "every odd byte": os.fsdecode(bytes(range(0x80, 0x100))),
}
"""What each is called in a test, and the name."""

_AT_ONCE: Final = 9
FOLDERS: Final = tuple(
    "/".join([*NAMES.values()][start : start + _AT_ONCE])
    for start in range(0, len(NAMES), _AT_ONCE)
)
"""Folders in folders, so that few of them have all the names."""
