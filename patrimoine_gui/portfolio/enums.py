"""The words of the domain: every value is the one that stands in the file."""

from __future__ import annotations

from enum import Enum


class AssetGroup(Enum):
    """The groups of assets, in the order in which a statement shows them."""

    CASH = "liquidites"
    FINANCIAL = "financier"
    PROPERTY = "immobilier"
    BUSINESS = "professionnel"
    OTHER = "divers"


class ValuationMode(Enum):
    """How an asset is valued: by a balance, by its securities, or by a word of its owner."""

    BALANCE = "solde"
    POSITIONS = "positions"
    MANUAL = "manuelle"


class Liquidity(Enum):
    """How soon an asset can be turned into money."""

    IMMEDIATE = "immediate"
    WEEK = "semaine"
    MONTH = "mois"
    YEAR = "annee"
    LOCKED = "bloquee"


class ValueSource(Enum):
    """Where a value comes from."""

    STATEMENT = "releve"
    MANUAL = "manuel"
    APPRAISAL = "expertise"
    IMPORT = "import"
    COMPUTED = "calcul"


class PriceSource(Enum):
    """Where a price comes from."""

    QUOTE = "cours"
    MANUAL = "manuel"
    IMPORT = "import"


class SecurityKind(Enum):
    """What a security is."""

    SHARE = "action"
    BOND = "obligation"
    FUND = "fonds"
    ETF = "etf"
    EURO_FUND = "fonds_euros"
    SCPI = "scpi"
    CRYPTO = "crypto"
    METAL = "metal"
    OTHER = "autre"


class AssetClass(Enum):
    """What a security invests in."""

    EQUITIES = "actions"
    BONDS = "obligations"
    PROPERTY = "immobilier"
    MONEY_MARKET = "monetaire"
    COMMODITIES = "matieres_premieres"
    CRYPTO = "crypto"
    MIXED = "diversifie"
    OTHER = "autre"


class OperationKind(Enum):
    """What an operation does."""

    DEPOSIT = "depot"
    WITHDRAWAL = "retrait"
    PURCHASE = "achat"
    SALE = "vente"
    DIVIDEND = "dividende"
    INTEREST = "interet"
    RENT = "loyer"
    FEE = "frais"
    TAX = "impot"
    TRANSFER = "virement"
    SWITCH = "arbitrage"
    STOCK_SPLIT = "division"
    DELIVERY = "livraison"


class LoanKind(Enum):
    """How a loan is paid back."""

    AMORTIZING = "amortissable"
    CONSTANT_PRINCIPAL = "capital_constant"
    BULLET = "in_fine"
    BRIDGE = "relais"
    ZERO_RATE = "ptz"
    CONSUMER = "conso"
    REVOLVING = "revolving"
    FAMILY = "familial"
    LEASE = "loa"
    OVERDRAFT = "decouvert"


class RateType(Enum):
    """Whether the rate of a loan may change."""

    FIXED = "fixe"
    VARIABLE = "variable"
    MIXED = "mixte"


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
        """Instalments a year."""
        return {"mensuelle": 12, "trimestrielle": 4, "semestrielle": 2, "annuelle": 1}[self.value]


class Deferral(Enum):
    """What is put off at the beginning of a loan: nothing, the principal, or everything."""

    NONE = "aucun"
    PARTIAL = "partiel"
    TOTAL = "total"


class EventKind(Enum):
    """What changed the course of a loan."""

    PREPAYMENT = "remboursement_anticipe"
    MODULATION = "modulation"
    RATE = "taux"
    PAUSE = "pause"
    STATEMENT = "crd_releve"


class Keep(Enum):
    """What an event leaves as it was: the end of the loan, or the instalment."""

    DURATION = "duree"
    PAYMENT = "mensualite"


class Role(Enum):
    """Who a member is to the one who keeps the file."""

    SELF = "moi"
    PARTNER = "conjoint"
    CHILD = "enfant"
    PARENT = "parent"
    COMPANY = "societe"
    THIRD_PARTY = "tiers"


class Right(Enum):
    """What an owner has of the thing owned (code civil, art. 578 and following)."""

    FULL = "pleine_propriete"
    USUFRUCT = "usufruit"
    BARE = "nue_propriete"
    DEBT = "dette"


class Origin(Enum):
    """How somebody came to own a thing."""

    PURCHASE = "achat"
    INHERITANCE = "succession"
    GIFT = "donation"
    MARRIAGE = "mariage"
    OTHER = "autre"


class Regime(Enum):
    """The property regime of the couple."""

    REDUCED_COMMUNITY = "communaute_reduite"
    UNIVERSAL_COMMUNITY = "communaute_universelle"
    SEPARATION = "separation"
    PARTICIPATION = "participation"
    PACS_SEPARATION = "pacs_separation"
    PACS_INDIVISION = "pacs_indivision"
    COHABITATION = "union_libre"
    SINGLE = "seul"
    MOVABLES_AND_ACQUESTS = "meubles_et_acquets"
    FOREIGN = "etranger"


class InstitutionKind(Enum):
    """What an institution is."""

    BANK = "banque"
    INSURER = "assurance"
    BROKER = "courtier"
    NOTARY = "notaire"
    EMPLOYER = "employeur"
    STATE = "etat"
    OTHER = "autre"
