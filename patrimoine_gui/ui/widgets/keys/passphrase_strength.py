"""How hard a passphrase is to guess, with advice in our own words. No Qt.

The estimate is that of zxcvbn (Wheeler, USENIX Security 2016), which counts the guesses of
somebody who knows the usual words, names, dates and keyboards. It is loaded at first use.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from patrimoine_gui.i18n import _

LONGEST: Final = 100
"""Characters that are weighed: beyond, only the time it takes would grow (0.1 s at this)."""

_FRENCH: Final = """
    azerty azertyuiop qsdfghjklm wxcvbn motdepasse mdp secret bonjour coucou soleil doudou
    loulou chouchou cheval chocolat amour jetaime maman papa famille maison vacances banque
    argent epargne patrimoine notaire heritage marseille paris lyon bretagne france
"""
"""What is tried first on a French household, and is missing from the library's lists."""


class Strength(IntEnum):
    """Five degrees, after the guesses that an attacker needs: 10^3, 10^6, 10^8, 10^10, more."""

    VERY_WEAK = 0
    WEAK = 1
    MIDDLING = 2
    STRONG = 3
    VERY_STRONG = 4

    @property
    def weak(self) -> bool:
        """Whether it is worth a warning: a stolen file could be opened by patient guessing."""
        return self < Strength.STRONG


class Weakness(IntEnum):
    """What makes a passphrase easy to guess: its longest part that is known."""

    SHORT = 0
    COMMON = 1
    NAME = 2
    KEYBOARD = 3
    REPEATED = 4
    SEQUENCE = 5
    DATE = 6
    ABOUT = 7


_BY_PATTERN: Final = {
    "spatial": Weakness.KEYBOARD,
    "repeat": Weakness.REPEATED,
    "sequence": Weakness.SEQUENCE,
    "date": Weakness.DATE,
    "regex": Weakness.DATE,
}
_NAMES: Final = {"female_names", "male_names", "surnames"}


@dataclass(frozen=True, slots=True)
class Assessment:
    """What is known of a passphrase; never the passphrase itself.

    Attributes:
        strength: its degree.
        weakness: what weakens it most.
    """

    strength: Strength
    weakness: Weakness


def assess(passphrase: str, about: tuple[str, ...] = ()) -> Assessment:
    """Estimate a passphrase; takes 2 ms, at most about 0.1 s.

    Args:
        passphrase: not empty.
        about: words that an attacker sees beside the file, such as its name.
    """
    from zxcvbn import zxcvbn

    words = [word for text in about for word in re.findall(r"\w{3,}", text.casefold())]
    dictionary = list(dict.fromkeys([*words, *_FRENCH.split()]))
    result = zxcvbn(passphrase[:LONGEST], dictionary, LONGEST)
    parts = [(str(item["pattern"]), item) for item in result["sequence"]]
    parts = [part for part in parts if part[0] != "bruteforce"]
    longest = max(parts, key=lambda part: len(part[1]["token"]), default=None)
    if longest is None:
        weakness = Weakness.SHORT
    elif longest[0] == "dictionary":
        weakness = _of_word(longest[1]["dictionary_name"], longest[1]["matched_word"], words)
    else:
        weakness = _BY_PATTERN.get(longest[0], Weakness.COMMON)
    return Assessment(Strength(result["score"]), weakness)


def _of_word(dictionary: str, word: str, about: list[str]) -> Weakness:
    if dictionary == "user_inputs" and word in about:
        return Weakness.ABOUT
    return Weakness.NAME if dictionary in _NAMES else Weakness.COMMON


def strength_name(strength: Strength) -> str:
    """Name a degree."""
    return {
        Strength.VERY_WEAK: _("very weak"),
        Strength.WEAK: _("weak"),
        Strength.MIDDLING: _("middling"),
        Strength.STRONG: _("strong"),
        Strength.VERY_STRONG: _("very strong"),
    }[strength]


def advice(found: Assessment) -> str:
    """Say how to make it stronger, "" where there is no need."""
    if not found.strength.weak:
        return ""
    return {
        Weakness.SHORT: _("Make it longer: one or two more words are worth more than signs."),
        Weakness.COMMON: _("It rests on a word that is tried first. Add words that do not belong."),
        Weakness.NAME: _("It rests on a name. Add words that have nothing to do with your family."),
        Weakness.KEYBOARD: _("It follows neighbouring keys, which is tried first. Use words."),
        Weakness.REPEATED: _("It repeats itself, which adds nothing. Use different words."),
        Weakness.SEQUENCE: _("It follows an order such as abc or 123. Use words instead."),
        Weakness.DATE: _("It rests on a date or a year, which is tried early. Add words."),
        Weakness.ABOUT: _("It contains the name of the file. Add words that do not belong."),
    }[found.weakness]
