"""What a form did, told once on the page that follows it: the browser carries a word for it, never a text."""

from collections.abc import Mapping
from enum import StrEnum

from auditor.i18n import N_
from auditor.reports.words import words_of

KEPT_S = 60
"""How long the word waits for its page, seconds."""


class Did(StrEnum):
    """What was done, or came about meanwhile."""

    LOGGED_IN = "in"
    LOGGED_OUT = "out"
    LANGUAGE = "language"
    PASSWORD = "password"
    ENDED = "ended"
    TOO_LATE = "too-late"
    INVITED = "invited"
    NOT_INVITED = "not-invited"


_TEXTS: Mapping[str, str] = {
    Did.LOGGED_IN: N_("You are logged in."),
    Did.LOGGED_OUT: N_("You are logged out."),
    Did.LANGUAGE: N_("The pages are in English from now on."),
    Did.PASSWORD: N_("The password was changed. Every other session of this account has ended."),
    Did.ENDED: N_("The session has ended. Log in to go on."),
    Did.TOO_LATE: N_("The session had ended, and nothing was changed. Log in, then try again."),
    Did.INVITED: N_("You are in as provincial IT until there is an account."),
    Did.NOT_INVITED: N_(
        "That address lets nobody in any more: it was used, it is too old, or there is an account."
    ),
}


def told(word: str, language: str) -> str:
    """The line that *word* stands for, ``""`` for any other: whoever sets it writes no text."""
    text = _TEXTS.get(word, "")
    return words_of(language).gettext(text) if text else ""
