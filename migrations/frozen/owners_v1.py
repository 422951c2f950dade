"""Understands whose an asset is, as it was written until 0.7: "Moi", "Commun 50/50".

Frozen. What is not one of a few plain forms is not understood, and nothing is guessed from it.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import NamedTuple

ME, PARTNER = "moi", "conjoint"
_LONGEST = 300

_ME = {"moi", "moi meme", "a moi", "100 % moi", "100% moi", "moi 100 %", "moi 100%", "perso"}
_PARTNER = {
    *("conjoint", "conjointe", "mon conjoint", "ma conjointe", "epoux", "epouse", "mon epoux"),
    *("mon epouse", "ma femme", "mon mari", "partenaire"),
}
_BOTH = {
    *("commun", "communs", "en commun", "commune", "communaute", "joint", "compte joint", "nous"),
    *("nous deux", "les deux", "couple", "moitie moitie", "moitie-moitie"),
}
_RIGHTS = frozenset(
    [
        *("usufruit", "usufruitier", "usufruitiere", "usufruitiers", "nue", "nu", "nue-propriete"),
        *("nu-proprietaire", "demembrement", "demembre", "pleine", "propriete", "quasi-usufruit"),
        *("indivision", "indivis", "indivise", "indivisaires", "succession", "heritage"),
        *("heritiers", "donation", "quote-part", "tontine", "a", "voir", "divers", "inconnu"),
        *("autre", "autres", "aucun", "personne", "enfants", "tous", "notaire", "tiers"),
    ]
)
"""Words that begin no name: what is owned in such words takes more than a name to divide."""

_SPLIT = re.compile(r"(?:(?:en )?communs?(?: a)? )?(\d{1,3}) ?%? ?[/-] ?(\d{1,3}) ?%?")
_WITH = re.compile(
    r"(?:indivision )?(?:(\d{1,4}) ?/ ?(\d{1,4})|(\d{1,3})(?:[.,](\d{1,2}))? ?%)"
    r"(?: en indivision)? avec (.+)"
)
_ALONE = re.compile(
    r"(?:(?:en )?indivision(?: a)? )(?:(\d{1,4}) ?/ ?(\d{1,4})|(\d{1,3})(?:[.,](\d{1,2}))? ?%)"
)
_PART = r"(\d{1,4}) ?/ ?(\d{1,4})|(\d{1,3})(?:[.,](\d{1,2}))? ?%"
_NAMED = re.compile(rf"\s*([^\d%,;:/&]+?) ?:? ?(?:{_PART})\s*(?:[,;&]|et\b|$)?", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:,|&|\+|/|\bet\b)\s*")
_NAME = re.compile(r"[^\W\d_]+(?:[-' \u2019][^\W\d_]+)*")


class ShareV1(NamedTuple):
    """One owner and his part of the whole.

    Attributes:
        name: `ME`, `PARTNER`, or a name as it was written.
        is_member: False for somebody outside the household.
        part: of the whole, above 0.
    """

    name: str
    is_member: bool
    part: Fraction


def owners_v1(written: object) -> tuple[ShareV1, ...] | None:
    """Give the owners of an asset, None where the text is not understood.

    Nothing written, or blanks, means the one who keeps the file.
    """
    if written is None:
        return (ShareV1(ME, is_member=True, part=Fraction(1)),)
    if type(written) is not str or len(written) > _LONGEST:
        return None
    plain = folded_v1(written)
    if not plain or plain in _ME:
        return (ShareV1(ME, is_member=True, part=Fraction(1)),)
    if plain in _PARTNER:
        return (ShareV1(PARTNER, is_member=True, part=Fraction(1)),)
    if plain in _BOTH:
        return _halves(Fraction(1, 2), Fraction(1, 2))
    return _split(plain) or _with_others(plain, written) or _named(written)


def folded_v1(text: str) -> str:
    """Give a text without accents, capitals, and spaces that say nothing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(bare.replace("\u2019", "'").strip(" .").split())


def _halves(mine: Fraction, yours: Fraction) -> tuple[ShareV1, ...]:
    both = (ShareV1(ME, is_member=True, part=mine), ShareV1(PARTNER, is_member=True, part=yours))
    return tuple(share for share in both if share.part)


def _split(plain: str) -> tuple[ShareV1, ...] | None:
    """Read "Commun 50/50"."""
    found = _SPLIT.fullmatch(plain)
    if found is None or int(found[1]) + int(found[2]) != 100:
        return None
    return _halves(Fraction(int(found[1]), 100), Fraction(int(found[2]), 100))


def _with_others(plain: str, written: str) -> tuple[ShareV1, ...] | None:
    """Read "1/3 avec mes frères" and "indivision 1/2"."""
    found = _WITH.fullmatch(plain)
    alone = _ALONE.fullmatch(plain)
    match = found or alone
    if match is None:
        return None
    mine = _part(match[1], match[2], match[3], match[4])
    if mine is None or mine >= 1:
        return None
    others = _others(written) if found else "indivision"
    if not others:
        return None
    return ShareV1(ME, is_member=True, part=mine), ShareV1(others, is_member=False, part=1 - mine)


def _others(written: str) -> str:
    """Give what follows "avec" as it was written, nothing where the word has other letters."""
    words = " ".join(written.split())
    parts = re.split("avec", words, maxsplit=1, flags=re.IGNORECASE)
    return parts[1].strip(" .") if len(parts) > 1 else ""


def _part(
    num: str | None, den: str | None, whole: str | None, cents: str | None
) -> Fraction | None:
    if num is not None and den is not None:
        part = Fraction(int(num), int(den)) if int(den) else Fraction(0)
    else:
        part = (Fraction(int(whole or 0)) + Fraction(f"0.{cents or 0}")) / 100
    return part if 0 < part <= 1 else None


def _named(written: str) -> tuple[ShareV1, ...] | None:
    """Read "Marie 60 %, Paul 40 %", "Marie et Paul" and "Marie"."""
    text = " ".join(written.split()).strip(" .")
    shares = _with_parts(text) if re.search(r"\d", text) else _equal(text)
    if not shares or sum(share.part for share in shares) != 1:
        return None
    names = {folded_v1(share.name) for share in shares}
    return shares if len(names) == len(shares) else None


def _with_parts(text: str) -> tuple[ShareV1, ...]:
    found, place = [], 0
    while place < len(text):
        match = _NAMED.match(text, place)
        if match is None:
            return ()
        part = _part(match[2], match[3], match[4], match[5])
        name = match[1].strip(" :")
        name = re.sub(r"^et ", "", name, flags=re.IGNORECASE)
        if part is None or not _is_name(name):
            return ()
        found.append(ShareV1(_role(name), is_member=True, part=part))
        place = match.end()
    return tuple(found)


def _equal(text: str) -> tuple[ShareV1, ...]:
    names = _JOINED.split(text)
    if not all(_is_name(name) for name in names):
        return ()
    return tuple(
        ShareV1(_role(name), is_member=True, part=Fraction(1, len(names))) for name in names
    )


def _is_name(name: str) -> bool:
    """Tell whether a text is a first name, or a first and a last one, in capitals."""
    if folded_v1(name) in _ME | _PARTNER:
        return True
    words = name.split(" ")
    return (
        _NAME.fullmatch(name) is not None
        and folded_v1(words[0]) not in _RIGHTS
        and len(words) <= 3
        and len(name) <= 60
        and all(word[:1].isupper() for word in words)
    )


def _role(name: str) -> str:
    plain = folded_v1(name)
    return ME if plain in _ME else PARTNER if plain in _PARTNER else name
