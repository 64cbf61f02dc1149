"""The dashboard's pages: each a pure function of what it shows and of the shell around it.

    province(view: ProvinceView, shell)                                     /runs/<run>
    commune(view: ProvinceView, commune: CommuneBrief | CommuneView, shell) /runs/<run>/communes/<code>
    counter(view: ProvinceView, commune: CommuneBrief | CommuneView, counter: CounterView, shell)
    device(page: DevicePage, shell)                                         /runs/<run>/devices/<id>
    finding(page: FindingPage, shell)                                       /runs/<run>/findings/<F-id>
    search(page: SearchPage, shell)                                         /runs/<run>/search?q=
    rule(page: RulePage, shell)                                             /runs/<run>/rules/<rule>
    runs(rows: Sequence[RunRow], shell, change: ChangeView | None = None)   /runs, /runs?before=…&after=…
    live(progress: Progress | None, shell)                                  /live (None: no audit is under way)
    login(page: LoginPage, shell)                                           /login
    account(page: AccountPage, shell)                                       /account
    accounts(rows: Sequence[AccountRow], shell)                             /accounts
    error(status: int, shell)                400, 401, 403, 404, 405, 413, 421, 429, 431, 500, 503

each gives a page of HTML, whole or in pieces (``str`` or ``Iterable[str]``). A reader who may see only what
devices add up to gets a ``CommuneBrief`` and no page of a device; one who sees a few communes gets a view of
these alone: what a page is given, it may show. Shapes beside the view are in ``shapes``, addresses in ``urls``.

The shell (``shell.Shell``) is everything around a page::

    language  vi | en            theme   auto | light | dark     live   an audit is under way
    account   the reader's name ("": nobody is logged in)        role   Role | None
    csrf      hidden field ``csrf`` of every form (POST)         flash  a sentence shown once, translated
    path      this page's path and query, for ``next``           run    id of the run shown, "" for none
    runs      tuple[(id, started), …], newest first, for the switcher

``account`` and ``csrf`` may be placeholders that the server fills in after it has taken the page out of its
cache: print each as it is, escaped, and make nothing else of it.

Forms (POST, ``application/x-www-form-urlencoded``, hidden ``csrf``):

    /login     name, password, next          /logout
    /language  language, next                /theme    theme, next
    /account   old, new, again

Policy of every page: ``default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:;
connect-src 'self'; form-action 'self'``: no ``style=`` attribute, no inline ``<style>`` or script, no
``javascript:``. What a script needs stands in ``data-`` attributes. Files are in ``assets``.

Events of /live/events (``text/event-stream``; ``id`` grows, the browser reconnects by itself):

    event: progress   data: {"run", "asked", "total", "failed", "communes": {code: [asked, total, failed]},
                             "failures": {word: count}}      (communes: in the first one all, then changed ones)
    event: end        data: {"run", "judged": bool}          (the page may go to /runs/<run>)
    event: idle       data: {}                               (no audit is under way)
"""
