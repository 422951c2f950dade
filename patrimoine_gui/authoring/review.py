"""What a generated revision does, and what of it a person must look at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from patrimoine_gui.i18n import N_


class ReviewKind(Enum):
    """What a generated revision needs a person for; the value is the sentence that says so."""

    RENAME = N_(
        "{subject}: dropped and added. If it is a rename, write it as one, or the data is lost:"
        " ALTER TABLE ... RENAME, both ways."
    )
    DATA_DROPPED = N_(
        "{subject}: dropped with its data. Copy what must be kept first, and say in `irreversible`"
        " what cannot be given back."
    )
    NOT_NULL = N_(
        "{subject}: required without a default. Write the value that belongs there in place of the"
        " one that stands for it."
    )
    NULLABLE = N_(
        "{subject}: becomes required. Write what empty values become in place of the one that"
        " stands for it."
    )
    TYPE = N_("{subject}: the type changes. Convert the values explicitly.")
    ENCRYPTED = N_(
        "{subject}: clear values are encrypted into a new column. Autogenerate does not see that:"
        " check the label."
    )
    DECRYPTED = N_(
        "{subject}: encrypted values become readable by anybody. Make sure that it is meant."
    )
    ENCODING = N_(
        "{subject}: the codec encrypts texts. Check that the application reads what is written."
    )
    TOKENS = N_(
        "{subject}: it holds tokens. Fill it with encrypt_columns_v2, read it with"
        " decrypt_columns_v1, never in SQL."
    )
    EXISTING_ROWS = N_("{subject}: rows that are there already may break it. Clean them up first.")
    UNNAMED = N_("{subject}: this constraint has no name. Give it one in the models.")
    REBUILT = N_(
        "{subject}: SQLite cannot change this in place. The table is made anew and its rows are"
        " copied: check what is copied."
    )
    UNWRITTEN = N_(
        "{subject}: no statement here leads to it. Write it by hand, or take it out of the models."
    )
    IRREVERSIBLE = N_("Say in `irreversible`, in the user's words, what a way back loses.")
    CHANGES = N_("Declare in `changes` what the proof may find different.")
    APP_VERSION = N_("Set `app_version` to the version that will bring it: {subject} is a guess.")
    TRANSLATION = N_("Translate the sentence into French: {subject}")
    MEASURES = N_("If the proof has to measure otherwise, add {subject}")
    MEASURES_WRITTEN = N_(
        "The list of encrypted columns, on which a change of keys relies, was written to {subject}"
    )
    TEST = N_("Fill in the test, which fails until then: {subject}")
    GOLDEN = N_("Once both ways are written, make the file of this format: {subject}")
    LEDGER = N_("Once it is finished, freeze it: {subject}")


@dataclass(frozen=True, slots=True)
class ReviewNote:
    """One thing to look at before the revision is committed.

    Attributes:
        kind: what it is about.
        subject: table, column, file or sentence concerned, "" when there is none.
    """

    kind: ReviewKind
    subject: str = ""

    def __str__(self) -> str:
        """Say it in English, as source is written."""
        return self.kind.value.format(subject=self.subject)


EncryptedColumn = tuple[str, str, str]
"""Table, column and label, as the measures of a revision list them."""


@dataclass(frozen=True, slots=True)
class Operations:
    """The body of a revision.

    Attributes:
        upgrade: Python statements of `upgrade()`, indented by four blanks; "" for none.
        downgrade: the same for `downgrade()`.
        notes: what to review in them.
        requires_key: whether an encrypted column is concerned.
        scrub_after: whether clear text is left in free pages.
        irreversible: a draft of what a way back loses, "" for nothing.
        encrypted: every encrypted column afterwards, None where that does not change.
        things: what differs between head and the models, by name.
    """

    upgrade: str = ""
    downgrade: str = ""
    notes: tuple[ReviewNote, ...] = ()
    requires_key: bool = False
    scrub_after: bool = False
    irreversible: str = ""
    encrypted: tuple[EncryptedColumn, ...] | None = None
    things: tuple[str, ...] = ()
