"""Every error has its own sentences, and none of them harms."""

from __future__ import annotations

import importlib
import pkgutil
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import patrimoine_gui
from patrimoine_gui import __version__, errors
from patrimoine_gui.authoring.review import ReviewKind, ReviewNote
from patrimoine_gui.cli.wording import explain, status_of
from patrimoine_gui.cli.wording.authoring_errors import review_sentence
from patrimoine_gui.cli.wording.error_table import CLI_ERRORS
from patrimoine_gui.errors import (
    Cancelled,
    ContainerPart,
    DamageKind,
    Difference,
    FileBusy,
    FileDamaged,
    FileTooNew,
    FileUnreachable,
    ForeignKind,
    Holder,
    NoSpace,
    NotAHouseholdFile,
    ProofFailed,
    UnreachableReason,
    UpgradeFailed,
    UpgradeStep,
    UserError,
)
from patrimoine_gui.migration.diagnosis import FileState
from patrimoine_gui.migration.outcome import (
    Bucket,
    DeclaredChange,
    Measures,
    NetWorthAt,
    Outcome,
    Proof,
)
from patrimoine_gui.wording import (
    Explanation,
    change_sentence,
    difference_sentence,
    holder_sentence,
    report_text,
    state_name,
    step_name,
)
from patrimoine_gui.wording.error_location import places, process
from patrimoine_gui.wording.error_table import ERRORS
from patrimoine_gui.wording.exit_status import ExitStatus
from tests.unit.wording.examples_of_errors import EXAMPLES, SECRET, UNREADABLE

HARMFUL = re.compile(r"\b(delet|eras|remov|discard|wip|reset|overwrit)", re.IGNORECASE)
JARGON = re.compile(
    r"\b(token|header|mac|slot|nonce|cipher\w*|kdf|argon\w*|hash\w*|checksum|container|salt|sql)\b",
    re.IGNORECASE,
)
DAMAGE = re.compile(r"damag|corrupt|broken|tamper", re.IGNORECASE)


def all_user_errors() -> list[type[UserError]]:
    """Find every class of error, in modules that nothing else has imported as well."""
    for module in pkgutil.walk_packages(patrimoine_gui.__path__, "patrimoine_gui."):
        windows = module.name.startswith(("patrimoine_gui.ui", "patrimoine_gui.app"))
        if not windows and not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = []
    waiting = list(UserError.__subclasses__())
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return sorted(set(found), key=lambda kind: kind.__name__)


def text_of(explanation: Explanation) -> str:
    return " ".join((explanation.title, *explanation.sentences()))


def test_every_user_error_is_explained_and_has_an_exit_status() -> None:
    ours = {kind for kind in all_user_errors() if kind.__module__.startswith("patrimoine_gui")}
    assert not ERRORS.keys() & CLI_ERRORS.keys()
    table = ERRORS | CLI_ERRORS
    assert ours == table.keys()
    assert all(callable(sentences) for sentences, _status in table.values())
    assert {type(status) for _sentences, status in table.values()} == {ExitStatus}
    assert ours == {type(example) for example in EXAMPLES}


@pytest.mark.parametrize("error", EXAMPLES, ids=str)
def test_an_explanation_is_complete_and_offers_no_harm(error: UserError) -> None:
    found = explain(error)
    assert found.title
    assert not found.title.endswith(".")
    for sentence in found.sentences():
        assert sentence.endswith(".")
        assert "{" not in sentence
    assert not HARMFUL.search(text_of(found))
    assert not JARGON.search(text_of(found))


# --- one sentence for each situation ------------------------------------------------------------


def test_a_wrong_passphrase_is_never_called_damage() -> None:
    wrong = (
        errors.WrongPassphrase(),
        errors.WrongPassphrase(recovery=True),
        errors.RecoveryKeyMalformed(),
        errors.WrongKey(SECRET, datetime(2021, 3, 14, tzinfo=UTC)),
        errors.ForeignHousehold(SECRET),
    )
    for error in wrong:
        assert not DAMAGE.search(text_of(explain(error)))
        assert status_of(error) is not ExitStatus.DAMAGED


def test_damage_is_never_called_a_wrong_passphrase() -> None:
    damaged = (
        errors.HeaderTampered(),
        errors.HeaderMissing(),
        errors.KdfParamsRefused(),
        errors.ContainerTruncated(SECRET),
        errors.RevisionMismatch(SECRET),
        *(errors.ContainerCorrupted(SECRET, part) for part in ContainerPart),
    )
    for error in damaged:
        assert "passphrase" not in explain(error).title
        assert status_of(error) is ExitStatus.DAMAGED


