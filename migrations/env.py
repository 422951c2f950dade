"""Run by Alembic: on the connection that the engine gives, or to compare models with head.

The engine (`patrimoine_gui.migration`) puts a connection, already in its own transaction, in
`config.attributes`. The stock `alembic` command has none: it may compare (`check`,
`revision --autogenerate`), on a database in memory, and is refused anything else.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from alembic import context
from alembic.util import CommandError

if TYPE_CHECKING:
    from sqlalchemy import Connection

REFUSED = (
    "alembic does not work on household files: use"
    " `python migrate.py status|upgrade|downgrade --file PATH`,"
    " which backs the file up first and verifies the result"
)


def run_on(connection: Connection) -> None:
    """Run the revisions in the transaction of whoever calls; logs and models stay out of it.

    Whoever wants the models compared on this connection gives them among the options.
    """
    options: dict[str, Any] = {"target_metadata": None, "render_as_batch": True}
    options |= context.config.attributes.get("options", {})
    context.configure(connection=connection, **options)
    context.run_migrations()


def compare_with_models() -> None:
    """Compare a database at head, made in memory by the revisions, with the models."""
    from patrimoine_gui.authoring import autogenerate
    from patrimoine_gui.database.models import Base

    with autogenerate.head_in_memory(Path(__file__).resolve().parent) as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            process_revision_directives=autogenerate.number_revision,
            **autogenerate.options(),
        )
        context.run_migrations()


def comparing() -> bool:
    """Tell whether Alembic was asked to compare, rather than to change or read a file."""
    if context.is_offline_mode():
        return False
    context.configure(dialect_name="sqlite")
    return "revision_context" in context.get_context().opts


given = context.config.attributes.get("connection")
if given is not None:
    run_on(given)
elif comparing():
    compare_with_models()
else:
    raise CommandError(REFUSED)
