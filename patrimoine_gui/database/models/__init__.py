"""The tables as this version uses them: what `migrate.py create` compares with head.

Never imported by the engine nor by a revision: models follow the present, revisions keep the past.
"""

from __future__ import annotations

from patrimoine_gui.database.models.assets import (
    Asset,
    FxRate,
    Position,
    Price,
    Security,
    Valuation,
)
from patrimoine_gui.database.models.base import Base
from patrimoine_gui.database.models.household import Household, Institution, Member, Ownership
from patrimoine_gui.database.models.loans import Loan, LoanAsset, LoanEvent
from patrimoine_gui.database.models.operations import Category, Operation, OperationSplit
from patrimoine_gui.database.models.records import (
    JournalEntry,
    MigrationLog,
    RegulatoryParam,
    Setting,
    Statement,
)

__all__ = [
    "Asset",
    "Base",
    "Category",
    "FxRate",
    "Household",
    "Institution",
    "JournalEntry",
    "Loan",
    "LoanAsset",
    "LoanEvent",
    "Member",
    "MigrationLog",
    "Operation",
    "OperationSplit",
    "Ownership",
    "Position",
    "Price",
    "RegulatoryParam",
    "Security",
    "Setting",
    "Statement",
    "Valuation",
]
