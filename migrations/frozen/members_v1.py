"""Makes members and shares of the owners that were written, and owners of the shares.

Frozen. Works on an open file whose texts are read whatever their bytes. An owner that does not
open is like one that is not understood; its bytes are kept, and come back.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator  # noqa: TC003  (frozen: imports stay plain)
from datetime import UTC, datetime
from fractions import Fraction
from sqlite3 import Connection  # noqa: TC003

from migrations.frozen.closed_v1 import ClosedV1, closed_v1
from migrations.frozen.fields_v1 import UnreadableV1, Value
from migrations.frozen.kept_owners_v1 import LABEL, OWNERS, OWNERS_STATEMENT
from migrations.frozen.keys_v1 import KeysV1  # noqa: TC001
from migrations.frozen.legacy_notes_v1 import quoted_v1, with_lines_v1, without_lines_v1
from migrations.frozen.measures_v1 import Tick  # noqa: TC001
from migrations.frozen.owners_v1 import ME, PARTNER, ShareV1, folded_v1, owners_v1
from migrations.frozen.tokens_v1 import TokensV1

MARK = "▸ [0.8] "
"""What the line begins with that an owner who is not understood leaves in a note."""

_COMPANIES = ("sci ", "sarl ", "sas ", "sa ", "eurl ", "sasu ", "snc ")
_LARGEST = 1_000_000

Key = tuple[str, Fraction]
Held = Value | ClosedV1
"""An owner as it was written, or the token of one that does not open."""


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def divide_owners_v1(
    connection: Connection, keys: Callable[[], KeysV1], tick: Tick, *tables: str
) -> None:
    """Fill household, member and ownership from the owners of assets and loans."""
    MembersV1(connection, TokensV1(keys), tick, tables).divide()


def join_owners_v1(
    connection: Connection, keys: Callable[[], KeysV1], tick: Tick, *tables: str
) -> None:
    """Fill the owners of assets and loans from the shares, and clear the notes."""
    MembersV1(connection, TokensV1(keys), tick, tables).join()


class MembersV1:
    """Shares instead of owners, for one file."""

    def __init__(
        self, connection: Connection, tokens: TokensV1, tick: Tick, tables: tuple[str, ...]
    ) -> None:
        self._db = connection
        self._tables = tables
        self._tokens = tokens
        self._tick = tick
        self._members: dict[str, int] = {}

    def divide(self) -> None:
        """Fill household, member and ownership from the owners of assets and loans."""
        now = _now()
        self._db.execute(
            "INSERT INTO household (id, uid, created_at, updated_at) VALUES (1, ?, ?, ?)",
            (str(uuid.uuid4()), now, now),
        )
        self._member(ME)
        rows = list(self._owned())
        for done, (table, key, uid, owner, note) in enumerate(rows, start=1):
            self._divide(table, key, uid, (owner, note))
            self._tick(done, len(rows))

    def _owned(self) -> Iterator[tuple[str, int, str, object, object]]:
        for table in self._tables:
            found = self._db.execute(f"SELECT id, uid, owner_text, note FROM {table} ORDER BY id")
            for key, uid, owner, note in found.fetchall():
                yield table, key, uid, owner, note

    def _divide(self, table: str, key: int, uid: str, tokens: tuple[object, object]) -> None:
        written = self._held(f"{table}.owner", tokens[0])
        if written is not None:
            self._keep(uid, written)
        shares = owners_v1(written)
        if shares is None:
            shares = (ShareV1(ME, is_member=True, part=Fraction(1)),)
            self._note(table, key, tokens[1], written)
        for share in shares:
            self._insert(table, key, share)

    def _held(self, label: str, token: object) -> Held | None:
        try:
            return self._tokens.opened(label, token)
        except UnreadableV1:
            return closed_v1(token)

    def _kept_again(self, label: str, held: Held | None) -> object:
        return held.token if isinstance(held, ClosedV1) else self._tokens.made(label, held)

    def _keep(self, uid: str, written: Held) -> None:
        self._db.execute(f"{OWNERS_STATEMENT.replace('TABLE', 'TABLE IF NOT EXISTS', 1)}")
        self._db.execute(
            f"INSERT INTO {OWNERS} (asset_uid, text) VALUES (?, ?)",
            (uid, self._kept_again(LABEL, written)),
        )

    def _note(self, table: str, key: int, token: object, written: Held | None) -> None:
        """Add the owner to a note that can be read as text."""
        label = f"{table}.note"
        try:
            note = self._tokens.opened(label, token)
        except UnreadableV1:
            return
        if note is not None and type(note) is not str:
            return
        told = with_lines_v1(note, [f"Détenteur : {quoted_v1(written)}"], MARK)
        self._db.execute(
            f"UPDATE {table} SET note = ? WHERE id = ?", (self._tokens.made(label, told), key)
        )

    def _insert(self, table: str, key: int, share: ShareV1) -> None:
        now = _now()
        part = share.part.limit_denominator(_LARGEST)
        name = None if share.is_member else share.name
        self._db.execute(
            f"INSERT INTO ownership (uid, {table}_id, member_id, third_party_name, num, den,"
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                str(uuid.uuid4()),
                key,
                self._member(share.name) if share.is_member else None,
                self._tokens.made("ownership.third_party_name", name),
                part.numerator,
                part.denominator,
                now,
                now,
            ),
        )

    def _member(self, name: str) -> int:
        """Give the member of a name, made when he is met first."""
        folded = folded_v1(name)
        if folded not in self._members:
            now = _now()
            is_company = folded.startswith(_COMPANIES)
            role = folded if folded in {ME, PARTNER} else "societe" if is_company else "tiers"
            shown = name.capitalize() if folded in {ME, PARTNER} else name
            done = self._db.execute(
                "INSERT INTO member (uid, name, role, in_household, in_tax_household, position,"
                " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    str(uuid.uuid4()),
                    self._tokens.made("member.name", shown),
                    role,
                    int(not is_company),
                    int(folded in {ME, PARTNER}),
                    len(self._members),
                    now,
                    now,
                ),
            )
            self._members[folded] = int(done.lastrowid or 0)
        return self._members[folded]

    # --- the way back -----------------------------------------------------------------------------

    def join(self) -> None:
        """Fill the owners of assets and loans from the shares, and clear the notes."""
        kept = self._kept()
        names = self._names()
        rows = [
            (table, *row)
            for table in self._tables
            for row in self._db.execute(f"SELECT id, uid, note FROM {table} ORDER BY id").fetchall()
        ]
        for done, (table, key, uid, note) in enumerate(rows, start=1):
            self._join(table, key, kept.get(uid), names)
            self._clear(table, key, note)
            self._tick(done, len(rows))
        self._db.execute(f"DROP TABLE IF EXISTS {OWNERS}")

    def _kept(self) -> dict[str, Held]:
        query = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
        if self._db.execute(query, (OWNERS,)).fetchone() != (OWNERS_STATEMENT,):
            return {}
        rows = self._db.execute(f"SELECT asset_uid, text FROM {OWNERS}").fetchall()
        found = {uid: self._held(LABEL, token) for uid, token in rows}
        return {uid: text for uid, text in found.items() if text is not None}

    def _names(self) -> dict[int, tuple[str, str]]:
        """Give what each member was called by the way up, and what he is called now."""
        found = {}
        for key, token, role in self._db.execute("SELECT id, name, role FROM member").fetchall():
            name = str(self._tokens.of_row("member.name", token, "member", key) or "")
            found[key] = (role if role in {ME, PARTNER} else folded_v1(name), name)
        return found

    def _join(
        self, table: str, key: int, written: Held | None, names: dict[int, tuple[str, str]]
    ) -> None:
        rows = self._db.execute(
            "SELECT id, member_id, third_party_name, num, den FROM ownership"
            f" WHERE {table}_id = ? ORDER BY id",
            (key,),
        ).fetchall()
        held: list[Key] = []
        told = []
        for row, member, other, num, den in rows:
            third = self._tokens.of_row("ownership.third_party_name", other, "ownership", row)
            other_name = third if isinstance(third, str) else ""
            known, shown = names.get(member, (f"\0{other_name}", other_name))
            held.append((known, Fraction(num, den)))
            told.append(f"{shown} {num}/{den}")
        is_same = sorted(held) == sorted(_expected(written))
        text: Held | None = written if is_same else ", ".join(told) or None
        self._db.execute(
            f"UPDATE {table} SET owner_text = ? WHERE id = ?",
            (self._kept_again(f"{table}.owner", text), key),
        )

    def _clear(self, table: str, key: int, token: object) -> None:
        label = f"{table}.note"
        try:
            note = self._tokens.opened(label, token)
        except UnreadableV1:
            return
        if type(note) is str and note != without_lines_v1(note, MARK):
            bare = without_lines_v1(note, MARK)
            self._db.execute(
                f"UPDATE {table} SET note = ? WHERE id = ?", (self._tokens.made(label, bare), key)
            )


def _expected(written: Held | None) -> list[Key]:
    """Give the shares that the way up makes of a text."""
    shares = owners_v1(written) or (ShareV1(ME, is_member=True, part=Fraction(1)),)
    return [
        (
            folded_v1(share.name) if share.is_member else f"\0{share.name}",
            share.part.limit_denominator(_LARGEST),
        )
        for share in shares
    ]