def test_a_backup_of_other_keys_asks_for_the_passphrase_of_that_day() -> None:
    told = explain(errors.WrongKey(SECRET, datetime(2021, 3, 14, tzinfo=UTC)))
    assert "14 March 2021" in told.what
    assert "passphrase of that day" in told.next


def test_a_script_is_told_how_to_give_a_passphrase() -> None:
    told = explain(errors.KeyRequired()).next
    assert "--passphrase-file" in told
    assert "--passphrase-fd" in told
    assert "--recovery-key-file" in told


def test_an_unreadable_value_is_named_by_what_it_is() -> None:
    for kind in UNREADABLE:
        assert "name of an asset" in explain(kind("asset.name")).what
        assert "a value" in explain(kind("one.unknown")).what


@pytest.mark.parametrize("error", EXAMPLES, ids=str)
def test_no_path_reaches_a_sentence_or_a_report(error: UserError) -> None:
    for text in (text_of(explain(error)), report_text(error), str(error)):
        assert "lodie" not in text
        assert "famille" not in text


def test_each_situation_has_its_own_message() -> None:
    situations = [
        FileDamaged(SECRET, DamageKind.PAGES),
        FileTooNew(SECRET, 9, 3),
        NotAHouseholdFile(SECRET, ForeignKind.OTHER_PROGRAM),
        FileBusy(SECRET),
        FileUnreachable(SECRET, UnreachableReason.MISSING),
        NoSpace(SECRET, 2, 1),
        errors.KeyRequired(),
        errors.WrongPassphrase(),
        errors.WrongPassphrase(recovery=True),
        errors.RecoveryKeyMalformed(),
        errors.HeaderTampered(SECRET),
        errors.ContainerCorrupted(SECRET, ContainerPart.CONTENT),
        errors.ForeignHousehold(SECRET),
        errors.WrongKey(SECRET, datetime(2021, 3, 14, tzinfo=UTC)),
    ]
    told = [explain(error) for error in situations]
    assert len({item.title for item in told}) == len(situations)
    assert len({item.what for item in told}) == len(situations)
    assert len({item.next for item in told}) == len(situations)


def test_every_reason_of_a_kind_has_its_own_sentence() -> None:
    reasoned = (
        *(FileUnreachable, NotAHouseholdFile, FileDamaged),
        *(errors.NotABackup, errors.ContainerCorrupted, errors.PassphraseUnusable),
    )
    for kind in reasoned:
        told = [explain(error).what for error in EXAMPLES if type(error) is kind]
        assert len(told) == len(set(told))


def test_every_step_state_and_review_has_its_own_words() -> None:
    assert len({step_name(step) for step in UpgradeStep}) == len(UpgradeStep)
    assert len({state_name(state) for state in FileState}) == len(FileState)
    notes = [review_sentence(ReviewNote(kind, "asset.note")) for kind in ReviewKind]
    assert len(set(notes)) == len(ReviewKind)
    assert not any("{" in note for note in notes)


def test_a_newer_file_names_the_version_that_opens_it() -> None:
    told = explain(FileTooNew(SECRET, 9, 3, "99.2", "99.1"))
    assert "99.1" in told.next
    assert "99.2" in told.what


@pytest.mark.parametrize("min_app", ["0.4.0", __version__, "", "odd"])
def test_a_newer_file_never_asks_for_a_version_that_this_one_has(min_app: str) -> None:
    told = explain(FileTooNew(SECRET, 99, 13, "0.9.0", min_app))
    assert told.next == "Install the latest version of Patrimoine, then open the file again."
    assert "0.9.0" not in told.what
    assert "99.1.0" in explain(FileTooNew(SECRET, 99, 13, "99.1.0", min_app)).next


def test_a_busy_file_names_its_holder() -> None:
    holder = Holder(4321, "ordi", "patrimoine")
    told = holder_sentence(holder)
    assert "4321" not in told
    assert "ordi" not in told
    assert "window" in told
    assert holder_sentence(Holder()).endswith("another program.")
    error = FileBusy(SECRET, holder)
    assert process(error) == [("Process", "4321 on ordi")]
    assert places(error) == [("File", str(SECRET))]
    assert "4321" in report_text(error)
    assert process(FileBusy(SECRET)) == []


def test_missing_space_names_both_figures() -> None:
    told = explain(NoSpace(SECRET, 3_000_000, 1_200_000)).what
    assert "3" in told
    assert "1.2" in told


