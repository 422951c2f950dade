"""Sentences about passphrases, recovery keys and protected values.

A wrong passphrase is never told as damage, nor damage as a wrong passphrase.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from patrimoine_gui import formats
from patrimoine_gui.errors import PassphraseFault, SecretFault
from patrimoine_gui.i18n import _
from patrimoine_gui.wording.explanation import Explanation, nothing_written, untouched
from patrimoine_gui.wording.names import field_name

if TYPE_CHECKING:
    from patrimoine_gui.errors import (
        EncryptedComparison,
        HeaderMissing,
        HeaderTampered,
        KdfMemory,
        KdfParamsRefused,
        KdfUnsupported,
        KeyRequired,
        Locked,
        PassphraseUnusable,
        PlaintextTooLarge,
        RecoveryKeyMalformed,
        SecretUnreadable,
        TokenAuthFailed,
        TokenKeyUnknown,
        TokenTruncated,
        TokenVersionUnsupported,
        ValueUnencodable,
        WrongPassphrase,
    )


# --- what was typed, and what was not ---------------------------------------------------------


def key_required(_error: KeyRequired) -> Explanation:
    """No key was given."""
    return Explanation(
        _("Your passphrase is needed"),
        _("The file is protected, or is about to be, and no passphrase was given."),
        untouched(),
        _(
            "Try again and give your passphrase or your recovery key. A script gives them with "
            "“--passphrase-file”, “--passphrase-fd” or “--recovery-key-file”."
        ),
    )


def locked(_error: Locked) -> Explanation:
    """The keys were put away."""
    return Explanation(
        _("The file is locked"),
        _("What the file holds can neither be shown nor entered while it is locked."),
        _("Your data is safe: nothing has been changed."),
        _("Unlock the file with your passphrase, then go on."),
    )


def wrong_passphrase(error: WrongPassphrase) -> Explanation:
    """Another one was chosen."""
    if error.recovery:
        return _wrong_recovery_key()
    return Explanation(
        _("This is not the passphrase of this file"),
        _("The passphrase that was given does not open this file."),
        _("Your data is safe: the file has not been changed, and you can try again at will."),
        _(
            "Look at the capitals, the spaces and the layout of the keyboard, and try again. Your "
            "recovery key opens the file as well."
        ),
    )


def _wrong_recovery_key() -> Explanation:
    return Explanation(
        _("This is not the recovery key of this file"),
        _("The recovery key was typed correctly, but it belongs to another file or to older keys."),
        _("Your data is safe: the file has not been changed, and you can try again at will."),
        _("Look for the latest recovery key of this household, or give your passphrase."),
    )


def recovery_key_malformed(_error: RecoveryKeyMalformed) -> Explanation:
    """A slip of the hand."""
    return Explanation(
        _("The recovery key is not typed correctly"),
        _(
            "A recovery key has eight groups of four characters, and two more at its end. "
            "A character is missing, is one too many, or is not the right one."
        ),
        untouched(),
        _("Compare it with your printed key, group by group, and try again."),
    )


def passphrase_unusable(error: PassphraseUnusable) -> Explanation:
    """It cannot protect a file."""
    what = {
        PassphraseFault.EMPTY: _("It is empty, and a file is never protected by nothing."),
        PassphraseFault.TOO_LONG: _("It is too long: the limit is about a thousand characters."),
        PassphraseFault.NOT_TEXT: _("It holds a character that is not text."),
    }[error.fault]
    return Explanation(
        _("This passphrase cannot be used"),
        what,
        nothing_written(),
        _("Choose several words that you will remember, and type them again."),
    )


def secret_unreadable(error: SecretUnreadable) -> Explanation:
    """The file of a passphrase or of a recovery key, written by another program."""
    title = (
        _("The recovery key cannot be read from its file")
        if error.recovery
        else _("The passphrase cannot be read from its file")
    )
    what = {
        SecretFault.NO_TEXT_FILE: _("It is a folder or a special file, not a text file."),
        SecretFault.EMPTY: _("The first line is empty."),
        SecretFault.TOO_LONG: _("The first line is longer than any passphrase can be."),
        SecretFault.NUL: _("The first line holds a NUL character, which no keyboard types."),
        SecretFault.UTF_16: _("It seems to be text in UTF-16, without the mark that says so."),
        SecretFault.CUT: _("It is marked as UTF-16 or UTF-32, but its text is damaged."),
        SecretFault.NOT_UTF_8: _(
            "It is not text in UTF-8. It seems to be in an older encoding, such as Windows-1252 "
            "or Latin-1, where accents are written in another way."
        ),
    }[error.fault]
    return Explanation(title, what, untouched(), _rewritten(error.fault))


def _rewritten(fault: SecretFault) -> str:
    if fault in {SecretFault.NO_TEXT_FILE, SecretFault.EMPTY, SecretFault.TOO_LONG}:
        return _("See whether it is the right file: the secret is alone on its first line.")
    return _(
        "Save it again in UTF-8, then try again. Notepad offers it under “Save as”, in “Encoding”; "
        "PowerShell under “Set-Content -Encoding utf8”."
    )


# --- the keys that stand in the file ----------------------------------------------------------


def header_missing(_error: HeaderMissing) -> Explanation:
    """A protected file without its keys."""
    return Explanation(
        _("The keys are missing from this file"),
        _("The part of the file that your passphrase opens is not there: it was taken out."),
        _not_changed_by_us(),
        _keep_and_restore(),
    )


def header_tampered(_error: HeaderTampered) -> Explanation:
    """The keys are not what we wrote."""
    return Explanation(
        _("The keys in this file are damaged"),
        _("The part of the file that holds its keys is not what Patrimoine wrote there."),
        _not_changed_by_us(),
        _keep_and_restore(),
    )


def kdf_params_refused(_error: KdfParamsRefused) -> Explanation:
    """A computation that is too costly, or too weak."""
    return Explanation(
        _("The keys in this file ask for something unusual"),
        _(
            "To open them, the computer would have to do a work that no version of Patrimoine "
            "asks for. Something else has changed them."
        ),
        _not_changed_by_us(),
        _keep_and_restore(),
    )


def _not_changed_by_us() -> str:
    return _("Patrimoine has not changed the file, and your backups have keys of their own.")


def _keep_and_restore() -> str:
    return _(
        "Keep this file as it is, and restore your latest backup as a new file. If this one comes "
        "from another disk or from the network, copy it again first."
    )


def kdf_unsupported(_error: KdfUnsupported) -> Explanation:
    """This program or system lacks the computation."""
    return Explanation(
        _("This installation cannot check the passphrase"),
        _("The passphrase of this file was protected in a way that is not available here."),
        untouched(),
        _("Install the latest version of Patrimoine, or open the file on another computer."),
    )


def kdf_memory(error: KdfMemory) -> Explanation:
    """The computer is too small, or too busy."""
    if error.needed:
        sentence = _("Checking the passphrase takes {needed} of memory, more than there is here.")
        what = sentence.format(needed=formats.size(error.needed))
    else:
        what = _("Checking the passphrase takes more memory than there is here.")
    return Explanation(
        _("There is not enough memory"),
        what,
        untouched(),
        _("Close other programs and try again, or open the file on another computer."),
    )


# --- values -----------------------------------------------------------------------------------


def token_truncated(error: TokenTruncated) -> Explanation:
    """A value lost its end."""
    what = _("The end of a protected value is missing: {field}.")
    return _unreadable(what, error.label)


def token_auth_failed(error: TokenAuthFailed) -> Explanation:
    """A value was changed."""
    what = _("A protected value is not what Patrimoine wrote there: {field}.")
    return _unreadable(what, error.label)


def token_key_unknown(error: TokenKeyUnknown) -> Explanation:
    """A value names a key that is not there."""
    what = _("A protected value needs a key that this file does not have: {field}.")
    return _unreadable(what, error.label)


def _unreadable(what: str, label: str) -> Explanation:
    return Explanation(
        _("A value cannot be read"),
        what.format(field=field_name(label)),
        _("Nothing has been changed, and the other values are not concerned."),
        _("Keep this file as it is, and look for the value in your latest backup."),
    )


def token_version_unsupported(error: TokenVersionUnsupported) -> Explanation:
    """A value of a kind to come."""
    what = _("A value is protected in a way that this version does not know: {field}.")
    return Explanation(
        _("A value was written by a newer version"),
        what.format(field=field_name(error.label)),
        _("Nothing has been changed, and the other values are not concerned."),
        _("Install the latest version of Patrimoine, then open the file again."),
    )


def plaintext_too_large(error: PlaintextTooLarge) -> Explanation:
    """Too long a text."""
    what = _("A text is too long to be kept: {field}. The limit is {limit}.")
    return Explanation(
        _("A value is too long"),
        what.format(field=field_name(error.label), limit=formats.size(error.limit)),
        _("It has not been written; what the file holds has not been changed."),
        _("Shorten it, then try again."),
    )


def value_unencodable(error: ValueUnencodable) -> Explanation:
    """It could not be given back as it is."""
    what = _("A value could not be given back exactly as it is: {field}.")
    return Explanation(
        _("A value cannot be kept"),
        what.format(field=field_name(error.label)),
        _("It has not been written; what the file holds has not been changed."),
        _("Type it again rather than paste it, then try again."),
    )


def encrypted_comparison(error: EncryptedComparison) -> Explanation:
    """A fault of ours."""
    what = _("Patrimoine tried to sort or to search values while they are protected: {field}.")
    return Explanation(
        _("Protected values cannot be compared"),
        what.format(field=field_name(error.label)),
        _("Your data is safe: nothing has been changed. The fault is ours, not yours."),
        _("Copy the report and keep it, then start Patrimoine again."),
    )
