"""The real server on loopback in a thread of the test, and readers that speak to it as browsers do."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from auditor.audit import accounts
from auditor.model import times
from auditor.model.accounts import Role
from auditor.store import Store
from auditor.web import server
from auditor.web.options import Serving
from auditor.web.site import Site
from auditor.workspace import Workspace, open_workspace
from tests.reports import cases
from tests.support.runs import observation
from tests.support.workspaces import make

PASSWORD = "bốn con trâu gặm cỏ"
OWN, FOREIGN = "03158", "03160"
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Clock:
    """The server's clock: stands still until a test moves it."""

    now: datetime = field(default_factory=times.now)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@dataclass
class Reader:
    """One browser: it keeps cookies, follows no redirect by itself, and says so in its headers."""

    client: httpx.Client

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def csrf(self, path: str = "/login") -> str:
        found = _CSRF.search(self.client.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, form: Mapping[str, str], at: str = "/login", **more: Any) -> httpx.Response:
        """Send *form* with the token that the page *at* has."""
        return self.client.post(path, data={"csrf": self.csrf(at), **form}, **more)

    def log_in(self, name: str, password: str = PASSWORD, next_: str = "/") -> httpx.Response:
        return self.post("/login", {"name": name, "password": password, "next": next_})


@dataclass
class Dashboard:
    """A server that runs, with its clock, and readers of it."""

    url: str
    site: Site
    clock: Clock
    run: str
    verify: Any = True
    clients: list[httpx.Client] = field(default_factory=list)

    def reader(self, name: str = "", **headers: str) -> Reader:
        """A new browser, logged in as *name* if there is one."""
        client = httpx.Client(base_url=self.url, headers=headers, verify=self.verify, timeout=30)
        self.clients.append(client)
        made = Reader(client)
        if name:
            assert made.log_in(name).status_code == 303
        return made


def workspace(folder: Path, *lines: str, readers: bool = True) -> Workspace:
    """A workspace with a judged run of a province, and an account of every role."""
    made = open_workspace(make(folder, *lines))
    case = cases.province()
    with Store.open(made.store_url) as store:
        store.save_header(case.header)
        store.save_manifest(case.header.id, case.manifest)
        seen = [
            replace(observation(id, raw={"probe": b"raw of " + id.encode()}), identity=id)
            for id in case.manifest.devices
        ]
        store.add_observations(case.header.id, seen)
        store.save_judgement(case.header.id, case.judgement)
    if not readers:
        return made
    accounts.add(made, "mai", Role.IT, (), PASSWORD)
    accounts.add(made, "chutich", Role.LEADERSHIP, (), PASSWORD)
    accounts.add(made, "hoa", Role.TECHNICIAN, (OWN,), PASSWORD)
    return made


@contextmanager
def running(of: Workspace, **more: Any) -> Iterator[Dashboard]:
    """The dashboard of *of* on a free port of loopback, until the end of the block."""
    chosen = Serving(workspace=of, **more)
    with server.bound(replace(chosen, port=0)) as listening:
        serving = replace(chosen, port=listening.getsockname()[1])
        clock = Clock()
        site = Site.open(serving, clock)
        running_server = server.server_of(site)
        thread = threading.Thread(target=running_server.run, args=([listening],), daemon=True)
        thread.start()
        run = next(iter(site.store.runs(1))).header.id
        dashboard = Dashboard(serving.url, site, clock, run)
        try:
            yield dashboard
        finally:
            for client in dashboard.clients:
                client.close()
            running_server.should_exit = True
            thread.join(30)
            assert not thread.is_alive(), "the server did not end"
