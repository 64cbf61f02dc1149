"""The dashboard under load: 50 readers who open pages of every kind, one after the other.

    python -m benchmarks.dashboard WORKSPACE [--workers 2] [--seconds 30]

The readers are a process of their own and keep their connections, as browsers do. Without thinking time
they ask for the next page as soon as the last one has come; with a second of it they are what 50 people are
at most.
"""

import argparse
import asyncio
import json
import os
import random
import re
import secrets
import signal
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import delete

from auditor.audit import accounts
from auditor.model.accounts import Role
from auditor.reports.web import urls
from auditor.store import Store
from auditor.store.engine import connect, parse, writing
from auditor.store.schema_web import accounts as account_table
from auditor.store.schema_web import web_sessions
from auditor.workspace import open_workspace

AUDITOR = str(Path(sys.executable).with_name("auditor"))
PORT = 8799
READERS = 50
BAR_MS = 300
SAMPLE = 3000
"""Different pages of a kind: more than any cache of pages would have seen before."""
SHARES = {
    "province": 3,
    "province, filtered": 2,
    "commune": 5,
    "counter": 3,
    "device": 5,
    "finding": 4,
    "search": 3,
    "rule": 2,
    "runs": 1,
    "style": 1,
}


@dataclass(frozen=True)
class Kind:
    """How long one kind of page took, over all that were asked for."""

    pages: int
    p50_ms: float
    p95_ms: float
    worst_ms: float


@dataclass(frozen=True)
class Load:
    """One load: thinking time, pages in all and a second, the kinds, and what memory the server had."""

    think_s: float
    pages: int
    per_s: float
    errors: int
    kinds: dict[str, Kind]
    server_mb: float


def paths(workspace: Path, seed: int = 7) -> dict[str, list[str]]:
    """Random addresses of every kind out of the newest run."""
    pick = random.Random(seed)
    with Store.open(open_workspace(workspace).store_url) as store:
        of = store.past.latest(1)[0]
        run, shown = of.header.id, store.shown
        places = shown.directory(run)
        some = pick.sample(places, min(SAMPLE, len(places)))
        codes = sorted({place.commune for place in places})
        rules = sorted({each["rule"] for each in shown.rules(of.number).values()})
        findings = [f for place in some[:300] for f in shown.of_device(of.number, place.device)[:20]]
        counters = [(c, n.site, n.counter) for c, a in store.past.assessments(of).items() for n in a.counters]
    names = [
        "muong",
        "xa",
        "pc01",
        "10.",
        "printer",
        "dien bien",
        *codes[:50],
        *(p.device for p in some[:200]),
    ]
    return {
        "province": [urls.run(run)],
        "province, filtered": [
            urls.communes(run, r, lv) for r in ("I", "II", "III") for lv in ("", "ready", "not_ready")
        ],
        "commune": [urls.commune(run, code) for code in pick.sample(codes, min(SAMPLE, len(codes)))],
        "counter": [urls.counter(run, *each) for each in pick.sample(counters, min(SAMPLE, len(counters)))],
        "device": [urls.device(run, place.device) for place in some],
        "finding": [urls.finding(run, each) for each in pick.sample(findings, min(SAMPLE, len(findings)))],
        "search": [f"{urls.search(run)}?{urlencode({'q': name})}" for name in names],
        "rule": [urls.rule(run, rule) for rule in rules],
        "runs": [urls.RUNS],
        "style": [],
    }


