"""The owners as their household wrote them, kept aside while the file has shares instead.

Frozen. A plain table without constraints: the uid of an asset or a loan, and the text in a token.
"""

from __future__ import annotations

OWNERS = "kept_0008_owner"
OWNERS_STATEMENT = f"CREATE TABLE {OWNERS} (asset_uid TEXT, text BLOB)"
LABEL = "kept.owner"
