"""A webhook: JSON by POST, signed as Standard Webhooks (standardwebhooks.com, version 1.0.0) has it."""

import base64
import hashlib
import hmac
import http.client
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from auditor.errors import NotSent
from auditor.i18n import _
from auditor.model.notice import Outcome
from auditor.model.text import printable
from auditor.transports.outward import failure, trusting

_READ = 4096
_SAID = 200
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_PREFIX = "whsec_"
_SAFE = "/%:;,+@~!$&'()*=-._?"


@dataclass(frozen=True)
class Hook:
    """Who gets the JSON; its ``secret`` signs it (``""``: unsigned)."""

    url: str
    secret: str = ""
    ca_file: Path | None = None
    timeout_s: float = 20.0


def signed(body: bytes, id: str, at: datetime, secret: str) -> Mapping[str, str]:
    """The headers that say which message it is, when it was sent, and that it is ours.

    The signature is base64 of HMAC-SHA-256 over ``id.timestamp.body``. *secret* is the key itself, or with
    ``whsec_`` before it base64 of the key.
    """
    stamp = str(int(at.timestamp()))
    headers = {"webhook-id": id, "webhook-timestamp": stamp}
    if secret:
        made = hmac.new(_key(secret), f"{id}.{stamp}.".encode() + body, hashlib.sha256)
        headers["webhook-signature"] = "v1," + base64.b64encode(made.digest()).decode()
    return headers


def _key(secret: str) -> bytes:
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except ValueError as error:
        raise NotSent(Outcome.INVALID, _("the webhook's secret is not base64 after whsec_")) from error


def post(hook: Hook, body: bytes, id: str, at: datetime) -> None:
    """Post *body*, or raise NotSent. A redirect is not followed: the summary goes where it was told to go."""
    headers = {"content-type": "application/json; charset=utf-8", "user-agent": "auditor"}
    connection, path = _connection(hook)
    try:
        connection.request("POST", path, body, {**headers, **signed(body, id, at, hook.secret)})
        answer = connection.getresponse()
        said = answer.read(_READ).decode("utf-8", "replace")
    except http.client.HTTPException as error:
        raise NotSent(Outcome.INVALID, printable(str(error))[:_SAID], temporary=True) from error
    except OSError as error:
        raise failure(error) from error
    finally:
        connection.close()
    if not 200 <= answer.status < 300:
        raise _refused(answer.status, said)


def _connection(hook: Hook) -> tuple[http.client.HTTPConnection, str]:
    try:
        parts = urlsplit(hook.url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or parts.scheme not in ("http", "https"):
        raise NotSent(Outcome.INVALID, _("the webhook's address must be https://host/path"))
    if parts.scheme == "http" and not _loopback(host):
        raise NotSent(Outcome.NO_TLS, _("the webhook must be https:// unless it is on this machine"))
    target = quote(parts.path or "/", _SAFE) + (f"?{quote(parts.query, _SAFE)}" if parts.query else "")
    if parts.scheme == "http":
        return http.client.HTTPConnection(host, port or 80, timeout=hook.timeout_s), target
    trusted = trusting(hook.ca_file)
    made = http.client.HTTPSConnection(host, port or 443, timeout=hook.timeout_s, context=trusted)
    return made, target


def shown(url: str) -> str:
    """Where *url* leads without what may be a secret in it: path, query and password."""
    try:
        parts = urlsplit(url)
        return f"{parts.scheme}://{parts.hostname or '?'}/…"
    except ValueError:
        return "?"


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(status: int, said: str) -> NotSent:
    text = f"HTTP {status} {printable(' '.join(said.split()))[:_SAID]}".strip()
    if status in _BUSY:
        return NotSent(Outcome.BUSY, text, temporary=True)
    if status in (401, 403):
        return NotSent(Outcome.LOGIN_REFUSED, text)
    return NotSent(Outcome.REFUSED, text)
