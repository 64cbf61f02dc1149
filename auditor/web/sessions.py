"""Who is asking: logins, sessions and the token that a form must carry."""

import base64
import hashlib
import hmac
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from auditor.audit.accounts import key_of
from auditor.errors import StoreError
from auditor.model import passwords, times
from auditor.model.accounts import Access, Account, Role
from auditor.model.text import printable
from auditor.store import Store
from auditor.store.readers import Readers
from auditor.web import familiar
from auditor.web.patience import FORGET_AFTER, Patience

LOG = logging.getLogger("auditor.web")
LONGEST_NAME = 200
TOKEN_BYTES = 32
_TOUCH_AFTER = timedelta(minutes=1)
_INVITED_FOR = timedelta(hours=1)
"""How long the printed address waits for whoever started the server: it stands in logs for longer."""
_AT_ONCE = 2
"""Passwords looked at at the same time by one process: each takes 128 MiB and a quarter of a second."""

HERE = Account("local", Role.IT)
"""Whoever came by the address that `serve` printed: may use the command line here, and so may see all."""


@dataclass(frozen=True)
class Visitor:
    """Who asks: a token of his browser, and the account that is logged in with it (None: nobody)."""

    token: str
    account: Account | None = None

    @property
    def access(self) -> Access:
        """What the account may see."""
        assert self.account is not None  # noqa: S101 - a door that anybody may open shows nothing
        return Access.of(self.account)

    def csrf(self) -> str:
        """What forms carry: a secret of this browser, another text each time (BREACH, breachattack.com)."""
        mac, pad = _mac(self.token), secrets.token_bytes(TOKEN_BYTES)
        return _text(pad + _xor(pad, mac))

    def sent(self, csrf: str) -> bool:
        """Whether a form with *csrf* is one that this browser got from us."""
        try:
            data = base64.urlsafe_b64decode(csrf.encode("ascii"))
        except ValueError:
            return False
        pad, masked = data[:TOKEN_BYTES], data[TOKEN_BYTES:]
        return len(data) == 2 * TOKEN_BYTES and hmac.compare_digest(_xor(pad, masked), _mac(self.token))


@dataclass(frozen=True)
class Entry:
    """What a login came to: a token that lets in, or why not. ``wait_s`` > 0: too many tries; ``familiar``
    is the mark that this browser gets."""

    token: str = ""
    wait_s: float = 0.0
    familiar: str = ""


