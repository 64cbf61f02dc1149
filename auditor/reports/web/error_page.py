"""A page for what went wrong, which tells nothing that an outsider should not know."""

from collections.abc import Iterable

from auditor.i18n import N_
from auditor.reports.web.render import page
from auditor.reports.web.shell import Shell
from auditor.reports.words import words_of

_TITLES = {
    400: N_("The request makes no sense"),
    401: N_("Log in first"),
    403: N_("This is not for this account"),
    404: N_("There is nothing here"),
    405: N_("That cannot be done here"),
    413: N_("That was too much at once"),
    421: N_("This server does not answer for that name"),
    429: N_("Too many tries"),
    431: N_("That was too much at once"),
    503: N_("It is too busy just now"),
}
_ADVICE = {
    400: N_("The address or the form is not one of ours. Go back, load the page anew, try again."),
    401: N_("This page is only for people with an account."),
    403: N_("The form was too old, or this account may not do that. Load the page anew and try again."),
    404: N_("The address is wrong, the run was pruned, or it is not among what this account may see."),
    405: N_("The address is right, but not for what was asked of it."),
    413: N_("Send less."),
    421: N_("Use the address that provincial IT gave out."),
    429: N_("Wait a minute, then try again."),
    431: N_("Delete this site's cookies, then try again."),
    503: N_("Wait a moment, then load the page anew."),
}
_FAILED = N_("Something went wrong on our side")
_TOLD = N_("It stands in the log of auditor serve. Tell provincial IT when it happened.")


def error(status: int, shell: Shell) -> Iterable[str]:
    """The page of HTTP *status*."""
    _ = words_of(shell.language).gettext
    title, advice = _(_TITLES.get(status, _FAILED)), _(_ADVICE.get(status, _TOLD))
    return page("error.html", shell, status=status, title=title, advice=advice)
