"""One process of the dashboard: its socket, its TLS, and an end in good order."""

import logging
import signal
import socket
import ssl
from collections.abc import Callable, Sequence

from uvicorn import Server
from uvicorn.config import Config

from auditor.audit.stores import open_store
from auditor.errors import UsageError
from auditor.i18n import _, os_error
from auditor.model import times
from auditor.web.app import build
from auditor.web.crowd import Bounded
from auditor.web.headers import of_every_response
from auditor.web.options import Serving
from auditor.web.protocol import BoundedProtocol
from auditor.web.sessions import digest, new_token
from auditor.web.site import Site

_KEEP_ALIVE_S = 15
_GRACE_S = 10
_BACKLOG = 256
MOST_CONNECTIONS = 500
"""Of one process; more are told to come again, so that memory is bounded whoever comes."""
MOST_OF_ONE_ADDRESS = 100
"""Of those; an office behind one address has some dozen readers, each with up to six for a moment. Behind a
proxy all come from its address: there it is the proxy who counts."""
# TLS 1.3 has its own; of TLS 1.2 what forward secrecy and authenticated encryption leave (RFC 9325, 4.2)
_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"


class DashboardServer(Server):
    """Streams have no end of their own: *ending* is called before requests under way are waited for."""

    def __init__(self, config: Config, ending: Callable[[], None], most_of_one: int | None) -> None:
        super().__init__(config)
        self._ending, self._most_of_one = ending, most_of_one

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen."""
        most = self._most_of_one
        await super().startup([Bounded(each, most) for each in sockets or ()] if most else sockets)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """The end in good order."""
        self._ending()
        await super().shutdown(sockets)


def server_of(site: Site) -> DashboardServer:
    """A server for *site*, not yet running. Raises OSError when certificate and key do not fit."""
    serving = site.serving
    config = Config(
        build(site),
        http=BoundedProtocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        headers=of_every_response(serving.secure),
        proxy_headers=bool(serving.proxies),
        forwarded_allow_ips=list(serving.proxies),
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=_KEEP_ALIVE_S,
        timeout_graceful_shutdown=_GRACE_S,
        backlog=_BACKLOG,
        ssl_certfile=serving.cert,
        ssl_keyfile=serving.key,
        ssl_ciphers=_CIPHERS,
    )
    config.load()
    if config.ssl:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_2
    return DashboardServer(config, site.live.close, None if serving.proxies else MOST_OF_ONE_ADDRESS)


def run(serving: Serving, sockets: Sequence[socket.socket]) -> None:
    """Serve on *sockets* until SIGTERM or Ctrl-C. Raises StoreError."""
    tell()
    for number in (signal.SIGINT, signal.SIGTERM):
        # uvicorn raises once more, when all has ended, what made it end: that was no failure
        signal.signal(number, lambda _number, _frame: None)
    site = Site.open(serving)
    try:
        server_of(site).run(list(sockets))
    finally:
        site.close()


def tell() -> None:
    """Who logs in and what goes wrong stands on stderr, where systemd keeps it."""
    form = logging.Formatter("%(asctime)s %(levelname)s %(message)s")
    handler = logging.StreamHandler()
    handler.setFormatter(form)
    for name, level in (("auditor.web", logging.INFO), ("uvicorn.error", logging.ERROR)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)


def bound(serving: Serving) -> socket.socket:
    """The socket of *serving*, listening. Raises UsageError."""
    try:
        found = socket.getaddrinfo(
            serving.host, serving.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        return socket.create_server(found[0][4], family=found[0][0], backlog=_BACKLOG)
    except OSError as error:
        refused = _("{host} port {port} cannot be served: {error}")
        raise UsageError(
            refused.format(host=serving.host, port=serving.port, error=os_error(error)),
            _("another port: --port"),
        ) from error


def check_certificate(serving: Serving) -> None:
    """Raise UsageError when certificate and key cannot be used together."""
    if serving.cert is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(serving.cert, serving.key)
    except OSError as error:  # SSLError is one
        raise UsageError(
            _("the certificate and its key cannot be used: {error}").format(error=error),
            _("two PEM files: in the first the server's certificate, then those that signed it"),
        ) from error


def accounts_exist(serving: Serving) -> bool:
    """Whether somebody can log in; the store is made ready to be looked at on the way. Raises StoreError."""
    with open_store(serving.workspace) as store:
        store.tune()
        return store.readers.any_enabled()


def invitation(serving: Serving) -> str:
    """An address that lets somebody in as IT, once and for an hour. Raises StoreError."""
    token = new_token()
    with open_store(serving.workspace) as store:
        store.readers.invite(digest(token), times.now())
    return f"{serving.url}/enter?token={token}"
