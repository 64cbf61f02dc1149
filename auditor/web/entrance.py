"""The doors that anybody may open, and those to one's own account: login, logout, language, files."""

import gzip
import html
import math
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from starlette.responses import PlainTextResponse, Response

from auditor.audit.accounts import said_of
from auditor.i18n import LANGUAGES, N_
from auditor.model import passwords
from auditor.reports import web as pages
from auditor.reports.web import assets
from auditor.reports.web.shapes import AccountPage, AccountRow, LoginPage
from auditor.reports.words import words_of
from auditor.web.asking import Ask, Refused, inside, redirect
from auditor.web.headers import IMMUTABLE
from auditor.web.options import Serving
from auditor.web.sessions import HERE, LONGEST_NAME, Entry
from auditor.web.telling import KEPT_S, Did

LANGUAGE_COOKIE = "auditor-language"
_A_YEAR_S = 365 * 24 * 3600
_WRONG_OLD = N_("The old password is not right.")
_NOT_TWICE = N_("The new password was not typed the same twice.")
_TOO_OFTEN = N_("That was tried too often. Wait a few minutes.")


def cookie_name(serving: Serving) -> str:
    """The cookie of a browser's token; without TLS with the port: cookies know none (RFC 6265, 8.5)."""
    return "__Host-auditor" if serving.secure else f"auditor-{serving.port}"


def mark_name(serving: Serving) -> str:
    """The cookie of a browser that somebody was logged in with before."""
    return f"{cookie_name(serving)}-known"


def said_name(serving: Serving) -> str:
    """The cookie of what a form did, until a page has told it."""
    return f"{cookie_name(serving)}-said"


def remembered(ask: Ask, response: Response) -> Response:
    """*response*, with a token for a browser that had none: the page's forms are bound to it.

    A page tells what the last form did; the next one does not tell it again.
    """
    kept = ask.door.name in ("static", "healthz") or "refresh" in response.headers
    fresh = ask.stranger and not kept and "set-cookie" not in response.headers
    if ask.said and not kept and (response.media_type or "").startswith("text/html"):
        response.delete_cookie(**{**_cookie(ask, ""), "key": said_name(ask.site.serving)})
    return _with_token(ask, response, ask.visitor.token) if fresh else response


def login(ask: Ask) -> Response:
    """The form."""
    if ask.visitor.account is not None:
        return redirect(inside(ask.query.get("next", "/")))
    only_token = not ask.site.store.readers.any_enabled()
    shown = LoginPage(next=inside(ask.query.get("next", "/")), token_only=only_token)
    return ask.alone(pages.login(shown, ask.own_shell()))


def log_in(ask: Ask) -> Response:
    """The form, filled in."""
    name, password = ask.form.get("name", ""), ask.form.get("password", "")
    entry = ask.site.sessions.log_in(name, password, ask.address, ask.mark)
    goal = inside(ask.form.get("next", "/"))
    if entry.token:
        return _telling(ask, _let_in(ask, redirect(goal), entry), Did.LOGGED_IN)
    wait = math.ceil(entry.wait_s)
    shown = LoginPage(name=name[:LONGEST_NAME], next=goal, wrong=not wait, wait_s=wait)
    response = ask.alone(pages.login(shown, ask.own_shell()), 429 if wait else 401)
    if wait:
        response.headers["retry-after"] = str(wait)
    return response


def enter(ask: Ask) -> Response:
    """The address that `auditor serve` printed: good for one time."""
    token = ask.site.sessions.accept(ask.query.get("token", ""))
    if not token:
        return _telling(ask, redirect("/login"), Did.NOT_INVITED)
    return _telling(ask, _with_token(ask, redirect("/"), token), Did.INVITED)


def logout(ask: Ask) -> Response:
    """Out, for good: the token is worth nothing any more."""
    ask.site.sessions.log_out(ask.visitor)
    response = redirect("/login")
    response.delete_cookie(**_cookie(ask, ""))
    response.headers["clear-site-data"] = '"cache"'
    return _telling(ask, response, Did.LOGGED_OUT)


def to_login(ask: Ask) -> Response:
    """First the login, then the page; told why to a browser that was in before."""
    if ask.here == "/":
        return redirect("/login")
    response = redirect(f"/login?next={quote(ask.here, safe='')}")
    return _telling(ask, response, Did.ENDED) if ask.mark and not ask.stranger else response


def too_late(ask: Ask) -> Response:
    """A form of a session that had ended meanwhile: nothing is done, and to log out nothing need be."""
    did = Did.LOGGED_OUT if ask.door.name == "logout" else Did.TOO_LATE
    return _telling(ask, redirect("/login"), did)


