"""What the wizard of the keys says, for each thing it does."""

from __future__ import annotations

from dataclasses import dataclass

from patrimoine_gui.i18n import _
from patrimoine_gui.ui.key_action import KeyAction


@dataclass(frozen=True, slots=True)
class KeyTexts:
    """The sentences of one change of keys, translated.

    Attributes:
        title: what is done, also the title of the window.
        explanation: what it means, below the title.
        card: what is said above the new recovery key.
        leave: the button that gives up before anything is written.
        commit: the button that begins the work.
        step: the work, on the rail.
        working: title while it runs.
        step_working: the step in which values are written, in the list of steps.
        stop: the button that stops it, where it can be stopped.
        done: title once it is done.
        good: what holds from now on.
        notes: what else there is to know then.
    """

    title: str
    explanation: str
    commit: str
    step: str
    working: str
    done: str
    good: str
    notes: tuple[str, ...]
    card: str = ""
    step_working: str = ""
    stop: str = ""
    leave: str = ""


def texts_of(action: KeyAction) -> KeyTexts:
    """Give the sentences of one change, in the language in use."""
    return {
        KeyAction.PASSPHRASE: _passphrase,
        KeyAction.PASSPHRASE_AFTER_RECOVERY: _passphrase_after_recovery,
        KeyAction.RECOVERY_KEY: _recovery_key,
        KeyAction.RENEWAL: _renewal,
    }[action]()


def _backups() -> str:
    return _(
        "Backups made until now still open with the passphrase and the recovery key of their day."
    )


def _passphrase() -> KeyTexts:
    return KeyTexts(
        title=_("Change the passphrase"),
        explanation=_("The new passphrase takes the place of the present one."),
        commit=_("C&hange the passphrase"),
        step=_("Replacement"),
        working=_("The passphrase is being changed"),
        done=_("The passphrase is changed"),
        good=_("From now on your file opens with the new passphrase, and no longer with the old."),
        notes=(_("The recovery key that you keep stays the same."), _backups()),
        leave=_("Cance&l"),
    )


def _passphrase_after_recovery() -> KeyTexts:
    return KeyTexts(
        title=_("Choose a new passphrase"),
        explanation=_(
            "You opened this file with its recovery key. If the passphrase is forgotten, "
            "choose another one now; the recovery key stays the same."
        ),
        commit=_("C&hange the passphrase"),
        step=_("Replacement"),
        working=_("The passphrase is being changed"),
        done=_("The passphrase is changed"),
        good=_("From now on your file opens with the new passphrase, and no longer with the old."),
        notes=(_("The recovery key that you keep stays the same."), _backups()),
        leave=_("&Not now"),
    )


def _recovery_key() -> KeyTexts:
    return KeyTexts(
        title=_("New recovery key"),
        explanation=_("The new key takes the place of the present one, which then opens nothing."),
        card=_(
            "Note it on paper, away from this computer. "
            "It counts once you have typed it back and finished; until then the old one does."
        ),
        commit=_("&Use this recovery key"),
        step=_("Replacement"),
        working=_("The recovery key is being changed"),
        done=_("The recovery key is changed"),
        good=_("From now on the new recovery key opens your file, and the old one opens nothing."),
        notes=(_("Your passphrase stays the same. Destroy what the old key is noted on."),),
        leave=_("Cance&l"),
    )


def _renewal() -> KeyTexts:
    return KeyTexts(
        title=_("Renew the keys"),
        explanation=_(
            "Every value of your file is encrypted again with new keys: "
            "this is worth doing when somebody may have got hold of the present ones. "
            "Your passphrase stays the same; you get a new recovery key, and the old one then "
            "opens nothing."
        ),
        card=_(
            "Note it on paper, away from this computer. "
            "It counts once the keys are renewed; until then the old one does."
        ),
        commit=_("&Renew the keys now"),
        step=_("Renewal"),
        working=_("The keys are being renewed"),
        step_working=_("Encryption with the new keys"),
        stop=_("Cancel the renewal"),
        done=_("The keys are renewed"),
        good=_("Your passphrase and the new recovery key open your file; the old key does not."),
        notes=(_("Destroy what the old recovery key is noted on."), _backups()),
        leave=_("Cance&l"),
    )