class Reader:
    """One browser, reduced to what a connection carries."""

    def __init__(self, cookie: str) -> None:
        self._head = f"host: 127.0.0.1:{PORT}\r\naccept-encoding: gzip\r\n" + (
            f"cookie: {cookie}\r\n" if cookie else ""
        )
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str, body: str = "") -> tuple[int, dict[str, str], bytes]:
        """One page: status, headers and what was sent."""
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", PORT)
        receive, send = self._line
        more = (
            f"content-type: application/x-www-form-urlencoded\r\ncontent-length: {len(body)}\r\n"
            if body
            else ""
        )
        send.write(f"{'POST' if body else 'GET'} {path} HTTP/1.1\r\n{self._head}{more}\r\n{body}".encode())
        head = (await receive.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        for name, _colon, value in (line.partition(": ") for line in head[1:]):
            before = headers.get(name.lower())
            headers[name.lower()] = f"{before}; {value}" if before else value
        content = await receive.readexactly(int(headers.get("content-length", "0")))
        if headers.get("connection") == "close":
            send.close()
            self._line = None
        return int(head[0].split()[1]), headers, content


async def logged_in(name: str, password: str) -> str:
    """The cookie of a session."""
    import gzip

    reader = Reader("")
    _status, headers, content = await reader.get("/login")
    cookie = _session(headers)
    page = gzip.decompress(content) if headers.get("content-encoding") == "gzip" else content
    csrf = re.search(rb'name="csrf" value="([^"]+)"', page)
    assert csrf
    form = urlencode({"name": name, "password": password, "next": "/", "csrf": csrf[1].decode()})
    status, headers, _content = await Reader(cookie).get("/login", form)
    assert status == 303, status
    return _session(headers)


def _session(headers: Mapping[str, str]) -> str:
    """The cookie that carries it; a browser gets others as well."""
    given = headers["set-cookie"].split("; ")
    return next(each for each in given if each.startswith(f"auditor-{PORT}="))


async def _read(
    cookie: str, pages: dict[str, list[str]], think_s: float, until: float, took: dict[str, list[float]]
) -> int:
    reader, pick, errors = Reader(cookie), random.Random(), 0
    kinds = [kind for kind, share in SHARES.items() for _one in range(share) if pages[kind]]
    await asyncio.sleep(pick.random() * max(think_s, 0.2))
    while time.monotonic() < until:
        kind = pick.choice(kinds)
        started = time.monotonic()
        status, _headers, _content = await reader.get(pick.choice(pages[kind]))
        took[kind].append(time.monotonic() - started)
        errors += status != 200
        if think_s:
            await asyncio.sleep(think_s * (0.5 + pick.random()))
    return errors


async def _load(
    cookie: str, pages: dict[str, list[str]], think_s: float, seconds: float
) -> tuple[dict[str, list[float]], int]:
    took: dict[str, list[float]] = defaultdict(list)
    until = time.monotonic() + seconds
    errors = await asyncio.gather(*(_read(cookie, pages, think_s, until, took) for _one in range(READERS)))
    return dict(took), sum(errors)


def _readers(
    queue: "object", cookie: str, pages: dict[str, list[str]], think_s: float, seconds: float
) -> None:
    queue.put(asyncio.run(_load(cookie, pages, think_s, seconds)))  # type: ignore[attr-defined]


def measured(cookie: str, pages: dict[str, list[str]], think_s: float, seconds: float, server: int) -> Load:
    """What 50 readers with *think_s* seconds between two pages had to wait for."""
    context = get_context("spawn")
    queue = context.Queue()
    process = context.Process(target=_readers, args=(queue, cookie, pages, think_s, seconds))
    process.start()
    took, errors = queue.get()
    process.join()
    count = sum(map(len, took.values()))
    kinds = {kind: _kind(took[kind]) for kind in SHARES if kind in took}
    kinds["all"] = _kind([each for times in took.values() for each in times])
    return Load(think_s, count, round(count / seconds, 1), errors, kinds, _memory_mb(server))


def _kind(seconds: Sequence[float]) -> Kind:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Kind(
        len(ordered), *(round(each * 1000, 1) for each in (statistics.median(ordered), p95, ordered[-1]))
    )


def _memory_mb(parent: int) -> float:
    pids = [parent, *map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]
    rollups = (Path(f"/proc/{pid}/smaps_rollup").read_text() for pid in pids)
    return round(sum(int(m[1]) for text in rollups if (m := re.search(r"Pss:\s+(\d+)", text))) / 1024, 1)


def main() -> None:
    """Serve WORKSPACE, load it with readers who think, then with such as do not, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("workspace", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    pages = paths(arguments.workspace)
    with _account(arguments.workspace) as (name, password), _server(arguments) as server:
        cookie = _wait(name, password)
        asyncio.run(_warm(cookie, pages, arguments.workers))
        loads = [measured(cookie, pages, think, arguments.seconds, server) for think in (1.0, 0.0)]
    _print(loads)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(load) for load in loads], indent=1) + "\n")


@contextmanager
def _account(workspace: Path) -> Iterator[tuple[str, str]]:
    """Name and password of an account of IT that is gone afterwards; the product's own never go."""
    of, name, password = open_workspace(workspace), f"bench-{os.getpid()}", secrets.token_urlsafe(16)
    accounts.add(of, name, Role.IT, (), password)
    try:
        yield name, password
    finally:
        engine = connect(parse(of.store_url))
        with writing(engine).begin() as connection:
            connection.execute(delete(web_sessions).where(web_sessions.c.account == name))
            connection.execute(delete(account_table).where(account_table.c.name == name))
        engine.dispose()


@contextmanager
def _server(arguments: argparse.Namespace) -> Iterator[int]:
    """The number of the dashboard's process."""
    command = [AUDITOR, "--workspace", str(arguments.workspace), "serve", "--port", str(PORT)]
    server = subprocess.Popen([*command, "--workers", str(arguments.workers)], stderr=subprocess.DEVNULL)
    try:
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait(name: str, password: str) -> str:
    deadline = time.monotonic() + 120
    while True:
        try:
            return asyncio.run(logged_in(name, password))
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


async def _warm(cookie: str, pages: dict[str, list[str]], workers: int) -> None:
    """The first page of a run reads the province: once a process, told apart from the load."""
    reader = Reader(cookie)
    _status, _headers, content = await reader.get(urls.RUNS)
    for number in range(workers * 6):
        await Reader(cookie).get(pages["search"][0])
        started = time.monotonic()
        await Reader(cookie).get(pages["province"][0])
        took = time.monotonic() - started
        if number == 0:
            print(f"first page of the province, nothing read yet: {took * 1000:.0f} ms")
    import gzip

    page = gzip.decompress(content)
    style = re.search(rb'href="(/static/[^"]+)"', page)
    pages["style"] = [style[1].decode()] if style else []


def _print(loads: Sequence[Load]) -> None:
    for load in loads:
        told = (
            f"{READERS} readers, {load.think_s:g} s between pages: {load.per_s} pages/s, {load.errors} errors"
        )
        print(f"\n{told}, server {load.server_mb} MB\n")
        print("| page | pages | p50 ms | p95 ms | worst ms |\n|---|---|---|---|---|")
        for name, kind in load.kinds.items():
            mark = "" if kind.p95_ms <= BAR_MS else f" (bar: {BAR_MS})"
            print(f"| {name} | {kind.pages} | {kind.p50_ms} | {kind.p95_ms}{mark} | {kind.worst_ms} |")


if __name__ == "__main__":
    main()
