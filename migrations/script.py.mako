<%!
from patrimoine_gui.authoring.revision_template import Constants
from patrimoine_gui.authoring.source_format import imports_of
%>\
<%
known = context.get("constants") or Constants()
needed = imports_of(upgrades or '', downgrades or '')
%>\
"""${message if message.endswith((".", "!", "?")) else f"{message}."}

Why, in a few lines: what the file could not say before, and what old data does not fit.
"""

from __future__ import annotations
% if needed:

${needed}
% endif

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None

app_version = ${repr(known.app_version)}
requires_key = ${known.requires_key}
protects = ${known.protects}
scrub_after = ${known.scrub_after}
${known.loss}
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
