"""Every encrypted column of format 0014: table, column, label.

Frozen.
"""

from __future__ import annotations

from migrations.frozen.columns_v1 import ENCRYPTED_0013, Columns

ENCRYPTED_0014: Columns = (*ENCRYPTED_0013, ("statement", "digest", "statement.digest"))
