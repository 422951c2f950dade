"""Column types whose values are encrypted in the file and clear in the program.

The keys hang on the dialect of the engine, and each engine has its own: nothing is global, and
two files may be open at once. Without keys (`Locked`) neither a read nor a write goes through.

A read takes both kinds of token: version 2, and the text of the old format. A write gives
version 2. NULL stays NULL, "" is encrypted. Values are immutable: a document is changed by
assigning a new one.

SQL sees tokens that are never twice the same: it can compare, sort or search none of them, so a
query that tries raises `EncryptedComparison`; NULL alone can be asked for.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar, cast

from sqlalchemy import LargeBinary
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import Null
from sqlalchemy.types import TypeDecorator

from patrimoine_gui.database import field_values
from patrimoine_gui.database.field_values import Document, Stored
from patrimoine_gui.database.labels import Kind, is_label
from patrimoine_gui.errors import (
    EncryptedComparison,
    Locked,
    TokenVersionUnsupported,
    UserError,
    ValueUnencodable,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import ColumnElement, Dialect
    from sqlalchemy.sql.operators import OperatorType
    from sqlalchemy.sql.type_api import _BindProcessorType, _ResultProcessorType

    from patrimoine_gui.crypto.keyring import FieldKeys

_T = TypeVar("_T")

_NULL_TESTS = {operators.is_, operators.is_not, operators.eq, operators.ne}


# --- keys on a dialect ----------------------------------------------------------------------------


class _Encryptors(dict[tuple[str, int], "Callable[[bytes], bytes]"]):
    """Makes the function of each field once."""

    def __init__(self, keys: FieldKeys) -> None:
        super().__init__()
        self._keys = keys

    def __missing__(self, field: tuple[str, int]) -> Callable[[bytes], bytes]:
        made = self[field] = self._keys.encryptor(*field)
        return made


class _Decryptors(dict[str, "Callable[[bytes | str], bytes]"]):
    """Makes the function of each field once."""

    def __init__(self, keys: FieldKeys) -> None:
        super().__init__()
        self._keys = keys

    def __missing__(self, label: str) -> Callable[[bytes | str], bytes]:
        made = self[label] = self._keys.decryptor(label)
        return made


class _Ciphers:
    """What a dialect carries while its engine is unlocked; no function outlives it."""

    __slots__ = ("decryptors", "encryptors")

    def __init__(self, keys: FieldKeys) -> None:
        self.encryptors = _Encryptors(keys)
        self.decryptors = _Decryptors(keys)


class _Keyed(Protocol):
    field_ciphers: _Ciphers | None


def give_keys(dialect: Dialect, keys: FieldKeys | None) -> None:
    """Hang keys on the dialect of one engine; None takes them away, from every statement too."""
    cast("_Keyed", dialect).field_ciphers = None if keys is None else _Ciphers(keys)


def has_keys(dialect: Dialect) -> bool:
    """Tell whether encrypted columns can be read and written through a dialect."""
    return getattr(dialect, "field_ciphers", None) is not None


def _keyed(dialect: Dialect) -> _Keyed:
    """Give the dialect, to be asked at every value: its keys come and go."""
    if not has_keys(dialect):
        give_keys(dialect, None)
    return cast("_Keyed", dialect)


# --- comparisons ----------------------------------------------------------------------------------


class EncryptedComparator(TypeDecorator.Comparator[Any]):
    """Lets a query ask for NULL and refuses everything else."""

    __slots__ = ()

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        """Build IS NULL or IS NOT NULL.

        Raises:
            EncryptedComparison: anything else was asked for, an order included.
        """
        is_null = len(other) == 1 and (other[0] is None or isinstance(other[0], Null))
        if op in _NULL_TESTS and is_null:
            return super().operate(op, *other, **kwargs)
        raise EncryptedComparison(self._label)

    def reverse_operate(self, op: OperatorType, other: Any, **kwargs: Any) -> ColumnElement[Any]:
        """Refuse; `None == column` comes as `operate`.

        Raises:
            EncryptedComparison: always.
        """
        del op, other, kwargs
        raise EncryptedComparison(self._label)

    @property
    def _label(self) -> str:
        return cast("EncryptedType[Any]", self.expr.type).label


# --- the types ------------------------------------------------------------------------------------


class EncryptedType(TypeDecorator[_T]):
    """The base of every encrypted type.

    The two processors are closures and stand for those of the storage type, which would cost
    more than they bring: SQLite takes and gives bytes as they are.
    """

    impl = LargeBinary
    cache_ok = True
    kind: ClassVar[Kind]
    comparator_factory = EncryptedComparator

    def __init__(self, label: str) -> None:
        """Name the field, once and for ever.

        Args:
            label: "entity.attribute", as registered in `database.labels`.

        Raises:
            ValueError: it has not the form of a label.
        """
        if not is_label(label):
            raise ValueError(label)
        super().__init__()
        self.label = label

    def encode(self, value: _T, /) -> bytes:
        """Give the bytes to encrypt; raises one of `field_values.UNFIT`."""
        raise NotImplementedError

    def decode(self, plain: bytes, /) -> _T:
        """Read the bytes that were encrypted; raises one of `field_values.UNFIT`."""
        raise NotImplementedError

    def bind_processor(self, dialect: Dialect) -> _BindProcessorType[_T]:
        """Give what encrypts a value; it raises `Locked`, `ValueUnencodable`, `PlaintextTooLarge`.

        An exception of Python's own quotes the value: none is left in the chain of ours.
        """
        keyed, encode, label, field = _keyed(dialect), self.encode, self.label, self._field

        def process(value: _T | None) -> bytes | None:
            if value is None:
                return None
            ciphers = keyed.field_ciphers
            if ciphers is None:
                raise Locked
            try:
                plain = encode(value)
            except field_values.UNFIT:
                plain = None
            if plain is None:
                raise ValueUnencodable(label)
            return ciphers.encryptors[field](plain)

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> _ResultProcessorType[_T]:
        """Give what decrypts a token; it raises `Locked` or one of the four errors of a token."""
        del coltype
        keyed, decode, label = _keyed(dialect), self.decode, self.label

        def process(value: Any) -> _T | None:
            if value is None:
                return None
            ciphers = keyed.field_ciphers
            if ciphers is None:
                raise Locked
            try:
                return decode(ciphers.decryptors[label](value))
            except UserError as error:
                error.__context__ = None  # it may name the first characters of a clear text
                raise
            except field_values.UNFIT:  # a number for a token, a value of another kind inside
                pass
            raise TokenVersionUnsupported(label)

        return process

    def literal_processor(self, dialect: Dialect) -> None:
        """Refuse to write a value into the text of a statement, where logs would show it.

        It is refused here, not in what is given: the message of an error there has the value.

        Raises:
            EncryptedComparison: always.
        """
        del dialect
        raise EncryptedComparison(self.label)

    @property
    def _field(self) -> tuple[str, int]:
        return self.label, self.kind.block


class EncryptedString(EncryptedType[str]):
    """A text, any but one with half a surrogate pair."""

    cache_ok = True
    kind = Kind.TEXT
    encode = staticmethod(field_values.text_bytes)
    decode = staticmethod(field_values.text)


class EncryptedInteger(EncryptedType[int]):
    """A whole number of any size up to 4300 digits."""

    cache_ok = True
    kind = Kind.INTEGER
    encode = staticmethod(field_values.integer_bytes)
    decode = staticmethod(field_values.integer)


class EncryptedDecimal(EncryptedType[Decimal]):
    """A decimal number, exact; its scale is not kept: 1.50 comes back as 1.5."""

    cache_ok = True
    kind = Kind.DECIMAL
    encode = staticmethod(field_values.decimal_bytes)
    decode = staticmethod(field_values.decimal)


class EncryptedDate(EncryptedType[date]):
    """A day."""

    cache_ok = True
    kind = Kind.DAY
    encode = staticmethod(field_values.day_bytes)
    decode = staticmethod(field_values.day)


class EncryptedBytes(EncryptedType[bytes]):
    """Bytes, such as a document that was scanned."""

    cache_ok = True
    kind = Kind.BYTES
    encode = staticmethod(field_values.raw_bytes)
    decode = staticmethod(field_values.blob)


class EncryptedJSON(EncryptedType[Document]):
    """A JSON object. Assign a new one to change it: a change inside is not noticed."""

    cache_ok = True
    kind = Kind.DOCUMENT
    hashable = False
    encode = staticmethod(field_values.document_bytes)
    decode = staticmethod(field_values.document)

    def compare_values(self, x: Any, y: Any) -> bool:
        """Tell two documents apart as JSON does: 1, 1.0 and true are equal to Python alone."""
        if x is None or y is None:
            return x is y
        try:
            return self.encode(x) == self.encode(y)
        except field_values.UNFIT:
            return False  # it is to be written, and refused there


class EncryptedValue(EncryptedType[Stored]):
    """A value that SQLite held in clear, with its storage class: what was kept word for word."""

    cache_ok = True
    kind = Kind.AS_STORED
    encode = staticmethod(field_values.stored_bytes)
    decode = staticmethod(field_values.stored)
