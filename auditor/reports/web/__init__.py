"""The dashboard's pages: each a pure function of what it shows and of the shell around it.

    province(view: ProvinceView, shell, chosen: Filter = Filter())          /runs/<run>?region=&level=&q=
    nothing(shell)                                                          / (the store has no judged run)
    commune(view: ProvinceView, commune: CommuneBrief | CommuneView, shell) /runs/<run>/communes/<code>
    counter(view: ProvinceView, commune: CommuneBrief | CommuneView, counter: CounterView, shell)
    device(page: DevicePage, shell)                                         /runs/<run>/devices/<id>
    finding(page: FindingPage, shell)                                       /runs/<run>/findings/<F-id>
    search(page: SearchPage, shell)                                         /runs/<run>/search?q=
    rule(page: RulePage, shell)                                             /runs/<run>/rules/<rule>
    runs(rows: Sequence[RunRow], shell, change: ChangeView | None = None, after="")   /runs?before=…&after=…
    live(progress: Progress | None, shell)                                  /live (None: none is under way)
    login(page: LoginPage, shell)                                           /login
    account(page: AccountPage, shell)                                       /account
    accounts(rows: Sequence[AccountRow], shell)                             /accounts
    error(status: int, shell)                400, 401, 403, 404, 405, 413, 421, 429, 431, 500, 503

each gives a page of HTML in pieces. A reader who may see only what devices add up to gets a ``CommuneBrief``
and no page of a device; one who sees a few communes gets a view of these alone: what a page is given, it may
show. Shapes beside the view are in ``shapes``, the frame in ``shell``, addresses in ``urls``.

``shell.account`` and ``shell.csrf`` may be placeholders that the server fills in after it has taken the page
out of its cache: each is printed as it is, escaped, and nothing else is made of it.

Forms (POST, ``application/x-www-form-urlencoded``, hidden ``csrf``):

    /login     name, password, next          /logout
    /language  language, next                /account   old, new, again

Policy of every page: ``default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;
connect-src 'self'; form-action 'self'``: no ``style=`` attribute, no inline ``<style>`` or script, no
``javascript:``. What a script needs stands in ``data-`` attributes. Files are in ``assets``.

Events of /live/events (``text/event-stream``; ``id`` grows, the browser reconnects by itself):

    event: progress   data: {"run", "asked", "total", "failed", "communes": {code: [asked, total, failed]},
                             "failures": {word: count}}      (first all communes, then changed ones)
    event: end        data: {"run", "judged": bool}          (the page may go to /runs/<run>)
    event: idle       data: {}                               (no audit is under way)
"""

from auditor.reports.web.account_page import account, accounts
from auditor.reports.web.commune_page import commune, counter
from auditor.reports.web.device_page import device, finding
from auditor.reports.web.error_page import error
from auditor.reports.web.lists_page import rule, runs, search
from auditor.reports.web.live_page import live
from auditor.reports.web.login_page import login
from auditor.reports.web.province_page import nothing, province
from auditor.reports.web.shell import RunLink, Shell

__all__ = [
    "RunLink",
    "Shell",
    "account",
    "accounts",
    "commune",
    "counter",
    "device",
    "error",
    "finding",
    "live",
    "login",
    "nothing",
    "province",
    "rule",
    "runs",
    "search",
]
