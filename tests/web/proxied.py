"""The dashboard behind a real nginx on loopback, configured with the very text of docs/serve.md."""

import contextlib
import re
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.support.sshd import free_port, wait_until_it_listens
from tests.support.tls import self_signed
from tests.web.serving import Dashboard, Reader, running, workspace

ROOT = Path(__file__).parents[2]

NGINX = shutil.which("nginx")
NAME = "auditor.dienbien.example"
"""The name of the documentation's example, which readers type."""


def documented() -> str:
    """The configuration as it stands in docs/serve.md."""
    (block,) = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs/serve.md").read_text("utf-8"), re.DOTALL)
    return str(block)


@dataclass
class Proxied:
    """A dashboard with nginx before it: ``port`` speaks TLS, ``plain`` does not."""

    dashboard: Dashboard
    port: int
    plain: int

    def reader(self, name: str = "", address: str = "127.0.0.1", **headers: str) -> Reader:
        """A browser that comes from *address* and typed the dashboard's name; logged in as *name*, if any."""
        client = httpx.Client(
            base_url=f"https://127.0.0.1:{self.port}",
            transport=httpx.HTTPTransport(verify=trusting(), local_address=address),
            headers={"host": NAME, **headers},
            timeout=30,
        )
        self.dashboard.clients.append(client)
        made = Reader(client)
        if name:
            assert made.log_in(name).status_code == 303
        return made


def trusting() -> ssl.SSLContext:
    """TLS with whoever answers."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


@contextlib.contextmanager
def behind_nginx(folder: Path) -> Iterator[Proxied]:
    """`auditor serve --behind-proxy 127.0.0.1` and nginx, until the end of the block."""
    self_signed(folder)
    of = workspace(folder / "w")
    with running(of, proxies=("127.0.0.1",), public_url=f"https://{NAME}") as dashboard:
        port, plain = free_port(), free_port()
        places = {
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{port} ssl;",
            "/etc/ssl/auditor.pem": str(folder / "certificate"),
            "/etc/ssl/auditor.key": str(folder / "key"),
            "client_header_timeout 20s;": "client_header_timeout 1s;",
            "client_body_timeout   20s;": "client_body_timeout 1s;",
            "http://127.0.0.1:8720": f"http://127.0.0.1:{dashboard.site.serving.port}",
        }
        with _nginx(folder, _moved(documented(), places), port):
            yield Proxied(dashboard, port, plain)


def _moved(text: str, places: dict[str, str]) -> str:
    """*text* with nothing changed but where things are, and how long a test waits."""
    for documented_, here in places.items():
        assert text.count(documented_) == 1, documented_
        text = text.replace(documented_, here)
    return text


@contextlib.contextmanager
def _nginx(folder: Path, servers: str, port: int) -> Iterator[None]:
    temporary = "".join(
        f"{kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    # one process: as root nginx would give its work to a user who may not enter a test's folder
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {folder / 'nginx.pid'}; error_log stderr;\n"
        f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{servers}}}\n"
    )
    command = [str(NGINX), "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    with (folder / "nginx.log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            wait_until_it_listens(process, port)
            yield
        finally:
            process.terminate()
