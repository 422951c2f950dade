"""Moves the rows of assets and loans between the columns of 0012 and those of 0013.

Frozen. The text of an institution becomes a row of its own, once for each text as it was typed;
the IBAN, the free type of old versions and the subtype of a loan go to the details. A token that
does not open goes where its value would have gone, as it is.
"""

from __future__ import annotations

import uuid
from sqlite3 import Connection  # noqa: TC003  (frozen: imports stay plain)

from migrations.frozen.details_v1 import Held, with_texts_v1, without_texts_v1
from migrations.frozen.fields_v1 import pack_v1, unpack_v1
from migrations.frozen.sealed_v1 import DOCUMENTS, SealedV1

_MOVED = {"iban": "iban", "type_text": "kind"}
"""Encrypted columns that go to the details, and the second half of their label."""

_SUBTYPE = "autre_dette"
"""What a loan that was made since is called in the older format."""

_ASSET = 'id, uid, "group", subtype, name, currency, valuation_mode, note, created_at, updated_at'
_LOAN = "id, uid, kind, name, currency, note, created_at, updated_at"
_NEW_ASSET = (
    f"INSERT INTO {{0}} ({_ASSET}, in_net_worth, position)"
    f" SELECT {_ASSET}, 1, row_number() OVER (ORDER BY id) - 1 FROM asset ORDER BY id"
)
_NEW_LOAN = (
    f"INSERT INTO {{0}} ({_LOAN}, periodicity, deferral, deferral_months, off_balance)"
    f" SELECT {_LOAN}, 'mensuelle', 'aucun', 0, 0 FROM loan ORDER BY id"
)


class MoverV1:
    """Fills the tables that a revision has made anew from those that they replace."""

    def __init__(self, connection: Connection, sealed: SealedV1) -> None:
        self._connection = connection
        self._sealed = sealed
        self._institutions: dict[Held, int] = {}

    # --- up ---------------------------------------------------------------------------------------

    def fill_asset(self, target: str) -> None:
        """Fill the new table of assets."""
        self._connection.execute(_NEW_ASSET.format(target))
        query = "SELECT id, created_at, institution, details, iban, type_text FROM asset"
        for key, created, institution, details, *tokens in self._rows(query):
            texts = self._texts("asset", tokens)
            self._set_new("asset", target, key, (created, institution, details), texts)

    def fill_loan(self, target: str) -> None:
        """Fill the new table of loans; a loan has no subtype any more."""
        self._connection.execute(_NEW_LOAN.format(target))
        query = "SELECT id, created_at, institution, details, subtype, iban, type_text FROM loan"
        for key, created, institution, details, subtype, *tokens in self._rows(query):
            texts = {**self._texts("loan", tokens), "subtype": pack_v1(subtype)}
            self._set_new("loan", target, key, (created, institution, details), texts)

    def _set_new(
        self,
        table: str,
        target: str,
        key: object,
        stored: tuple[object, object, object],
        texts: dict[str, Held],
    ) -> None:
        created, institution, token = stored
        place = self._institution(table, institution, created)
        if all(plain is None for plain in texts.values()) and token is None:
            details: object = None
        else:
            plain = self._sealed.held(f"{table}.details", token)
            written = with_texts_v1(plain, texts)
            same = written == plain
            details = token if same else self._document(table, written)
        self._connection.execute(
            f"UPDATE {target} SET institution_id = ?, details = ? WHERE id = ?",
            (place, details, key),
        )

    def _institution(self, table: str, token: object, created: object) -> int | None:
        """Give the row of an institution, made where there is none yet."""
        plain = self._sealed.held(f"{table}.institution", token)
        if plain is None:
            return None
        if plain not in self._institutions:
            made = self._connection.execute(
                "INSERT INTO institution (uid, name, created_at, updated_at) VALUES (?, ?, ?, ?)",
                (
                    str(uuid.uuid4()),
                    self._sealed.kept("institution.name", plain),
                    created,
                    created,
                ),
            )
            self._institutions[plain] = int(made.lastrowid or 0)
        return self._institutions[plain]

    # --- down -------------------------------------------------------------------------------------

    def fill_old_asset(self, target: str) -> None:
        """Fill the table of assets as 0012 has it."""
        self._connection.execute(
            f"INSERT INTO {target} ({_ASSET}) SELECT {_ASSET} FROM asset ORDER BY id"
        )
        self._set_old("asset", target, tuple(_MOVED))

    def fill_old_loan(self, target: str) -> None:
        """Fill the table of loans as 0012 has it."""
        self._connection.execute(
            f"INSERT INTO {target} ({_LOAN}, subtype) SELECT {_LOAN}, ? FROM loan ORDER BY id",
            (_SUBTYPE,),
        )
        self._set_old("loan", target, (*_MOVED, "subtype"))

    def _set_old(self, table: str, target: str, names: tuple[str, ...]) -> None:
        query = (
            f"SELECT t.id, t.details, i.name FROM {table} AS t"
            " LEFT JOIN institution AS i ON i.id = t.institution_id"
        )
        for key, token, name in self._rows(query):
            institution = self._sealed.held("institution.name", name)
            plain = self._sealed.held(f"{table}.details", token)
            left, texts = without_texts_v1(plain, names)
            values = {
                "institution": self._sealed.kept(f"{table}.institution", institution),
                "details": token if left == plain else self._document(table, left),
                **{
                    column: self._sealed.kept(f"{table}.{label}", texts[column])
                    for column, label in _MOVED.items()
                },
            }
            subtype = texts.get("subtype")
            if isinstance(subtype, bytes):
                value = unpack_v1(subtype)
                values["subtype"] = value if isinstance(value, str) else _SUBTYPE
            places = ", ".join(f"{column} = ?" for column in values)
            self._connection.execute(
                f"UPDATE {target} SET {places} WHERE id = ?", (*values.values(), key)
            )

    # --- both -------------------------------------------------------------------------------------

    def _rows(self, query: str) -> list[tuple[object, ...]]:
        return self._connection.execute(f"{query} ORDER BY 1").fetchall()

    def _texts(self, table: str, tokens: list[object]) -> dict[str, Held]:
        return {
            column: self._sealed.held(f"{table}.{label}", token)
            for (column, label), token in zip(_MOVED.items(), tokens, strict=True)
        }

    def _document(self, table: str, held: Held) -> object:
        return self._sealed.kept(f"{table}.details", held, DOCUMENTS)
