"""Sorts the free account types of formats 0001 and 0002 into groups and subtypes.

Frozen. The words are those that French households use. Names of banks are taken out first
("Livret A Crédit Mutuel" is no debt); a debt is known by its first word ("Prêt maison" is no
house); then the first rule that matches wins, and an unknown type goes to ("divers", "autre").
"""

from __future__ import annotations

import unicodedata

_BANKS = (
    "credit agricole",
    "credit mutuel",
    "credit du nord",
    "credit lyonnais",
    "credit cooperatif",
    "credit municipal",
    "credit foncier",
    "credit maritime",
    "credit suisse",
    "societe generale",
    "banque populaire",
    "banque postale",
    "caisse d epargne",
)

_SMALL_WORDS = {"mon", "ma", "mes", "notre", "nos", "le", "la", "les", "un", "une", "l"}

_DEBTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("credit_immobilier", ("credit immo", "pret immo", "emprunt immo", "hypothe", "pret maison")),
    ("credit_consommation", ("credit conso", "pret conso", "pret auto", "credit auto")),
    ("autre_dette", ("dette", "autre dette", "credit", "pret ", "prets ", "emprunt", "decouvert")),
)

_ASSETS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("liquidites", "especes", ("titres restaurant", "tickets restaurant")),
    ("financier", "pea", ("pea ", "plan d epargne en actions")),
    ("financier", "epargne_salariale", ("pee ", "epargne salariale", "participation")),
    ("financier", "assurance_vie", ("assurance vie", "assurancevie", "av ")),
    ("financier", "capitalisation", ("contrat de capitalisation", "capitalisation")),
    ("financier", "per", ("per ", "perp", "perin", "perco", "retraite", "madelin")),
    ("financier", "compte_titres", ("compte titre", "cto ", "titres", "bourse", "actions")),
    ("financier", "crypto", ("crypto", "bitcoin", "btc ")),
    ("liquidites", "pel", ("pel ", "cel ", "epargne logement")),
    ("liquidites", "livret", ("livret", "ldd", "lep ", "epargne")),
    ("liquidites", "compte_a_terme", ("compte a terme", "cat ")),
    ("liquidites", "compte_courant", ("compte courant", "courant", "compte a vue", "c c ")),
    ("liquidites", "compte_courant", ("cheque", "compte joint", "compte de depot", "depot a vue")),
    ("liquidites", "especes", ("especes", "espece", "liquide", "cash")),
    ("immobilier", "scpi", ("scpi ", "opci ")),
    ("immobilier", "residence_secondaire", ("residence secondaire", "vacances")),
    ("immobilier", "locatif", ("locatif", "location", "appartement", "studio", "immeuble")),
    ("immobilier", "residence_principale", ("residence principale", "maison", "domicile")),
    ("immobilier", "terrain", ("terrain", "foret", "parking", "garage")),
    ("immobilier", "autre_immobilier", ("immo", "autre immobilier")),
    ("professionnel", "parts_societe", ("parts", "societe", "sci ", "sarl ", "sas ", "entreprise")),
    ("divers", "vehicule", ("voiture", "vehicule", "auto ", "moto ", "bateau", "camping")),
    ("divers", "objet", ("objet", "oeuvre", "tableau", "bijou", "or ", "collection", "vin ")),
    ("liquidites", "compte_courant", ("compte ",)),
)

_SEPARATORS = str.maketrans(dict.fromkeys("'\u2019/-_.,()", " "))


def classify_v1(written: object) -> tuple[str, str]:
    """Give the group and subtype of a free account type.

    Args:
        written: what the user wrote, such as "Livret A" or "crédit immo."; anything that is not
            a text counts as nothing written.
    """
    text = _plain(written) if isinstance(written, str) else ""
    if text.startswith("credit d impot"):
        return "divers", "autre"
    for bank in _BANKS:
        text = text.replace(bank, " ")
    words = text.split()
    while words and words[0] in _SMALL_WORDS:
        words = words[1:]
    text = f" {' '.join(words)} "
    for subtype, starts in _DEBTS:
        if any(text.startswith(f" {start}") for start in starts):
            return "dettes", subtype
    for group, subtype, starts in _ASSETS:
        if any(f" {start}" in text for start in starts):
            return group, subtype
    return "divers", "autre"


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("\u0153", "oe"))
    letters = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(letters.translate(_SEPARATORS).split())
