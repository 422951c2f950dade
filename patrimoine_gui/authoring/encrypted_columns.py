"""Compares the encrypted columns of the models with those of head.

In a file both a token and a clear value may be a BLOB: the schema does not say which columns are
encrypted. The newest measures do, for the engine changes keys by them.
"""

from __future__ import annotations

import importlib
import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, inspect

from patrimoine_gui.authoring import index
from patrimoine_gui.authoring.review import ReviewKind, ReviewNote
from patrimoine_gui.database.encrypted_types import EncryptedType
from patrimoine_gui.database.labels import Kind
from patrimoine_gui.errors.developer import LabelChanged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import ModuleType

    from patrimoine_gui.authoring.review import EncryptedColumn

Place = tuple[str, str]
"""Table and column."""

_AS_TEXT = {Kind.TEXT, Kind.AS_STORED}


@dataclass(frozen=True, slots=True)
class Conversion:
    """A column whose clear values become tokens, or the other way round.

    Attributes:
        table: its table.
        before: the column at head.
        after: the column of the models.
        label: what is bound into the tokens.
        kind: what the tokens hold.
        encrypts: whether the upgrade encrypts; otherwise the downgrade does.
    """

    table: str
    before: Column[Any]
    after: Column[Any]
    label: str
    kind: Kind
    encrypts: bool

    @property
    def name(self) -> str:
        """The name of the column, the same on both sides."""
        return str(self.after.name)

    @property
    def as_text(self) -> bool:
        """Whether a clear value is encrypted as it stands, rather than as its text."""
        clear = self.before if self.encrypts else self.after
        affinity = str(clear.type.compile()).upper()
        return self.kind in _AS_TEXT or "TEXT" in affinity or "CHAR" in affinity

    def reversed(self) -> Conversion:
        """Give the way back."""
        return Conversion(
            self.table, self.after, self.before, self.label, self.kind, not self.encrypts
        )

    def notes(self) -> Iterator[ReviewNote]:
        """Say what to review in it."""
        subject = f"{self.table}.{self.name}"
        yield ReviewNote(ReviewKind.ENCRYPTED if self.encrypts else ReviewKind.DECRYPTED, subject)
        clear = self.before if self.encrypts else self.after
        if not self.as_text or isinstance(clear.type, LargeBinary):
            yield ReviewNote(ReviewKind.ENCODING, subject)


@dataclass(frozen=True, slots=True)
class EncryptedChanges:
    """What happens to the encrypted columns between head and the models.

    Attributes:
        before: label of each encrypted column at head.
        after: type of each encrypted column of the models.
        conversions: the columns on both sides, encrypted on one.
    """

    before: dict[Place, str]
    after: dict[Place, EncryptedType[Any]]
    conversions: tuple[Conversion, ...]

    def is_encrypted(self, table: str, column: str) -> bool:
        """Tell whether a column holds tokens, before or after."""
        return (table, column) in self.before or (table, column) in self.after

    def listed(self) -> tuple[EncryptedColumn, ...] | None:
        """Give all encrypted columns afterwards, None where they are those of before."""
        after = {place: item.label for place, item in self.after.items()}
        if after == self.before:
            return None
        old = [place for place in self.before if place in after]
        new = [place for place in after if place not in self.before]
        return tuple((*place, after[place]) for place in (*old, *new))


def find(connection: Connection, migrations: Path, models: MetaData) -> EncryptedChanges:
    """Compare the encrypted columns of the models with those of head, open in `connection`.

    Raises:
        LabelChanged: a column has another label than at head.
    """
    before, after = at_head(migrations), of_models(models)
    both = sorted(before.keys() & after.keys())
    columns = [".".join(place) for place in both if before[place] != after[place].label]
    if columns:
        raise LabelChanged(tuple(columns))
    places = sorted(set(before) ^ set(after))
    conversions = (_conversion(connection, models, place, before, after) for place in places)
    return EncryptedChanges(before, after, tuple(item for item in conversions if item is not None))


def of_models(models: MetaData) -> dict[Place, EncryptedType[Any]]:
    """Give the encrypted type of each column of the models that has one."""
    return {
        (table.name, column.name): column.type
        for table in models.sorted_tables
        for column in table.columns
        if isinstance(column.type, EncryptedType)
    }


def at_head(migrations: Path) -> dict[Place, str]:
    """Give the label of each encrypted column at head, from the newest measures."""
    module = _measures(migrations)
    listed: tuple[EncryptedColumn, ...] = getattr(module, "ENCRYPTED", ())
    return {(table, column): label for table, column, label in listed}


def _conversion(
    connection: Connection,
    models: MetaData,
    place: Place,
    before: dict[Place, str],
    after: dict[Place, EncryptedType[Any]],
) -> Conversion | None:
    """Give the conversion of a column that is encrypted on one side, None where it is on one."""
    table, name = place
    current = _reflected(connection, table).get(name)
    if current is None or table not in models.tables or name not in models.tables[table].c:
        return None
    target = models.tables[table].c[name]
    item = after.get(place)
    label = item.label if item is not None else before[place]
    kind = item.kind if item is not None else Kind.TEXT
    return Conversion(table, current, target, label, kind, encrypts=item is not None)


def _reflected(connection: Connection, table: str) -> dict[str, Column[Any]]:
    if not inspect(connection).has_table(table):
        return {}
    made = Table(table, MetaData(), autoload_with=connection, resolve_fks=False)
    return {column.name: column for column in made.columns}


def _measures(migrations: Path) -> ModuleType:
    """Load the newest measures of a folder, which may be that of another working copy."""
    name = index.newest_measures(migrations)
    file = migrations / "frozen" / f"{name.rpartition('.')[2]}.py"
    spec = importlib.util.spec_from_file_location(name, file) if file.exists() else None
    if spec is None or spec.loader is None:
        return importlib.import_module(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
