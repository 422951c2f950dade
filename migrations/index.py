"""What the program knows of the revisions before Alembic is loaded.

Generated from `migrations/versions` by `patrimoine_gui.migration.indexing`; never edited by hand.
"""

from __future__ import annotations

from typing import NamedTuple


def N_(message: str) -> str:
    """Mark a sentence for translation."""
    return message


class Entry(NamedTuple):
    """One revision; `patrimoine_gui.migration.revisions` says what each field means."""

    id: str
    app_version: str
    day: str
    module: str
    sentence: str
    details: tuple[str, ...]
    irreversible: str
    requires_key: bool
    scrub_after: bool
    changes: tuple[tuple[str, str, str, str], ...]
    measures: str


REVISIONS = (
    Entry(
        id='0001',
        app_version='0.1',
        day='2026-11-22',
        module='20261122_0001_comptes',
        sentence=N_("The household's accounts and their balances over time."),
        details=(
        ),
        irreversible=N_('All accounts and all values: nothing exists before this revision.'),
        requires_key=False,
        scrub_after=False,
        changes=(
        ),
        measures='migrations.frozen.measures_0001',
    ),
    Entry(
        id='0002',
        app_version='0.2',
        day='2026-11-22',
        module='20261122_0002_centimes',
        sentence=N_('Amounts become exact to the cent and dates become real dates.'),
        details=(
            N_('Amounts are kept in whole cents, rounded half up.'),
            N_('Dates such as 31/12/2024 are stored in the international order and checked.'),
            N_('A value that cannot be read without guessing is kept aside, word for word, and counted.'),
        ),
        irreversible=N_('Amounts typed as texts or with more than two decimals come back as numbers, rounded to the cent.'),
        requires_key=False,
        scrub_after=False,
        changes=(
            ('unread', 'set aside', N_('{count} value that could not be read was kept aside'), N_('{count} values that could not be read were kept aside')),
        ),
        measures='migrations.frozen.measures_0002',
    ),
    Entry(
        id='0003',
        app_version='0.3',
        day='2026-11-22',
        module='20261122_0003_actifs',
        sentence=N_('Accounts become assets, sorted into groups, and each balance becomes a dated value.'),
        details=(
            N_('Each account is sorted into cash, investments, property, business, debts or other.'),
            N_('Of several balances entered for the same day, the last one entered is kept.'),
            N_('The current balance of an account becomes a value at the last date of the file.'),
        ),
        irreversible=N_('The group, institution, IBAN and owner of each asset, its identifier and dates of entry, and the source of each value have no place in the older format.'),
        requires_key=False,
        scrub_after=False,
        changes=(
            ('values', 'merged', N_('{count} duplicate of the same day was merged'), N_('{count} duplicates of the same day were merged')),
            ('unread', 'set aside', N_('{count} value without an account was kept aside'), N_('{count} values without an account were kept aside')),
        ),
        measures='migrations.frozen.measures_0003',
    ),
)
