"""The law as a new file knows it."""

from __future__ import annotations

from datetime import date
from typing import Final

from migrations.frozen.regulatory_v1 import ROWS
from patrimoine_gui.portfolio.household import RegulatoryParam
from patrimoine_gui.portfolio.regulations import Regulations

PARAMETERS: Final = tuple(
    RegulatoryParam(key, date.fromisoformat(day), value, unit, url)
    for key, day, value, unit, url in ROWS
)
LAW: Final = Regulations(PARAMETERS)
