"""The logical names of encrypted fields: bound into every token, so never changed nor reused.

A label is not the name of a column: a column or a table may be renamed and its label stays. One
that is no longer used stays here as well, for an old backup holds tokens of it.
tests/data/labels.txt holds the list to that.
"""

from __future__ import annotations

import re
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(Enum):
    """What a field holds; its value is how many bytes its tokens are padded to a multiple of."""

    INTEGER = ("integer", 16)
    DAY = ("day", 16)
    DECIMAL = ("decimal", 32)
    TEXT = ("text", 32)
    AS_STORED = ("as stored", 32)
    DOCUMENT = ("document", 64)
    BYTES = ("bytes", 64)

    @property
    def block(self) -> int:
        """The multiple, in bytes: a longer one hides more of the length."""
        return self.value[1]


LABELS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        "asset.iban": Kind.TEXT,
        "asset.institution": Kind.TEXT,
        "asset.kind": Kind.TEXT,
        "asset.name": Kind.TEXT,
        "asset.note": Kind.TEXT,
        "asset.owner": Kind.TEXT,
        "reject.account": Kind.AS_STORED,
        "reject.amount": Kind.AS_STORED,
        "reject.day": Kind.AS_STORED,
    }
)
"""Every label that any version has written, and what its tokens hold."""

LONGEST: Final = 64
_FORM = re.compile(r"[a-z_]+\.[a-z_]+")


def is_label(text: str) -> bool:
    """Tell whether a text has the form of a label: "entity.attribute", at most 64 characters."""
    return len(text) <= LONGEST and _FORM.fullmatch(text) is not None
