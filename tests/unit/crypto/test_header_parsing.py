"""Whatever we do not write in a header is refused, even from one who holds the key."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import strategies as st

from patrimoine_gui.crypto.header import (
    BODY_LIMIT,
    FileHeader,
    canonical,
    from_document,
    parse_body,
    to_document,
    validate,
)
from patrimoine_gui.crypto.keyring import Keyring
from patrimoine_gui.errors import (
    HeaderTampered,
    KdfMemory,
    KdfParamsRefused,
    KdfUnsupported,
    UserError,
)
from tests.headers import (
    HEADER,
    PASSPHRASE,
    QUICK,
    Edit,
    edited,
    opening_by_passphrase,
    opening_by_recovery_key,
)
from tests.unit.crypto.test_golden_vectors import OLD_HEADER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# --- every type and range, even from one who holds the key ----------------------------------------

OTHER_TYPES: tuple[object, ...] = (
    None,
    True,
    False,
    1.0,
    -1,
    2**31,
    10**400,
    "",
    "x",
    [],
    {},
    [1],
    "é",
)
SLOT_MEMBERS = ("slot", "kind", "created", "kdf", "v", "m", "t", "p", "salt", "nonce", "wrapped")
KEY_MEMBERS = ("id", "state", "created", "nonce", "wrapped")


@pytest.mark.parametrize("wrong", OTHER_TYPES, ids=repr)
def test_member_of_another_type_is_refused(wrong: object) -> None:
    for list_name, names in (("slots", SLOT_MEMBERS), ("keys", KEY_MEMBERS)):
        for rank in (0, 1):
            for name in names:
                if name == "kdf" and wrong == "x":
                    continue  # the name of a derivation that we do not know: not damage
                header = edited(lambda found: found[list_name][rank].update({name: wrong}))  # noqa: B023
                with pytest.raises(HeaderTampered):
                    validate(header)


@pytest.mark.parametrize("wrong", [*OTHER_TYPES, "00" * 8, "00" * 7], ids=repr)
def test_top_member_of_another_type_is_refused(wrong: object) -> None:
    for name in ("slots", "keys", "sum"):
        with pytest.raises(HeaderTampered):
            validate(edited(lambda found: found.update({name: wrong}), is_summed=True))  # noqa: B023


def test_member_that_is_missing_or_added_is_refused() -> None:
    def without(found: dict[str, Any], name: str) -> None:
        del found[name]

    edits: list[Edit] = [lambda found: found.update(more=1)]
    edits += [lambda found, name=name: without(found, name) for name in ("slots", "keys")]  # type: ignore[misc]
    for part, names in (("slots", SLOT_MEMBERS), ("keys", KEY_MEMBERS)):
        edits.append(lambda found, part=part: found[part][0].update(more=1))  # type: ignore[misc]
        edits += [
            lambda found, part=part, name=name: without(found[part][0], name)  # type: ignore[misc]
            for name in names
        ]
    for edit in edits:
        with pytest.raises(HeaderTampered):
            validate(edited(edit))


@pytest.mark.parametrize(
    "edit",
    [
        lambda found: found["slots"].clear(),
        lambda found: found["keys"].clear(),
        lambda found: found["slots"].append(found["slots"][0]),
        lambda found: found["slots"][1].update(slot=1),
        lambda found: found["slots"][0].update(slot=0),
        lambda found: found["slots"][0].update(slot=256),
        lambda found: found["slots"].extend(
            {**found["slots"][0], "slot": number} for number in range(3, 10)
        ),
        lambda found: found["slots"][0].update(kind="PASSPHRASE"),
        lambda found: found["slots"][0].update(kind="recovery"),  # under Argon2
        lambda found: found["slots"][1].update(kind="passphrase"),  # under HKDF
        lambda found: found["slots"][1].update(kdf="argon2id"),
        lambda found: found["slots"][0].update(kdf="Argon2id"),
        lambda found: found["slots"][0].update(kdf="x" * 33),
        lambda found: found["slots"][0].update(salt="00" * 15),
        lambda found: found["slots"][0].update(salt="AB" * 16),
        lambda found: found["slots"][0].update(salt="0x" * 16),
        lambda found: found["slots"][0].update(nonce="00" * 13),
        lambda found: found["slots"][0].update(wrapped="00" * 47),
        lambda found: found["slots"][0].update(created="2026-02-30T00:00:00Z"),
        lambda found: found["slots"][0].update(created="2026-11-22T10:00:00"),
        lambda found: found["slots"][0].update(created="2026-11-22T10:00:00+01:00"),
        lambda found: found["slots"][0].update(created="2026-11-22 10:00:00Z"),
        lambda found: found["keys"].append(found["keys"][1]),
        lambda found: found["keys"][1].update(id=0),
        lambda found: found["keys"][0].update(id=2),  # the legacy key has id 0
        lambda found: found["keys"][1].update(id=256),
        lambda found: found["keys"][1].update(state="retired"),  # none active
        lambda found: found["keys"][1].update(state="ACTIVE"),
        lambda found: found["keys"].append({**found["keys"][1], "id": 2}),  # two active
    ],
)
def test_set_that_we_do_not_write_is_refused(edit: Edit) -> None:
    with pytest.raises(HeaderTampered):
        validate(edited(edit))


@pytest.mark.parametrize(
    "respell",
    [
        lambda text: f" {text}",
        lambda text: f"{text}\n",
        lambda text: text.replace(":", ": ", 1),
        lambda text: json.dumps(dict(reversed(json.loads(text).items())), separators=(",", ":")),
        lambda text: text.replace('"sum"', '"s\\u0075m"'),
        lambda text: text.replace('"t":0', '"t":00'),
        lambda text: text.replace('"t":0', '"t":-0'),
        lambda text: text.replace('"t":0', '"t":0.0'),
        lambda text: text.replace('"t":0', '"t":0,"t":0'),
        lambda text: text.replace('"t":0', '"t":NaN'),
        lambda text: text.replace('"t":0', '"t":1e0'),
        lambda text: text.replace('"t":0', f'"t":{"9" * 5000}'),
        lambda text: "\ufeff" + text,
        lambda text: text + "\0",
        lambda _text: "",
        lambda _text: "null",
        lambda _text: "[]",
        lambda _text: "{}",
        lambda _text: "[" * 60_000,
        lambda _text: '{"a":' * 12_000,
        lambda _text: "\ud800",
    ],
)
def test_body_of_another_spelling_is_refused(respell: Callable[[str], str]) -> None:
    body = respell(HEADER.body)
    assert body != HEADER.body
    with pytest.raises(HeaderTampered):
        validate(replace(HEADER, body=body))


@pytest.mark.parametrize("wrong", [None, 1, b"{}", [], {}], ids=repr)
def test_body_that_is_no_text_is_refused(wrong: Any) -> None:
    with pytest.raises(HeaderTampered):
        validate(replace(HEADER, body=wrong))


def test_body_has_at_most_64_kib() -> None:
    long = replace(HEADER, body=" " * (BODY_LIMIT + 1))
    with pytest.raises(HeaderTampered):
        validate(long)
    keys = [{**json.loads(HEADER.body)["keys"][1], "id": 1}]
    keys += [{**keys[0], "id": number, "state": "retired"} for number in range(2, 256)]
    full = edited(lambda found: found.update(keys=keys))
    assert len(full.body) < BODY_LIMIT
    assert len(parse_body(full).keys) == 255


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        ({"m": 63}, KdfParamsRefused),
        ({"m": 1_048_577}, KdfParamsRefused),
        ({"m": 2**31 - 1}, KdfParamsRefused),
        ({"t": 0}, KdfParamsRefused),
        ({"t": 11}, KdfParamsRefused),
        ({"t": 2**31 - 1}, KdfParamsRefused),
        ({"p": 0}, KdfParamsRefused),
        ({"p": 17}, KdfParamsRefused),
        ({"v": 16}, KdfParamsRefused),
        ({"v": 0}, KdfParamsRefused),
        ({"kdf": "scrypt", "v": 19, "m": 64}, KdfParamsRefused),
        ({"kdf": "argon2x", "v": 0}, KdfUnsupported),
        ({"kdf": "balloon-sha3", "v": 0}, KdfUnsupported),
    ],
)
def test_slot_that_asks_too_much_is_refused_and_the_recovery_key_still_opens(
    edit: dict[str, object], expected: type[UserError]
) -> None:
    def ask(found: dict[str, Any]) -> None:
        found["slots"][0].update(edit)

    header = edited(ask)
    assert opening_by_passphrase(header) is expected
    assert opening_by_recovery_key(header) is None


def with_slots(*asked: Mapping[str, object]) -> FileHeader:
    """Give the header with more passphrase slots after the one that opens."""

    def add(found: dict[str, Any]) -> None:
        first = found["slots"][0]
        more = [{**first, "slot": 9 + place, **each} for place, each in enumerate(asked)]
        found["slots"] = [first, *more, *found["slots"][1:]]

    return edited(add)


@pytest.mark.parametrize(
    "asked",
    [
        [{"m": 1_048_576, "t": 10}] * 6,
        [{"m": 1_048_576, "t": 1}] * 3,  # 64 KiB more than 3 GiB, with the first
        [{"m": 1_048_576, "t": 4}],
        [{"m": 1_048_577, "t": 1}],
        [{"m": 2**31 - 1, "t": 2**31 - 1}],
        [{"kdf": "scrypt", "v": 0, "m": 524_288, "t": 1, "p": 7}],  # each lane fills it anew
        [{"kdf": "scrypt", "v": 0, "m": 1_048_576, "t": 1, "p": 2}] * 2,
    ],
)
def test_slots_that_ask_too_much_together_are_refused_before_the_first_is_tried(
    asked: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def derived(*_parameters: object, **_named: object) -> None:
        pytest.fail("a key was derived")

    monkeypatch.setattr("cryptography.hazmat.primitives.kdf.argon2.Argon2id", derived)
    monkeypatch.setattr("hashlib.scrypt", derived)
    header = with_slots(*asked)
    copy = from_document(json.loads(canonical(to_document(header))))  # the one in a backup
    for found in (header, copy):
        assert opening_by_passphrase(found) is KdfParamsRefused
        assert opening_by_recovery_key(found) is None


def test_slots_at_the_limit_and_unknown_ones_do_not_keep_another_from_opening() -> None:
    full = {"m": 1_048_576, "t": 2}
    rest = {"m": 1_048_576 - 64, "t": 1}
    assert opening_by_passphrase(with_slots(full, rest)) is None
    assert (
        opening_by_passphrase(with_slots({"kdf": "balloon-sha3", "v": 0, "m": 2**31 - 1})) is None
    )


def test_header_of_more_slots_than_any_is_damaged() -> None:
    assert opening_by_passphrase(with_slots(*[{}] * 6)) is None
    assert opening_by_passphrase(with_slots(*[{}] * 7)) is HeaderTampered


def test_slot_beyond_half_the_memory_is_refused() -> None:
    small = replace(QUICK, memory=lambda: 2 * 64 * 1024 - 1)
    with pytest.raises(KdfMemory):
        Keyring.unlock(HEADER, PASSPHRASE, small)


# --- the copy inside a backup ---------------------------------------------------------------------


@pytest.mark.parametrize("header", [HEADER, OLD_HEADER], ids=["slots", "passphrase"])
def test_header_survives_its_document(header: FileHeader) -> None:
    text = canonical(to_document(header))
    assert from_document(json.loads(text)) == header


@pytest.mark.parametrize("wrong", OTHER_TYPES, ids=repr)
@pytest.mark.parametrize("name", sorted(to_document(HEADER)))
def test_document_with_a_member_of_another_type_is_refused(name: str, wrong: object) -> None:
    if name in {"writer_version", "min_app_version"} and wrong == "x":
        return
    with pytest.raises(HeaderTampered):
        from_document({**to_document(HEADER), name: wrong})


def test_document_with_a_member_missing_added_or_respelt_is_refused() -> None:
    document = dict(to_document(HEADER))
    for name in document:
        with pytest.raises(HeaderTampered):
            from_document({other: value for other, value in document.items() if other != name})
    for more in ({"more": 1}, {"mac": HEADER.mac and HEADER.mac.hex().upper()}):
        with pytest.raises(HeaderTampered):
            from_document({**document, **more})
    with pytest.raises(HeaderTampered):
        from_document({**document, "mk_id": " ".join(str(document["mk_id"]))})


# --- canonical JSON -------------------------------------------------------------------------------


def test_canonical_text_is_sorted_compact_and_ascii() -> None:
    found = canonical({"b": 1, "a": ["é", "\U0001f600", None, True], "B": {"z": 0, "y": ""}})
    expected = rb'{"B":{"y":"","z":0},"a":["\u00e9","\ud83d\ude00",null,true],"b":1}'
    assert found == expected


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf")])
def test_number_that_is_not_finite_has_no_canonical_text(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": number})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@hypothesis.given(st.dictionaries(st.text(), JSON))
def test_canonical_text_gives_the_object_back_and_itself(document: dict[str, object]) -> None:
    text = canonical(document)
    assert json.loads(text) == document
    assert canonical(json.loads(text)) == text


@hypothesis.given(JSON)
def test_any_json_is_refused_without_another_error(document: object) -> None:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    for header in (HEADER, OLD_HEADER):
        with pytest.raises(HeaderTampered):
            validate(replace(header, body=text))