def test_quota_is_not_told_as_a_disk_that_is_full() -> None:
    told = explain(NoSpace(SECRET, 3_000_000, 9_000_000))
    assert "quota" in told.what
    assert "quota" not in explain(NoSpace(SECRET, 3_000_000, 1_200_000)).what
    assert "0" not in explain(NoSpace(SECRET, 3_000_000, None)).what


def test_a_change_is_counted_in_the_right_number() -> None:
    one, many = "{count} duplicate was merged", "{count} duplicates were merged"
    assert change_sentence(DeclaredChange("0003", one, many, 1)) == "1 duplicate was merged"
    assert change_sentence(DeclaredChange("0003", one, many, 2)) == "2 duplicates were merged"


def test_a_difference_says_where_and_never_how_much_money() -> None:
    told = difference_sentence(Difference("net worth", "2024-12-31"))
    assert "2024-12-31" in told
    assert "before" not in told
    rows = difference_sentence(Difference("rows: merged + values", "", 3, 2))
    assert rows == "number of records (merged duplicates + dated values): 3 before, 2 after"


@pytest.mark.parametrize(
    ("difference", "expected"),
    [
        (Difference("sum: values"), "sum (dated values) is not the same"),
        (Difference("net worth", "2024-12-31"), "net worth (2024-12-31) is not the same"),
        (Difference("last date", "2024-02-29"), "last date (2024-02-29) is not the same"),
        (Difference("structure: table asset"), "structure is not the expected one (table asset)"),
        (Difference("link to nothing", "valuation 7"), "that does not exist (valuation 7)"),
        (Difference("something {new}"), "something {new} is not the same"),
    ],
)
def test_each_measure_of_the_proof_has_its_words(difference: Difference, expected: str) -> None:
    assert difference_sentence(difference).endswith(expected)


def test_a_proof_that_fails_in_many_places_names_three() -> None:
    many = tuple(Difference("net worth", f"{year}-12-31") for year in range(2000, 2020))
    told = explain(ProofFailed(many)).what
    assert told.count("-12-31") == 3


def test_an_unforeseen_error_is_explained_without_its_text() -> None:
    error = ValueError("Élodie owns 123456")
    assert "Élodie" not in text_of(explain(error))
    assert "fault of Patrimoine" in explain(error).what
    assert status_of(error) is ExitStatus.REFUSED


def test_the_report_of_a_bug_says_where_and_not_what() -> None:
    def fail() -> None:
        raise ValueError("Élodie owns 123456")

    with pytest.raises(ValueError, match="owns") as caught:
        fail()
    report = report_text(caught.value)
    assert "ValueError" in report
    assert "test_explanations.py" in report
    assert "123456" not in report
    assert str(Path(__file__).parent) not in report


def test_another_version_is_advised_only_where_a_revision_failed() -> None:
    of_disk = explain(UpgradeFailed(UpgradeStep.SNAPSHOT, cause="SQLITE_IOERR_FSYNC"))
    of_revision = explain(UpgradeFailed(UpgradeStep.MIGRATE, "0002"))
    assert "still opens" in of_revision.next
    assert "disk" in of_disk.next
    assert "version" not in of_disk.next


def test_the_report_of_a_failure_names_its_cause() -> None:
    error = UpgradeFailed(UpgradeStep.MIGRATE, "0002", SECRET, "IntegrityError")
    error.__cause__ = KeyError("secret name")
    report = report_text(error)
    assert "0002" in report
    assert "IntegrityError" in report
    assert "KeyError" in report
    assert "secret" not in report


def measures(revision: str) -> Measures:
    buckets = (Bucket("assets", 2, 0), Bucket("values", 7, 12_345_678))
    years = (NetWorthAt(date(2024, 12, 31), 12_345_678),)
    return Measures(revision, buckets, years, 87_654_321, date(2025, 6, 30))


def test_the_report_of_an_outcome_holds_no_amount_and_no_path() -> None:
    changes = (
        DeclaredChange("0002", "{count} was kept", "{count} were kept", 1),
        DeclaredChange("0003", "{count} was merged", "{count} were merged", 2),
    )
    proof = Proof(measures("0001"), measures("0003"), changes)
    outcome = Outcome(SECRET, "0001", "0003", SECRET, proof, 1.25, SECRET)
    report = report_text(outcome)
    assert "from step 0001 to step 0003" in report
    assert "dated values: 7 before, 7 after" in report
    assert "1 was kept\n2 were merged" in report
    for secret in ("12345678", "123456", "87654321", "lodie", "famille"):
        assert secret not in report


def test_an_interruption_is_a_cancel() -> None:
    assert explain(KeyboardInterrupt()) == explain(Cancelled())
