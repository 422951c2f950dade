"""Sorts the free account types of formats 0001 and 0002 into groups and subtypes.

Frozen. The words are those that French households use; the first rule that matches wins, an
unknown type goes to ("divers", "autre").
"""

from __future__ import annotations

import unicodedata

_RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("dettes", "credit_immobilier", ("credit immo", "pret immo", "emprunt immo", "hypothe")),
    ("dettes", "credit_consommation", ("credit conso", "pret conso", "pret auto", "credit auto")),
    ("dettes", "autre_dette", ("dette", "credit", "pret ", "emprunt", "decouvert")),
    ("financier", "assurance_vie", ("assurance vie", "assurancevie", "av ")),
    ("financier", "pea", ("pea ",)),
    ("financier", "per", ("per ", "perp", "perin", "perco", "retraite", "madelin")),
    ("financier", "epargne_salariale", ("pee ", "epargne salariale", "participation")),
    ("financier", "compte_titres", ("compte titre", "cto ", "titres", "bourse")),
    ("financier", "crypto", ("crypto", "bitcoin", "btc")),
    ("liquidites", "livret", ("livret", "ldd", "lep ", "epargne logement")),
    ("liquidites", "pel", ("pel ", "cel ")),
    ("liquidites", "compte_a_terme", ("compte a terme", "cat ")),
    ("liquidites", "compte_courant", ("courant", "cheque", "banque", "depot")),
    ("liquidites", "especes", ("espece", "liquide", "cash")),
    ("immobilier", "scpi", ("scpi", "opci")),
    ("immobilier", "residence_principale", ("residence principale", "maison", "domicile")),
    ("immobilier", "residence_secondaire", ("residence secondaire", "vacances")),
    ("immobilier", "locatif", ("locatif", "location", "appartement", "studio", "immeuble")),
    ("immobilier", "terrain", ("terrain", "foret", "parking", "garage")),
    ("immobilier", "autre_immobilier", ("immo",)),
    (
        "professionnel",
        "parts_societe",
        ("parts societe", "societe", "sci ", "sarl ", "sas ", "entreprise", "fonds de"),
    ),
    ("divers", "vehicule", ("voiture", "vehicule", "auto", "moto", "bateau", "camping")),
    ("divers", "objet", ("objet", "oeuvre", "tableau", "bijou", "or ", "collection", "vin ")),
)


_SEPARATORS = str.maketrans(dict.fromkeys("'\u2019/-_.,()", " "))


def classify_v1(text: str | None) -> tuple[str, str]:
    """Give the group and subtype of a free account type.

    Args:
        text: what the user wrote, such as "Livret A", "crédit immo." or None.
    """
    words = f" {_plain(text or '')} "
    for group, subtype, starts in _RULES:
        if any(f" {start}" in words for start in starts):
            return group, subtype
    return "divers", "autre"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("\u0153", "oe")).casefold()
    letters = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(letters.translate(_SEPARATORS).split())
