"""What the law says of savings and taxes, each from a day on: the rows of `regulatory_param`.

Frozen. Official sources only. The first day of a key is one for which the value is certain, which
may be later than the law itself: before it, nothing is known and nothing is guessed. What changed
after this was written is for the user to enter, or for a further revision.

Values are plain decimals, or scales: "0:90 21:80" reads 90 from 0, 80 from 21. Units:

- percent, percent a year: "1.5" is 1.5 %.
- euros: whole euros, "22950".
- years, months: whole ones.
- percent by age: a scale; the age in years that has been reached, then the percentage.
- percent by euros: a scale; the percentage of what lies above a number of euros, up to the next.
"""

from __future__ import annotations

from typing import Final

_SERVICE = "https://www.service-public.gouv.fr/particuliers/"
_LIVRET_A = f"{_SERVICE}vosdroits/F2365"
_LDDS = f"{_SERVICE}vosdroits/F2368"
_LEP = f"{_SERVICE}vosdroits/F2367"
_PEL = f"{_SERVICE}vosdroits/F16140"
_PEA = f"{_SERVICE}vosdroits/F2385"
_SAVINGS_2026 = f"{_SERVICE}actualites/A18000"
_LEGIFRANCE = "https://www.legifrance.gouv.fr/"
_TAX_CODE = f"{_LEGIFRANCE}codes/id/LEGITEXT000006069577/"
_SOCIAL_CODE = f"{_LEGIFRANCE}codes/id/LEGITEXT000006073189/"
_CONSUMER_CODE = f"{_LEGIFRANCE}codes/id/LEGITEXT000006069565/"
_PACTE = f"{_LEGIFRANCE}loda/id/JORFTEXT000038496102/"
_FINANCE_2018 = f"{_LEGIFRANCE}loda/id/JORFTEXT000036339197/"
_USUFRUCT = f"{_LEGIFRANCE}codes/article_lc/LEGIARTI000006310171"
_BOFIP = "https://bofip.impots.gouv.fr/bofip/"
_IFI = f"{_BOFIP}11319-PGP.html/identifiant=BOI-PAT-IFI-40-10-20180608"
_IFI_HOME = f"{_BOFIP}11360-PGP.html/identifiant=BOI-PAT-IFI-20-30-20-20180608"

_YEARLY = "percent a year"
_PERCENT = "percent"
_EUROS = "euros"

_LIVRET_A_RATES = (
    ("2013-08-01", "1.25", _LIVRET_A),
    ("2014-08-01", "1", _LIVRET_A),
    ("2015-08-01", "0.75", _LIVRET_A),
    ("2020-02-01", "0.5", _LIVRET_A),
    ("2022-02-01", "1", _LIVRET_A),
    ("2022-08-01", "2", _LIVRET_A),
    ("2023-02-01", "3", _LIVRET_A),
    ("2025-02-01", "2.4", _LIVRET_A),
    ("2025-08-01", "1.7", _SAVINGS_2026),
    ("2026-02-01", "1.5", _SAVINGS_2026),
)
_LEP_RATES = (
    ("2014-08-01", "1.5", _LEP),
    ("2015-08-01", "1.25", _LEP),
    ("2020-02-01", "1", _LEP),
    ("2022-02-01", "2.2", _LEP),
    ("2022-08-01", "4.6", _LEP),
    ("2023-02-01", "6.1", _LEP),
    ("2023-08-01", "6", _LEP),
    ("2024-02-01", "5", _LEP),
    ("2024-08-01", "4", _LEP),
    ("2025-02-01", "3.5", _LEP),
    ("2025-08-01", "2.7", _SAVINGS_2026),
    ("2026-02-01", "2.5", _SAVINGS_2026),
)
_PEL_RATES = (
    ("2003-08-01", "2.5", _PEL),
    ("2015-02-01", "2", _PEL),
    ("2016-02-01", "1.5", _PEL),
    ("2016-08-01", "1", _PEL),
    ("2023-01-01", "2", _PEL),
    ("2024-01-01", "2.25", _PEL),
    ("2025-01-01", "1.75", _PEL),
    ("2026-01-01", "2", _PEL),
)
"""Of a plan opened from that day on; it keeps its rate."""