class Sessions:
    """Logins and sessions of one store; for threads and several processes at once. *clock* is for tests."""

    def __init__(
        self,
        store: Store,
        idle: timedelta,
        longest: timedelta,
        clock: Callable[[], datetime] = times.now,
    ) -> None:
        self._readers = store.readers
        self._idle, self._longest, self._clock = idle, longest, clock
        self._looking = threading.BoundedSemaphore(_AT_ONCE)
        self._nobody = passwords.nobody()
        self._uses = _Uses(self._readers)

    def visitor(self, token: str) -> Visitor:
        """Whom *token* (what the cookie holds) belongs to. Raises StoreError."""
        if not _is_token(token):
            return Visitor(new_token())
        found = self._readers.session(_digest(token))
        now = self._clock()
        if found is None or now - found.started > self._longest:
            return Visitor(token)
        if now - self._uses.seen(_digest(token), found.seen) > self._idle:
            return Visitor(token)
        if now - found.seen > _TOUCH_AFTER:
            self._uses.note(_digest(token), now)
        return Visitor(token, found.account or HERE)

    def known(self, token: str) -> bool:
        """Whether the session of *token* is still open; asking is no use of it. Raises StoreError."""
        found = self._readers.session(_digest(token))
        return found is not None and self._clock() - found.started <= self._longest

    def log_in(self, name: str, password: str, address: str, mark: str = "") -> Entry:
        """Let *name* in with *password*, or say how long to wait; an unknown name takes as long.

        *mark* is the browser's, of an earlier login. Raises StoreError.
        """
        now, key = self._clock(), key_of(name[:LONGEST_NAME])
        known = self._readers.account(key)
        # an unknown name may be a password typed in the wrong field, or words made to look like a log's
        said = printable(key) if known else "an unknown name"
        browser = familiar.recognised(mark, key, known.password) if known else ""
        patience = Patience(key, address, now, browser)
        wait = self._readers.try_login(patience.subjects, now, patience.wait_s, patience.fresh)
        if wait > 0:
            LOG.warning("login refused for %s from %s: too many tries", said, address)
            return Entry(wait_s=wait)
        with self._looking:
            right = passwords.matches(password, known.password if known else self._nobody)
        if known is None or not right or known.account.disabled:
            LOG.warning("login failed for %s from %s", said, address)
            return Entry()
        self._readers.pardon(patience.pardoned, patience.place)
        self.sweep()
        LOG.info("login of %s from %s", said, address)
        return Entry(self._begin(key, now), familiar=familiar.mark(key, known.password))

    def accept(self, invitation: str) -> str:
        """A token for whoever has the printed address, ``""`` for a used or old one. Raises StoreError."""
        if not _is_token(invitation):
            return ""
        token, now = new_token(), self._clock()
        let_in = self._readers.accept(_digest(invitation), _digest(token), now, now - _INVITED_FOR)
        return token if let_in else ""

    def log_out(self, visitor: Visitor) -> None:
        """End the session. Raises StoreError."""
        self._readers.end_session(_digest(visitor.token))

    def change_password(self, account: Account, old: str, new: str, address: str) -> Entry:
        """Another password in place of *old*; every session ends, a new one begins. Raises StoreError."""
        now = self._clock()
        patience = Patience(account.name, address, now)
        wait = self._readers.try_login(patience.subjects, now, patience.wait_s, patience.fresh)
        known = self._readers.account(account.name)
        if wait > 0 or known is None:
            return Entry(wait_s=wait)
        with self._looking:
            if not passwords.matches(old, known.password):
                return Entry()
            kept = passwords.hashed(new)
        self._readers.pardon(patience.pardoned, patience.place)
        self._readers.set_password(account.name, kept)
        LOG.info("another password for %s, from %s", printable(account.name), address)
        return Entry(self._begin(account.name, now), familiar=familiar.mark(account.name, kept))

    def sweep(self) -> None:
        """Forget what is too old to count. Raises StoreError."""
        now = self._clock()
        self._readers.sweep(now - self._longest, now - self._idle, now - FORGET_AFTER)

    def _begin(self, name: str, now: datetime) -> str:
        token = new_token()  # never the one that the browser came with: it may know who planted it
        self._readers.start_session(_digest(token), name, now)
        return token


class _Uses:
    """When sessions were used, written by a thread of its own: an audit may hold the store for seconds, and
    no page waits for that."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers
        self._used: dict[bytes, datetime] = {}
        self._lock = threading.Lock()
        self._writing = False

    def seen(self, token: bytes, stored: datetime) -> datetime:
        """When the session was used last, also where that is not written yet."""
        return max(stored, self._used.get(token, stored))

    def note(self, token: bytes, now: datetime) -> None:
        """It is used now."""
        with self._lock:
            self._used[token] = now
            if self._writing:
                return
            self._writing = True
        threading.Thread(target=self._write, daemon=True).start()

    def _write(self) -> None:
        while True:
            with self._lock:
                waiting = dict(self._used)
                if not waiting:
                    self._writing = False
                    return
            try:
                for token, at in waiting.items():
                    self._readers.touch(token, at)
            except StoreError:  # the next page tries again
                with self._lock:
                    self._writing = False
                return
            with self._lock:
                self._used = {token: at for token, at in self._used.items() if waiting.get(token) != at}


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> bytes:
    """What the store keeps of a token."""
    return _digest(token)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("ascii")).digest()


def _is_token(text: str) -> bool:
    return len(text) == 43 and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def _mac(token: str) -> bytes:
    return hmac.digest(token.encode("ascii"), b"csrf", "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=False))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii")
