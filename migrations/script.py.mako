<%!
from patrimoine_gui import __version__
%>\
"""${message if message.endswith((".", "!", "?")) else f"{message}."}

Why, in a few lines: what the file could not say before, and what old data does not fit.
"""

from __future__ import annotations
% if upgrades or downgrades:

import sqlalchemy as sa
from alembic import op
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

app_version = ${repr(".".join(__version__.split(".")[:2]))}
requires_key = False
protects = True
scrub_after = False
irreversible = ""
details: tuple[str, ...] = ()
changes: tuple[tuple[str, str, str, str], ...] = ()


def upgrade() -> None:
    """Change the tables, then fill them."""
% if upgrades:
    ${upgrades}
% endif


def downgrade() -> None:
    """Give back the tables of the revision before."""
% if downgrades:
    ${downgrades}
% endif
