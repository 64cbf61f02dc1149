"""One request as its handler sees it, and how a handler answers."""

import gzip
import html
import secrets
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.responses import RedirectResponse, Response

from auditor.model.accounts import Access
from auditor.model.text import printable
from auditor.reports.web.shell import Shell
from auditor.web.doors import Door
from auditor.web.headers import NO_STORE
from auditor.web.sessions import Visitor
from auditor.web.telling import told

if TYPE_CHECKING:
    from auditor.web.site import Site

# What differs from reader to reader in a page that many share; nobody outside can write these words.
_ACCOUNT, _CSRF = (f"auditor{secrets.token_hex(16)}" for _each in range(2))
_WORTH_PACKING = 1400


class Refused(Exception):
    """Raised by a handler that answers with the error page of ``status``."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Ask:
    """One request. ``params`` are the parts of the path, ``address`` is whence it came, ``here`` its path and
    query; ``packed`` says that the browser takes gzip."""

    site: "Site"
    door: Door
    visitor: Visitor
    language: str
    params: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    here: str = "/"
    etag: str = ""
    packed: bool = False
    mark: str = ""
    """What the browser kept of its last login (:mod:`auditor.web.familiar`)."""
    stranger: bool = False
    """The browser brought no token; its forms need one."""
    said: str = ""
    """The word for what the last form did (:mod:`auditor.web.telling`)."""

    @property
    def access(self) -> Access:
        """What the reader may see."""
        return self.visitor.access

    def shell(self, run: str = "") -> Shell:
        """What stands around a page; of the reader only the role, so that the page can be shared."""
        return Shell(
            language=self.language,
            account=_ACCOUNT,
            role=self.access.role,
            csrf=_CSRF,
            path=self.here,
            run=run,
            runs=self.site.library.links(),
            flash=told(self.said, self.language),
            live=self.site.live.run_for(self.access),
        )

    def own_shell(self) -> Shell:
        """What stands around a page that is this browser's alone."""
        account = self.visitor.account
        return Shell(
            language=self.language,
            account=printable(account.name) if account else "",
            role=account.role if account else None,
            csrf=self.visitor.csrf(),
            path=self.here,
            runs=self.site.library.links() if account else (),
            flash=told(self.said, self.language),
            live=self.site.live.run_for(self.access) if account else "",
        )

    def shared(self, version: Hashable, make: Callable[[Shell], Iterable[str]], run: str = "") -> Response:
        """The page that *make* gives, taken out of the cache while *version* is the same for all it shows."""
        shell = self.shell(run)
        key = (version, self.access, shell)
        page = self.site.pages.get(key, lambda: "".join(make(shell)).encode("utf-8", "replace"))
        account = self.visitor.account
        name = html.escape(printable(account.name)) if account else ""
        page = page.replace(_ACCOUNT.encode(), name.encode("utf-8", "replace"))
        return self.answer(page.replace(_CSRF.encode(), self.visitor.csrf().encode()))

    def alone(self, pieces: Iterable[str], status: int = 200) -> Response:
        """A page that nobody else gets."""
        return self.answer("".join(pieces).encode("utf-8", "replace"), status)

    def answer(self, page: bytes, status: int = 200) -> Response:
        """A page of HTML, packed for slow lines."""
        headers = {"cache-control": NO_STORE, "vary": "Accept-Encoding, Cookie"}
        if self.packed and len(page) >= _WORTH_PACKING:
            page = gzip.compress(page, 1, mtime=0)
            headers["content-encoding"] = "gzip"
        return Response(page, status, headers, "text/html; charset=utf-8")

    def file(self, content: bytes, name: str, media_type: str) -> Response:
        """A file to keep, never shown in the dashboard's own place."""
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        headers = {"cache-control": NO_STORE, "content-disposition": disposition}
        return Response(content, 200, headers, media_type)


def redirect(path: str, status: int = 303) -> Response:
    """To another page of ours."""
    return RedirectResponse(path, status, {"cache-control": NO_STORE})


def inside(path: str) -> str:
    """*path* if it is one of this dashboard's own, else the front page: nobody is sent away from here."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return "/"
    plain = path.isascii() and path.isprintable() and "\\" not in path and len(path) <= 2000
    ours = path.startswith("/") and not path.startswith("//") and not parts.scheme and not parts.netloc
    return path if plain and ours else "/"
