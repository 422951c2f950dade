"""Kinds of changes that a developer makes to the models, each as a function of their tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from patrimoine_gui.database.encrypted_types import EncryptedString
from patrimoine_gui.database.models import Base

Edit = Callable[[sa.MetaData], object]


@dataclass(frozen=True)
class Kind:
    """One kind of change.

    Attributes:
        name: what changes, in French: docs/migrations.fr.md lists it.
        edit: makes the change in a copy of the models.
        loses: whether a way up and down cannot keep every value.
        is_proved: whether the proof of head can do without what changes: it cannot where it
            measures that, and the author of the revision owes other measures.
    """

    name: str
    edit: Edit
    loses: bool = False
    is_proved: bool = True

    def models(self) -> sa.MetaData:
        """Give the models afterwards."""
        found = sa.MetaData()
        for table in Base.metadata.sorted_tables:
            table.to_metadata(found)
        self.edit(found)
        return found


TABLE: Final = "institution"
"""What most changes are made to: it has rows, encrypted columns, and tables that point to it."""

KIND: Final = "ck_institution_kind"


def column(name: str, *kind: Any, table: str = TABLE, **options: Any) -> Edit:
    """Add a column, or declare one that is there otherwise."""

    def edit(models: sa.MetaData) -> None:
        models.tables[table].append_column(sa.Column(name, *kind, **options), replace_existing=True)

    return edit


def item(made: Callable[[sa.Table], Any], table: str = TABLE) -> Edit:
    """Add a constraint or an index."""

    def edit(models: sa.MetaData) -> None:
        found = models.tables[table]
        added = made(found)
        if isinstance(added, sa.Index):
            found.indexes.add(added) if added.table is not None else added._set_parent(found)
        else:
            found.append_constraint(added)

    return edit


def without(*names: str, table: str = TABLE) -> Edit:
    """Take columns and constraints away, by name."""

    def edit(models: sa.MetaData) -> None:
        found = models.tables[table]
        for name in names:
            if name in found.c:
                found._columns.remove(found.c[name])
            found.constraints -= {one for one in found.constraints if one.name == name}

    return edit


def all_of(*edits: Edit) -> Edit:
    """Make several changes at once."""

    def edit(models: sa.MetaData) -> None:
        for one in edits:
            one(models)

    return edit


def option(name: str, value: object, table: str = TABLE) -> Edit:
    """Set an option of a table in the words of the SQLite dialect."""

    def edit(models: sa.MetaData) -> None:
        models.tables[table].dialect_options["sqlite"][name] = value

    return edit


def key_of(*columns: str, table: str = TABLE, name: str = "") -> Edit:
    """Give a table another primary key."""

    def edit(models: sa.MetaData) -> None:
        found = models.tables[table]
        for one in found.c:
            one.primary_key = False
        made = sa.PrimaryKeyConstraint(*columns, name=name or f"pk_{table}")
        found.append_constraint(made)

    return edit


def new_table(name: str, *more: Any, **options: Any) -> Edit:
    """Add a table."""

    def edit(models: sa.MetaData) -> None:
        key = sa.PrimaryKeyConstraint("id", name=f"pk_{name}")
        ident = sa.Column("id", sa.Integer, nullable=False)
        sa.Table(name, models, ident, key, *(one._copy() for one in more), **options)

    return edit


def gone(name: str) -> Edit:
    """Drop a table."""

    def edit(models: sa.MetaData) -> None:
        models.remove(models.tables[name])

    return edit


def renamed(old: str, new: str) -> Edit:
    """Give a table another name."""

    def edit(models: sa.MetaData) -> None:
        models.tables[old].to_metadata(models, name=new)
        models.remove(models.tables[old])

    return edit


def case_of(old: str, new: str) -> Edit:
    """Write the name of a column with other capitals."""

    def edit(models: sa.MetaData) -> None:
        found = models.tables[TABLE].c[old]
        found.name = new

    return edit


def check(condition: Any, name: str | None) -> Edit:
    """Add a condition."""
    return item(lambda _table: sa.CheckConstraint(condition, name=name))


def index(*parts: Any, **options: Any) -> Edit:
    """Add an index."""
    return item(lambda table: sa.Index("ix_new", *(_of(table, one) for one in parts), **options))


def _of(table: sa.Table, part: Any) -> Any:
    return part(table) if callable(part) else part


def link(name: str | None, **options: Any) -> Edit:
    """Point from an institution to a category."""

    def made(_table: sa.Table) -> sa.ForeignKeyConstraint:
        return sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=name, **options)

    return all_of(column("category_id", sa.Integer), item(made))


def on_delete(action: str) -> Edit:
    """Say otherwise what becomes of the children."""

    def made(_table: sa.Table) -> sa.ForeignKeyConstraint:
        return sa.ForeignKeyConstraint(
            ["parent_id"], ["category.id"], name=_PARENT, ondelete=action
        )

    return all_of(without(_PARENT, table="category"), item(made, "category"))


_PARENT = "fk_category_parent_id_category"
_COLOURS = ("rouge", "l'or")


def _source(models: sa.MetaData) -> None:
    """Split the sources of parameters from them."""
    new_table(
        "source",
        sa.Column(
            "param_id", sa.ForeignKey("regulatory_param.id", name="fk_source"), nullable=False
        ),
        sa.Column("url", sa.Text, nullable=False),
    )(models)
    without("source_url", table="regulatory_param")(models)


KINDS: Final = (
    Kind("une table de plus", new_table("tag", sa.Column("label", sa.Text))),
    Kind(
        "une table de plus, STRICT et WITHOUT ROWID",
        new_table("tag", sqlite_strict=True, sqlite_with_rowid=False),
    ),
    Kind("une table de moins", gone("loan_asset"), loses=True, is_proved=False),
    Kind("une table renommée", renamed("loan_asset", "guarantee"), loses=True, is_proved=False),
    Kind("une table renommée par la casse", renamed("price", "Price")),
    Kind("une table partagée en deux", _source, loses=True),
    Kind("une colonne de plus", column("site", sa.Text)),
    Kind("une colonne obligatoire", column("site", sa.Text, nullable=False)),
    Kind(
        "une colonne obligatoire sous condition",
        all_of(
            column("rank", sa.Integer, nullable=False),
            check("rank BETWEEN 3 AND 9", "ck_new"),
        ),
    ),
    Kind("un défaut constant", column("site", sa.Text, nullable=False, server_default="web")),
    Kind("un défaut vide", column("site", sa.Text, nullable=False, server_default="")),
    Kind("un défaut à apostrophe", column("site", sa.Text, server_default="l'or")),
    Kind("un défaut sur deux lignes", column("site", sa.Text, server_default="a,\n:b (%)")),
    Kind(
        "un défaut calculé",
        column(
            "seen",
            sa.Text,
            nullable=False,
            server_default=sa.text(r"(date('now') || '\:00')"),
        ),
    ),
    Kind(
        "un défaut qui change",
        column("position", sa.Integer, nullable=False, server_default="7", table="category"),
    ),
    Kind("une colonne de moins", without("color", table="member"), loses=True, is_proved=False),
    Kind(
        "une colonne renommée",
        all_of(
            without("color", table="member"),
            column("tint", sa.Text, table="member"),
        ),
        loses=True,
        is_proved=False,
    ),
    Kind("une colonne renommée par la casse", case_of("country", "Country")),
    Kind("un nom à espace", column("web site", sa.Text, nullable=False)),
    Kind("un nom qui est un mot de SQL", column("order", sa.Integer, nullable=False)),
    Kind("un nom à apostrophe et guillemet", column('l\'"adresse"', sa.Text, nullable=False)),
    Kind("un type", column("position", sa.Text, nullable=False, table="category"), is_proved=False),
    Kind("une longueur", column("country", sa.String(2))),
    Kind(
        "un type à énumération et condition",
        column(
            "colour",
            sa.Enum(*_COLOURS, name="ck_new", native_enum=False, create_constraint=True),
        ),
    ),
    Kind(
        "un booléen à condition",
        column(
            "shut",
            sa.Boolean(name="ck_new", create_constraint=True),
            server_default=sa.false(),
            nullable=False,
        ),
    ),
    Kind(
        "une colonne qui devient obligatoire",
        column("color", sa.Text, nullable=False, table="member"),
        loses=True,
        is_proved=False,
    ),
    Kind("une colonne qui devient facultative", column("created_at", sa.Text)),
    Kind("l'ordre de tri d'une colonne", column("country", sa.Text(collation="NOCASE"))),
    Kind(
        "une colonne calculée à la lecture",
        column("place", sa.Text, sa.Computed("country || ':'", persisted=False)),
        is_proved=False,
    ),
    Kind(
        "une colonne calculée et gardée",
        column("place", sa.Text, sa.Computed("country || ':'", persisted=True)),
        is_proved=False,
    ),
    Kind(
        "AUTOINCREMENT",
        all_of(
            column("id", sa.Integer, nullable=False, primary_key=True),
            option("autoincrement", value=True),
        ),
    ),
    Kind("STRICT", option("strict", value=True)),
    Kind("WITHOUT ROWID", option("with_rowid", value=False)),
    Kind("une autre clé primaire", key_of("uid", table="statement")),
    Kind("une clé primaire de deux colonnes", key_of("id", "uid", table="statement")),
    Kind(
        "l'ordre des colonnes d'une clé primaire",
        key_of("valid_from", "id", table="regulatory_param"),
    ),
    Kind("le nom d'une clé primaire", key_of("id", name="pk_bank")),
    Kind(
        "l'ordre des colonnes d'une contrainte UNIQUE",
        all_of(
            without("uq_regulatory_param_key", table="regulatory_param"),
            item(
                lambda _t: sa.UniqueConstraint("valid_from", "key", name="uq_regulatory_param_key"),
                "regulatory_param",
            ),
        ),
    ),
    Kind("une contrainte UNIQUE", item(lambda _t: sa.UniqueConstraint("uid", "kind", name="uq_x"))),
    Kind("une contrainte UNIQUE sans nom", column("code", sa.Text, unique=True)),
    Kind("une contrainte UNIQUE de moins", without("uq_institution_uid")),
    Kind("une contrainte CHECK", check("length(uid) < 99", "ck_new")),
    Kind("une contrainte CHECK sans nom", check("length(uid) < 99", None)),
    Kind(
        "une contrainte CHECK à valeurs",
        check(sa.column("created_at").not_in(["", "l'an :1", "50 %"]), "ck_new"),
    ),
    Kind(
        "une condition qui change",
        all_of(without(KIND), check("kind IS NULL OR length(kind) < 40", KIND)),
    ),
    Kind("une contrainte CHECK de moins", without(KIND)),
    Kind("une clé étrangère", link("fk_new")),
    Kind("une clé étrangère sans nom", link(None)),
    Kind("une clé étrangère différée", link("fk_new", deferrable=True, initially="DEFERRED")),
    Kind("une clé étrangère de moins", without(_PARENT, table="category")),
    Kind("ce que fait une clé étrangère", on_delete("SET NULL")),
    Kind("un index", index("country")),
    Kind("un index de plusieurs colonnes", index("kind", "country")),
    Kind("un index unique", index("uid", "kind", unique=True)),
    Kind("un index décroissant", index(lambda table: table.c.country.desc())),
    Kind("un index partiel", index("country", sqlite_where=sa.text("country <> 'l''an :1'"))),
    Kind("un index d'expression", index(sa.text("lower(country)"))),
    Kind("un index trié autrement", index(sa.text("country COLLATE NOCASE"))),
    Kind("une colonne indexée", column("site", sa.Text, index=True)),
    Kind(
        "une colonne qui est chiffrée",
        column("color", EncryptedString("member.color"), table="member"),
        is_proved=False,
    ),
    Kind(
        "une colonne chiffrée sous condition",
        all_of(without("ck_institution_country"), column("country", EncryptedString("b.country"))),
    ),
    Kind("une colonne qui n'est plus chiffrée", column("note", sa.Text, table="institution")),
    Kind("une colonne chiffrée de plus", column("site", EncryptedString("institution.site"))),
    Kind(
        "une colonne chiffrée obligatoire",
        column("site", EncryptedString("institution.site"), nullable=False),
    ),
    Kind(
        "une colonne chiffrée qui devient obligatoire",
        column("note", EncryptedString("institution.note"), nullable=False),
        loses=True,
    ),
    Kind(
        "plusieurs tables à la fois",
        all_of(
            new_table("tag", sa.Column("label", sa.Text, unique=True)),
            column("site", sa.Text, nullable=False),
            column("rate", sa.REAL, table="category"),
            gone("loan_asset"),
        ),
        loses=True,
        is_proved=False,
    ),
)