_SAVINGS = (
    *(("livret_a.rate", day, value, _YEARLY, url) for day, value, url in _LIVRET_A_RATES),
    ("livret_a.ceiling", "2013-01-01", "22950", _EUROS, _LIVRET_A),
    *(
        ("ldds.rate", day, value, _YEARLY, _LDDS if url == _LIVRET_A else url)
        for day, value, url in _LIVRET_A_RATES
    ),
    ("ldds.ceiling", "2012-10-01", "12000", _EUROS, _LDDS),
    *(("lep.rate", day, value, _YEARLY, url) for day, value, url in _LEP_RATES),
    ("lep.ceiling", "2014-08-01", "7700", _EUROS, _LEP),
    ("lep.ceiling", "2023-10-01", "10000", _EUROS, _LEP),
    *(("pel.rate", day, value, _YEARLY, url) for day, value, url in _PEL_RATES),
    ("pel.ceiling", "2003-08-01", "61200", _EUROS, _PEL),
    ("pea.ceiling", "2014-01-01", "150000", _EUROS, _PEA),
    ("pea_pme.ceiling", "2014-01-01", "75000", _EUROS, _PEA),
    ("pea_pme.ceiling", "2019-05-24", "225000", _EUROS, _PACTE),
    ("pea_and_pea_pme.ceiling", "2019-05-24", "225000", _EUROS, _PACTE),
)

_USUFRUCTS = (
    (
        "usufruct.by_age",
        "1979-07-01",
        "0:70 20:60 30:50 40:40 50:30 60:20 70:10",
        "percent by age",
        _TAX_CODE,
    ),
    (
        "usufruct.by_age",
        "2004-01-01",
        "0:90 21:80 31:70 41:60 51:50 61:40 71:30 81:20 91:10",
        "percent by age",
        _USUFRUCT,
    ),
    ("usufruct.term_rate", "1979-07-01", "20", _PERCENT, _TAX_CODE),
    ("usufruct.term_rate", "2004-01-01", "23", _PERCENT, _USUFRUCT),
    ("usufruct.term_years", "1979-07-01", "10", "years", _TAX_CODE),
)
"""Article 762 of the tax code, article 669 since 2004."""

_PROPERTY_TAX = (
    (
        "ifi.scale",
        "2018-01-01",
        "0:0 800000:0.5 1300000:0.7 2570000:1 5000000:1.25 10000000:1.5",
        "percent by euros",
        _IFI,
    ),
    ("ifi.threshold", "2018-01-01", "1300000", _EUROS, _IFI),
    ("ifi.relief_below", "2018-01-01", "1400000", _EUROS, _IFI),
    ("ifi.relief_amount", "2018-01-01", "17500", _EUROS, _IFI),
    ("ifi.relief_rate", "2018-01-01", "1.25", _PERCENT, _IFI),
    ("ifi.main_home_allowance", "2018-01-01", "30", _PERCENT, _IFI_HOME),
)
"""Articles 964, 973 and 977 of the tax code. Taxed above the threshold; the relief is the amount
less the rate of the base."""

_CAPITAL_GAINS = (
    ("capital_gains.income_tax", "2018-01-01", "12.8", _PERCENT, _FINANCE_2018),
    ("capital_gains.social_levies", "2012-07-01", "15.5", _PERCENT, _SOCIAL_CODE),
    ("capital_gains.social_levies", "2018-01-01", "17.2", _PERCENT, _SOCIAL_CODE),
    ("capital_gains.social_levies", "2026-01-01", "18.6", _PERCENT, _SOCIAL_CODE),
    ("property_gains.income_tax", "2011-02-01", "19", _PERCENT, _TAX_CODE),
    ("property_gains.social_levies", "2012-07-01", "15.5", _PERCENT, _SOCIAL_CODE),
    ("property_gains.social_levies", "2018-01-01", "17.2", _PERCENT, _SOCIAL_CODE),
    ("life_insurance.social_levies", "2018-01-01", "17.2", _PERCENT, _SOCIAL_CODE),
)
"""Articles 200 A and 200 B of the tax code, L. 136-8 of the code of social security. A gain on
securities of 2025 is already taxed at the rate of 2026 when it is assessed; the day is that of
what is withheld at source."""

_LOANS = (
    ("early_repayment.interest_months", "2016-07-01", "6", "months", _CONSUMER_CODE),
    ("early_repayment.balance_rate", "2016-07-01", "3", _PERCENT, _CONSUMER_CODE),
)
"""Article R. 313-25 of the code of consumption: the most that the early repayment of a home loan
may cost."""

ROWS: Final = (*_SAVINGS, *_USUFRUCTS, *_PROPERTY_TAX, *_CAPITAL_GAINS, *_LOANS)
"""Key, first day, value, unit, source."""
