"""Writes the changes of one table as statements that keep what it holds.

Columns are added and dropped natively; a required one is added, filled, then constrained; clear
values and tokens change places. What SQLite cannot change in place goes into one batch block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alembic.operations import ops
from sqlalchemy import Column, Index, LargeBinary

from patrimoine_gui.migration import guesses
from patrimoine_gui.migration.exchanges import Exchange, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patrimoine_gui.migration.encrypted_columns import Conversion
    from patrimoine_gui.migration.exchanges import Code

_NATIVE: Final = (ops.DropColumnOp, ops.CreateIndexOp, ops.DropIndexOp)
_INDEXES: Final = (ops.CreateIndexOp, ops.DropIndexOp)
_FIRST: Final = (ops.DropIndexOp, ops.DropConstraintOp)


@dataclass(frozen=True, slots=True)
class TableChanges:
    """What happens to one table, in one direction.

    Attributes:
        table: its name.
        operations: what Alembic found.
        conversions: its columns to encrypt or to decrypt.
        suffix: what the names of temporary columns end with.
        code: renders an operation.
    """

    table: str
    operations: tuple[ops.MigrateOperation, ...]
    conversions: tuple[Conversion, ...]
    suffix: str
    code: Code

    @property
    def is_rebuilt(self) -> bool:
        """Whether SQLite has to make the table anew."""
        required = any(not item.after.nullable for item in self.conversions)
        return required or any(_rebuilds(item) for item in self.operations)

    def statements(self) -> Iterator[str]:
        """Give the statements, in order."""
        for added in self._required():
            yield from self.code(ops.AddColumnOp(self.table, _nullable(added.column)))
            yield self._filled(str(added.column.name))
        if self.conversions:
            exchange = Exchange(self.table, self.conversions, self.suffix, self.code)
            yield from exchange.statements()
        for altered in self.operations:
            if isinstance(altered, ops.AlterColumnOp) and altered.modify_nullable is False:
                name = altered.column_name
                yield self._filled(name, f" WHERE {quoted(name)} IS NULL")
        yield from self._others()

    def _others(self) -> Iterator[str]:
        """Write what is neither a new required column nor a conversion."""
        ordered = sorted(self._left(), key=_turn)
        if self.is_rebuilt:
            block = ops.ModifyTableOps(self.table, [*ordered, *self._constrained()])
            yield from self.code(block)
        else:
            for item in ordered:
                yield from self.code(item)

    def _required(self) -> list[ops.AddColumnOp]:
        added = (item for item in self.operations if isinstance(item, ops.AddColumnOp))
        return [item for item in added if guesses.is_required(item)]

    def _left(self) -> list[ops.MigrateOperation]:
        """Give the other operations; an exchange drops the indexes, so all are made again."""
        required = self._required()
        left = [item for item in self.operations if item not in required]
        if not self.conversions:
            return left
        indexes = sorted(self.conversions[0].after.table.indexes, key=_index_name)
        made = [ops.CreateIndexOp.from_index(index) for index in indexes]
        return [*(item for item in left if not isinstance(item, _INDEXES)), *made]

    def _constrained(self) -> Iterator[ops.AlterColumnOp]:
        """Require the columns that were added, or exchanged, without a constraint."""
        for added in self._required():
            yield self._constraint(added.column)
        for item in self.conversions:
            if not item.after.nullable:
                stored = LargeBinary() if item.encrypts else item.after.type
                yield self._constraint(Column(item.name, stored))

    def _constraint(self, column: Column[object]) -> ops.AlterColumnOp:
        return ops.AlterColumnOp(
            self.table,
            str(column.name),
            existing_type=column.type,
            existing_nullable=True,
            modify_nullable=False,
        )

    def _filled(self, column: str, condition: str = "") -> str:
        statement = f"UPDATE {quoted(self.table)} SET {quoted(column)} = NULL{condition}"
        return f"op.execute({statement!r})"


def _rebuilds(operation: ops.MigrateOperation) -> bool:
    """Tell what SQLite cannot do in place: a required column or a computed default included."""
    if not isinstance(operation, ops.AddColumnOp):
        return not isinstance(operation, _NATIVE)
    default = operation.column.server_default
    constant = default is None or isinstance(getattr(default, "arg", None), str)
    return guesses.is_required(operation) or not constant


def _nullable(column: Column[object]) -> Column[object]:
    return Column(column.name, column.type)


def _index_name(index: Index) -> str:
    return str(index.name)


def _turn(operation: ops.MigrateOperation) -> int:
    """Order: what stands in the way goes first, what needs the columns comes last."""
    if isinstance(operation, _FIRST):
        return 0
    return 2 if isinstance(operation, ops.AddConstraintOp | ops.CreateIndexOp) else 1
