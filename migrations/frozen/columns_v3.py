"""Every encrypted column of format 0015: table, column, label.

Frozen.
"""

from __future__ import annotations

from migrations.frozen.columns_v1 import Columns, _named
from migrations.frozen.columns_v2 import ENCRYPTED_0014

ENCRYPTED_0015: Columns = (
    *ENCRYPTED_0014,
    *_named("member", "died_on", "left_on", "details"),
    *_named("operation", "external_id", "note"),
    *_named("journal", "label"),
)
