"""Every sentence exists in French: complete, current, with the same placeholders."""

from __future__ import annotations

import string
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages import extract, mofile, pofile

from patrimoine_gui import i18n

if TYPE_CHECKING:
    from collections.abc import Iterator

    from babel.messages.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "locale" / "fr" / "LC_MESSAGES"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "N_": None, "ngettext": (1, 2)}
HOW = "run `make messages`, then translate what is new in resources/locale/fr"


def sentences_in_code() -> set[str | tuple[str, str]]:
    """Collect what `make messages` collects: from the package, and from the revisions' index."""
    files = [*sorted((ROOT / "patrimoine_gui").rglob("*.py")), ROOT / "migrations" / "index.py"]
    found: set[str | tuple[str, str]] = set()
    for file in files:
        for item in extract.extract_from_file("python", file, keywords=KEYWORDS):
            message = item[1]
            found.add(message if isinstance(message, str) else (message[0], message[1]))
    return found


@pytest.fixture(scope="module")
def french() -> Catalog:
    """Give the French catalogue as it is edited."""
    with (FOLDER / f"{i18n.DOMAIN}.po").open("rb") as file:
        return pofile.read_po(file, locale="fr")


def _pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Give each message id with each of its translations."""
    for message in catalog:
        if not message.id:
            continue
        ids = message.id if isinstance(message.id, list | tuple) else (message.id,)
        texts = message.string if isinstance(message.string, list | tuple) else (message.string,)
        yield from ((ids[min(at, len(ids) - 1)], text or "") for at, text in enumerate(texts))


def placeholders(text: str) -> set[str]:
    """Give the names in braces of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_sentence_is_in_the_french_catalogue(french: Catalog) -> None:
    known = {
        (message.id[0], message.id[1]) if isinstance(message.id, list | tuple) else message.id
        for message in french
    }
    missing = sorted(str(sentence) for sentence in sentences_in_code() - known)
    assert not missing, f"{HOW}:\n" + "\n".join(missing)


def test_the_french_catalogue_has_no_sentence_too_many(french: Catalog) -> None:
    used = {
        part
        for sentence in sentences_in_code()
        for part in (sentence if isinstance(sentence, tuple) else (sentence,))
    }
    assert not {ids for ids, _ in _pairs(french)} - used, HOW


def test_every_sentence_is_translated(french: Catalog) -> None:
    empty = sorted({ids for ids, text in _pairs(french) if not text})
    fuzzy = sorted(str(message.id) for message in french if message.id and message.fuzzy)
    assert not empty, f"{HOW}:\n" + "\n".join(empty)
    assert not fuzzy, "\n".join(fuzzy)


def test_translations_keep_the_placeholders(french: Catalog) -> None:
    differ = [ids for ids, text in _pairs(french) if placeholders(ids) != placeholders(text)]
    assert not differ


def test_the_compiled_catalogue_is_current(french: Catalog) -> None:
    with (FOLDER / f"{i18n.DOMAIN}.mo").open("rb") as file:
        compiled = mofile.read_mo(file)
    assert dict(_pairs(compiled)) == dict(_pairs(french)), HOW


def test_french_is_read_at_run_time(french: Catalog) -> None:
    plain = next(
        message
        for message in french
        if isinstance(message.id, str) and message.id and message.id != message.string
    )
    i18n.set_language("fr")
    assert i18n._(str(plain.id)) == plain.string


@pytest.mark.parametrize(
    ("text", "names"), [("{count} rows of {total:>5}", {"count", "total"}), ("100 %", set())]
)
def test_placeholders_are_found(text: str, names: set[str]) -> None:
    assert placeholders(text) == names