def language(ask: Ask) -> Response:
    """Another language, then back to where one was."""
    chosen = ask.form.get("language", "")
    response = redirect(inside(ask.form.get("next", "/")))
    if chosen in LANGUAGES:
        secure = ask.site.serving.secure
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, _A_YEAR_S, path="/", secure=secure, httponly=True, samesite="strict"
        )
        _telling(ask, response, Did.LANGUAGE)
    return response


def account(ask: Ask) -> Response:
    """One's own account."""
    if ask.visitor.account in (None, HERE):
        raise Refused(404)
    return ask.alone(pages.account(AccountPage(ask.visitor.account), ask.own_shell()))


def change_password(ask: Ask) -> Response:
    """Another password; every session of the account ends, this browser gets a new one."""
    own = ask.visitor.account
    if own is None or own == HERE:
        raise Refused(404)
    old, new, again = (ask.form.get(name, "") for name in ("old", "new", "again"))
    _ = words_of(ask.language).gettext
    weakness = passwords.weakness(new, own.name)
    problem = said_of(weakness, _) if weakness else _(_NOT_TWICE) if new != again else ""
    if not problem:
        entry = ask.site.sessions.change_password(own, old, new, ask.address)
        if entry.token:
            return _telling(ask, _let_in(ask, redirect("/account"), entry), Did.PASSWORD)
        problem = _(_TOO_OFTEN) if entry.wait_s else _(_WRONG_OLD)
    return ask.alone(pages.account(AccountPage(own, problem), ask.own_shell()), 400)


def accounts(ask: Ask) -> Response:
    """Everybody's accounts, for IT."""
    uses = ask.site.store.readers.accounts()
    rows = [AccountRow(use.account, use.last_login, use.sessions) for use in uses]
    return ask.alone(pages.accounts(rows, ask.own_shell()))


def static(ask: Ask) -> Response:
    """A style or script; its name changes with what is in it."""
    asset = next((each for each in assets.assets().values() if each.name == ask.params["file"]), None)
    if asset is None:
        raise Refused(404)
    etag = f'"{asset.name}"'
    headers = {"cache-control": IMMUTABLE, "etag": etag, "vary": "Accept-Encoding"}
    if etag in ask.etag:
        return Response(b"", 304, headers)
    if ask.packed:
        headers["content-encoding"] = "gzip"
    content = ask.site.files.get((asset.name, ask.packed), lambda: _packed(asset.content, ask.packed))
    return Response(content, 200, headers, asset.media_type)


def healthz(ask: Ask) -> Response:
    """For who watches over the server: whether the store can be read."""
    ask.site.store.readers.any_enabled()
    return PlainTextResponse("ok\n")


def hop(ask: Ask) -> Response:
    """A page that asks for itself again, where a link in a letter or a QR code led here.

    A strict cookie comes along only from a page of ours. Nothing is set meanwhile: it would take the place
    of the cookie that was not sent.
    """
    here = html.escape(inside(ask.here), quote=True)
    page = (
        f'<!doctype html><html lang="{ask.language}"><meta charset="utf-8"><title>auditor</title>'
        f'<meta name="viewport" content="width=device-width"><p><a href="{here}">auditor</a></p>'
    )
    response = ask.answer(page.encode())
    response.headers["refresh"] = f"0;url={inside(ask.here)}"
    return response


def _packed(content: bytes, packed: bool) -> bytes:
    return gzip.compress(content, 9, mtime=0) if packed else content


def _let_in(ask: Ask, response: Response, entry: Entry) -> Response:
    _with_token(ask, response, entry.token)
    mark = {**_cookie(ask, entry.familiar), "key": mark_name(ask.site.serving), "max_age": _A_YEAR_S}
    response.set_cookie(**mark)
    return response


def _telling(ask: Ask, response: Response, did: Did) -> Response:
    word = {**_cookie(ask, did), "key": said_name(ask.site.serving), "max_age": KEPT_S}
    response.set_cookie(**word)
    return response


def _with_token(ask: Ask, response: Response, token: str) -> Response:
    response.set_cookie(**_cookie(ask, token))
    return response


def _cookie(ask: Ask, token: str) -> dict[str, Any]:
    serving = ask.site.serving
    name = cookie_name(serving)
    more = {"value": token} if token else {}
    return {
        "key": name,
        **more,
        "path": "/",
        "secure": serving.secure,
        "httponly": True,
        "samesite": "strict",
    }


HANDLERS: Mapping[str, Callable[[Ask], Response]] = {
    "login": login,
    "log_in": log_in,
    "enter": enter,
    "logout": logout,
    "language": language,
    "account": account,
    "change_password": change_password,
    "accounts": accounts,
    "static": static,
    "healthz": healthz,
}
