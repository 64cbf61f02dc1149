"""How the dashboard is served: what settings and options come to."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from auditor.errors import UsageError
from auditor.i18n import _
from auditor.workspace import Workspace

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Serving:
    """Where and for whom; it travels to each worker. ``proxies`` are those whose word on who asks is taken
    (none: no proxy stands before this server)."""

    workspace: Workspace
    host: str = "127.0.0.1"
    port: int = 8720
    cert: Path | None = None
    key: Path | None = None
    proxies: tuple[str, ...] = ()
    public_url: str = ""
    workers: int = 1
    idle: timedelta = timedelta(minutes=60)
    longest: timedelta = timedelta(hours=12)

    @classmethod
    def of(cls, workspace: Workspace) -> Self:
        """What the settings of *workspace* say."""
        settings = workspace.settings
        return cls(
            workspace=workspace,
            host=settings.serve_host,
            port=settings.serve_port,
            cert=workspace.serve_cert,
            key=workspace.serve_key,
            proxies=tuple(filter(None, (each.strip() for each in settings.serve_proxies.split(",")))),
            public_url=settings.public_url,
            workers=settings.serve_workers,
            idle=timedelta(minutes=settings.serve_idle_minutes),
            longest=timedelta(hours=settings.serve_session_hours),
        )

    @property
    def loopback(self) -> bool:
        """Whether nobody on another machine can reach the port itself."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def secure(self) -> bool:
        """Whether readers speak TLS: with us, or with the proxy before us."""
        return self.cert is not None or bool(self.proxies)

    @property
    def url(self) -> str:
        """The address that readers type."""
        if self.public_url:
            return self.public_url.rstrip("/")
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.secure else 'http'}://{host}:{self.port}"

    @property
    def origins(self) -> frozenset[str]:
        """What browsers may send as Origin (RFC 6454) and, without the scheme, as Host."""
        scheme = "https" if self.secure else "http"
        names = [urlsplit(self.url).netloc.lower()]
        if self.loopback:
            names += [f"{name}:{self.port}" for name in LOOPBACK_NAMES]
        return frozenset(f"{scheme}://{_without_default(name, scheme)}" for name in names)

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers that are ours: with another one somebody else's name was made to point here."""
        return frozenset(origin.partition("://")[2] for origin in self.origins)

    def check(self, accounts: bool) -> None:
        """Raise UsageError for what would show the dashboard, or passwords, to whoever comes or listens.

        *accounts* says whether somebody can log in.
        """
        if (self.cert is None) != (self.key is None):
            raise UsageError(_("--cert and --key belong together"))
        if self.public_url and not _is_origin(self.public_url):
            raise UsageError(
                _("“{url}” is no address of a dashboard").format(url=self.public_url),
                _("write it as https://auditor.example.vn"),
            )
        if self.loopback and not self.proxies:
            return
        if not self.secure:
            raise UsageError(
                _("without TLS the dashboard is served on this machine alone, not on {host}").format(
                    host=self.host
                ),
                _("give --cert and --key, or put a proxy before it: --behind-proxy"),
            )
        if not accounts:
            raise UsageError(
                _("there is no account: nobody could log in"), _("auditor account add NAME --role it")
            )
        if not self.public_url:
            raise UsageError(
                _("the address that readers type is not known"),
                _('write public_url = "https://…" into auditor.toml, or give --public-url'),
            )


def _is_origin(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    plain = not (parts.query or parts.fragment or parts.username) and parts.path in ("", "/")
    return parts.scheme in ("http", "https") and bool(parts.hostname) and plain and port != 0


def _without_default(netloc: str, scheme: str) -> str:
    """Browsers leave the scheme's own port out."""
    return netloc.removesuffix(":443" if scheme == "https" else ":80")
