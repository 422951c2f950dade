"""The codes of the file for loans and rights, as words of the domain; values as in the tables."""

from __future__ import annotations

from enum import Enum


class LoanKind(Enum):
    """What sort of debt it is."""

    AMORTISED = "amortissable"
    CONSTANT_PRINCIPAL = "capital_constant"
    BULLET = "in_fine"
    BRIDGE = "relais"
    ZERO_RATE = "ptz"
    CONSUMER = "conso"
    REVOLVING = "revolving"
    FAMILY = "familial"
    LEASE = "loa"
    OVERDRAFT = "decouvert"


class InsuranceMode(Enum):
    """What the insurance of a loan is counted on."""

    PRINCIPAL = "capital_initial"
    BALANCE = "capital_restant"
    AMOUNT = "montant"
    NONE = "aucune"


class Periodicity(Enum):
    """How often a loan is paid."""

    MONTHLY = "mensuelle"
    QUARTERLY = "trimestrielle"
    HALF_YEARLY = "semestrielle"
    YEARLY = "annuelle"

    @property
    def per_year(self) -> int:
        """How many times a year."""
        return _PER_YEAR[self]


_PER_YEAR = {
    Periodicity.MONTHLY: 12,
    Periodicity.QUARTERLY: 4,
    Periodicity.HALF_YEARLY: 2,
    Periodicity.YEARLY: 1,
}


class Deferral(Enum):
    """What the first months of a loan do not ask for."""

    NONE = "aucun"
    PARTIAL = "partiel"
    TOTAL = "total"


class EventKind(Enum):
    """What happens to a loan."""

    PREPAYMENT = "remboursement_anticipe"
    MODULATION = "modulation"
    RATE = "taux"
    PAUSE = "pause"
    STATEMENT = "crd_releve"


class Keep(Enum):
    """What stays when something else changes."""

    DURATION = "duree"
    PAYMENT = "mensualite"


class Right(Enum):
    """By which right something is held."""

    FULL = "pleine_propriete"
    USUFRUCT = "usufruit"
    BARE = "nue_propriete"
    DEBT = "dette"
