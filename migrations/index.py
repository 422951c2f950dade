"""What the program knows of the revisions before Alembic is loaded.

Generated from `migrations/versions` by `patrimoine_gui.authoring.index`; never edited by hand.
"""

from __future__ import annotations


def N_(message: str) -> str:
    """Mark a sentence for translation."""
    return message


class Entry:
    """One revision; `patrimoine_gui.migration.revisions` says what each field means.

    Written without typing or dataclasses, which take longer to load than the rest of `status`.
    """

    def __init__(
        self,
        *,
        id: str,
        app_version: str,
        day: str,
        module: str,
        sentence: str,
        details: tuple[str, ...],
        irreversible: str,
        requires_key: bool,
        protects: bool,
        scrub_after: bool,
        changes: tuple[tuple[str, str, str, str], ...],
        measures: str,
    ) -> None:
        self.id = id
        self.app_version = app_version
        self.day = day
        self.module = module
        self.sentence = sentence
        self.details = details
        self.irreversible = irreversible
        self.requires_key = requires_key
        self.protects = protects
        self.scrub_after = scrub_after
        self.changes = changes
        self.measures = measures


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
        protects=False,
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
        protects=False,
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
        protects=False,
        scrub_after=False,
        changes=(
            ('values', 'merged', N_('{count} duplicate of the same day was merged'), N_('{count} duplicates of the same day were merged')),
            ('unread', 'set aside', N_('{count} value without an account was kept aside'), N_('{count} values without an account were kept aside')),
        ),
        measures='migrations.frozen.measures_0003',
    ),
    Entry(
        id='0004',
        app_version='0.4',
        day='2026-11-22',
        module='20261122_0004_chiffrement',
        sentence=N_('Names, notes, IBANs and owners are encrypted under your passphrase.'),
        details=(
            N_('Names, notes, IBANs, institutions, owners and what was kept aside are encrypted.'),
            N_('No clear copy of them stays in the file.'),
            N_('Amounts, dates and the groups of assets are not encrypted yet.'),
        ),
        irreversible=N_('The protection of the file: anybody who gets hold of it can then read it, without a passphrase. No information is lost.'),
        requires_key=True,
        protects=True,
        scrub_after=True,
        changes=(
        ),
        measures='migrations.frozen.measures_0004',
    ),
    Entry(
        id='0005',
        app_version='0.5',
        day='2026-11-22',
        module='20261122_0005_devises',
        sentence=N_('Assets and values have a currency, and the file has exchange rates.'),
        details=(
            N_('All that the file holds so far is in euros, and stays so.'),
            N_('An asset whose name speaks of another currency is shown as to be checked; nothing is guessed.'),
        ),
        irreversible=N_('The older format knows euros only: values in other currencies and exchange rates are set aside in the file, out of its totals, and come back with the next upgrade.'),
        requires_key=False,
        protects=True,
        scrub_after=False,
        changes=(
            ('assets', 'to check', N_('{count} asset whose name speaks of another currency is to be checked'), N_('{count} assets whose names speak of another currency are to be checked')),
        ),
        measures='migrations.frozen.measures_0005',
    ),
    Entry(
        id='0006',
        app_version='0.6',
        day='2026-11-23',
        module='20261123_0006_titres',
        sentence=N_('The file can hold securities, their prices, positions and operations.'),
        details=(
            N_('A line such as “FR0010315770 12,5 x 431,20” in the note of an investment becomes a position.'),
            N_('Notes and values stay as they are.'),
        ),
        irreversible=N_('Securities, positions, prices, operations and details have no place in the older format. An asset that was worth its securities keeps a value at the end of each year.'),
        requires_key=True,
        protects=True,
        scrub_after=False,
        changes=(
            ('values', 'computed', N_('{count} value is computed from what is known that day'), N_('{count} values are computed from what is known that day')),
            ('current', 'computed', N_('{count} value is computed from what is known that day'), N_('{count} values are computed from what is known that day')),
        ),
        measures='migrations.frozen.measures_0006',
    ),
    Entry(
        id='0007',
        app_version='0.7',
        day='2026-11-23',
        module='20261123_0007_prets',
        sentence=N_('Debts become loans of their own, apart from assets.'),
        details=(
            N_('What is owed is a positive amount of a loan, and net worth is the same.'),
            N_('A mortgage is linked to the property when there is only one.'),
        ),
        irreversible=N_('The kind of a loan, its link with what it paid for, the notes on values, which of them are estimates and their identifiers have no place in the older format, where a loan is an asset below zero.'),
        requires_key=True,
        protects=True,
        scrub_after=False,
        changes=(
        ),
        measures='migrations.frozen.measures_0007',
    ),
    Entry(
        id='0008',
        app_version='0.8',
        day='2026-11-23',
        module='20261123_0008_detention',
        sentence=N_('The household has members, and each asset and loan says who owns which part of it.'),
        details=(
            N_('“Commun 50/50” becomes two halves, “1/3 avec mes frères” a third of yours and two of theirs.'),
            N_('A text that is not understood goes to the note, and the asset whole to the first member.'),
        ),
        irreversible=N_('Members, and shares that were changed since: the older format has one text for each asset.'),
        requires_key=True,
        protects=True,
        scrub_after=False,
        changes=(
            ('unreadable', 'owners unread', N_('{count} owner cannot be read: the first member owns the whole'), N_('{count} owners cannot be read: the first member owns the whole')),
        ),
        measures='migrations.frozen.measures_0008',
    ),
    Entry(
        id='0009',
        app_version='0.9',
        day='2026-11-23',
        module='20261123_0009_details_chiffres',
        sentence=N_('Amounts, quantities and details are encrypted like everything else that is yours.'),
        details=(
            N_('What each asset is worth can no longer be read without the passphrase.'),
            N_('Details that the program could not read are kept word for word.'),
        ),
        irreversible=N_('The protection of amounts, quantities and details: the older format has them in clear. No information is lost.'),
        requires_key=True,
        protects=True,
        scrub_after=True,
        changes=(
        ),
        measures='migrations.frozen.measures_0009',
    ),
    Entry(
        id='0010',
        app_version='1.0',
        day='2026-11-23',
        module='20261123_0010_jetons',
        sentence=N_('Every encrypted value gets the stronger protection of version 1.0.'),
        details=(
            N_('Every value is read, protected anew, and read again.'),
            N_('Your passphrase and your recovery key stay the same, and older backups still open.'),
        ),
        irreversible=N_('The stronger protection of the values. No information is lost.'),
        requires_key=True,
        protects=True,
        scrub_after=True,
        changes=(
        ),
        measures='migrations.frozen.measures_0010',
    ),
    Entry(
        id='0011',
        app_version='1.0.1',
        day='2026-11-23',
        module='20261123_0011_reparation',
        sentence=N_('Values that version 0.9.0 had encrypted twice are repaired.'),
        details=(
            N_('Only values that show as “gAAAA…” change.'),
        ),
        irreversible=N_('The double encryption: repaired values stay repaired. No information is lost.'),
        requires_key=True,
        protects=True,
        scrub_after=False,
        changes=(
        ),
        measures='migrations.frozen.measures_0011',
    ),
    Entry(
        id='0012',
        app_version='1.1',
        day='2026-11-23',
        module='20261123_0012_categories',
        sentence=N_('Operations are split among categories, which form a tree.'),
        details=(
            N_('Categories that differ by capitals or accents only become one.'),
            N_('Each operation gets one split of its whole amount.'),
        ),
        irreversible=N_('The splits of an operation but its first category, their notes, categories without operations and the order of categories: the older format has one text for each operation.'),
        requires_key=True,
        protects=True,
        scrub_after=False,
        changes=(
        ),
        measures='migrations.frozen.measures_0012',
    ),
    Entry(
        id='0013',
        app_version='1.2',
        day='2026-11-23',
        module='20261123_0013_droits_et_arretes',
        sentence=N_('Shares have rights and dates, loans have their terms, and statements and a journal are kept.'),
        details=(
            N_('A statement keeps the values that were shown before this upgrade.'),
            N_('Institutions have a list of their own; everybody owns in full what was theirs.'),
            N_('What earlier upgrades had set aside is written in the notes, word for word.'),
        ),
        irreversible=N_('The older format knows no terms of loans, rights, opening and closing dates, links between assets, details of institutions, statements, journal nor settings: they are lost. What they are worth is kept as dated values, 0 for what does not count.'),
        requires_key=True,
        protects=True,
        scrub_after=True,
        changes=(
            ('values', 'computed', N_('{count} value is computed from what is known that day'), N_('{count} values are computed from what is known that day')),
            ('current', 'computed', N_('{count} value is computed from what is known that day'), N_('{count} values are computed from what is known that day')),
        ),
        measures='migrations.frozen.measures_0013',
    ),
    Entry(
        id='0014',
        app_version='1.3',
        day='2026-12-01',
        module='20261201_0014_empreintes',
        sentence=N_('The fingerprint of each statement is encrypted like its amounts.'),
        details=(
            N_('Whoever got hold of a file of version 1.2 could try amounts against it, without a key.'),
            N_('Copies that you made of a file of version 1.2 still hold it in clear; backups never did.'),
        ),
        irreversible=N_('The protection of the fingerprints of statements: the older format has them in clear, and whoever gets hold of the file can try amounts against them. No information is lost.'),
        requires_key=True,
        protects=True,
        scrub_after=True,
        changes=(
        ),
        measures='migrations.frozen.measures_0014',
    ),
    Entry(
        id='0015',
        app_version='1.4',
        day='2026-12-01',
        module='20261201_0015_foyer_et_identifiants',
        sentence=N_("People have dates and a civil status, operations their bank's identifier, changes a name."),
        details=(
            N_('Who died or left the household on a day is not counted in it afterwards; the past stays.'),
            N_('What could be undone still can be, and what is in the bin still comes back.'),
        ),
        irreversible=N_('The days on which members died or left, their civil status, the identifiers and the imported texts of operations, and the names of changes have no place in the older format, where who left counts again. The division of a security becomes a switch there, a delivery a transfer, and a regime that it does not know is left blank.'),
        requires_key=True,
        protects=True,
        scrub_after=False,
        changes=(
        ),
        measures='migrations.frozen.measures_0015',
    ),
)
