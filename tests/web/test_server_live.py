"""An audit under way as readers see it: from its lock and spool, as a page and as a stream of events."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from auditor.audit import accounts
from auditor.audit import watching as audit_watching
from auditor.audit.folders import RunFolder
from auditor.events.spool import OWNER, Spool
from auditor.model import Failure, FailureKind
from auditor.web import live, watching
from tests.reports import cases
from tests.support.runs import header, observation
from tests.web.serving import FOREIGN, OWN, Dashboard

RUN = "20261122T010000Z-abcd"


@dataclass
class Audit:
    """An audit that a test drives: what it holds and writes is what a real one does."""

    spool: Spool
    lock: Any

    def answers(self, *devices: str, failure: FailureKind | None = None) -> None:
        for device in devices:
            seen = observation(device, failure=Failure(failure, "no answer") if failure else None)
            self.spool.append(seen)

    def ends(self) -> None:
        self.spool.finish()
        self.lock.close()


@contextmanager
def audit(served: Dashboard, run: str = RUN) -> Iterator[Audit]:
    folder = RunFolder(served.site.serving.workspace.runs / run)
    folder.spool.mkdir(parents=True)
    folder.request.write_text("{}")
    with (folder.spool / OWNER).open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with Spool.create(folder.spool, header(run), cases.province().manifest) as spool:
            yield Audit(spool, lock)


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for a change here, nor two to hear that an audit began."""
    monkeypatch.setattr(watching, "_EVERY_S", 0.02)
    monkeypatch.setattr(live, "_LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(audit_watching, "_LOOK_EVERY_S", 0.02)


def events(answer: httpx.Response) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, id and data of each event as it comes."""
    said: dict[str, str] = {}
    for line in answer.iter_lines():
        if line:
            name, _colon, value = line.partition(": ")
            said[name] = value
        elif "event" in said:
            yield said["event"], said.get("id", ""), json.loads(said["data"])
            said = {}


def until(stream: Iterator[tuple[str, str, dict[str, Any]]], **wanted: Any) -> tuple[str, dict[str, Any]]:
    """The first event that says *wanted*, and its id."""
    for name, id_, data in stream:
        if name == "progress" and {key: data[key] for key in wanted} == wanted:
            return id_, data
    raise AssertionError(f"the stream ended before it said {wanted}")


def test_nobody_is_told_of_an_audit_where_none_is_under_way(fresh: Dashboard) -> None:
    reader = fresh.reader("mai")
    assert reader.get("/live").status_code == 200
    with reader.client.stream("GET", "/live/events") as answer:
        assert [name for name, _id, _data in events(answer)] == ["idle"]


def test_an_audit_is_followed_device_by_device_to_its_end(fresh: Dashboard) -> None:
    reader = fresh.reader("mai")
    with audit(fresh) as going, reader.client.stream("GET", "/live/events") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        stream = events(answer)
        _id, first = until(stream, asked=0)
        assert first["run"] == RUN
        assert first["total"] == len(cases.province().manifest.devices)
        assert first["communes"][OWN] == [0, 5, 0]
        going.answers(f"pasc-{OWN}-pc01")
        _id, second = until(stream, asked=1)
        assert second["communes"] == {OWN: [1, 5, 0]}
        going.answers(f"pasc-{FOREIGN}-pc01", failure=FailureKind.CONNECT_TIMEOUT)
        _id, third = until(stream, asked=2)
        assert third["communes"] == {FOREIGN: [1, 6, 1]}
        assert third["failures"] == {"connect_timeout": 1}
        going.ends()
        assert [(name, data) for name, _id, data in stream] == [("end", {"run": RUN, "judged": False})]


def test_who_comes_back_gets_only_what_is_new(fresh: Dashboard) -> None:
    reader = fresh.reader("mai")
    with audit(fresh) as going:
        going.answers(f"pasc-{OWN}-pc01")
        with reader.client.stream("GET", "/live/events") as answer:
            last, _data = until(events(answer), asked=1)
        with reader.client.stream("GET", "/live/events", headers={"last-event-id": last}) as answer:
            going.answers(f"pasc-{OWN}-pc02")
            name, _id, data = next(events(answer))
            assert (name, data["asked"]) == ("progress", 2)


def test_a_technician_is_told_of_the_own_communes_alone(fresh: Dashboard) -> None:
    reader = fresh.reader("hoa")
    with audit(fresh) as going:
        going.answers(f"pasc-{FOREIGN}-pc01", f"pasc-{OWN}-pc01")
        with reader.client.stream("GET", "/live/events") as answer:
            _id, data = until(events(answer), asked=1)
        assert (data["total"], list(data["communes"])) == (5, [OWN])
        page = reader.get("/live").text
    assert OWN in page
    assert FOREIGN not in page and "Mường Nhé" not in page


def test_the_page_is_whole_without_a_script(fresh: Dashboard) -> None:
    reader = fresh.reader("mai")
    with audit(fresh) as going:
        going.answers(f"pasc-{OWN}-pc01")
        with reader.client.stream("GET", "/live/events") as answer:
            until(events(answer), asked=1)
        page = reader.get("/live").text
        assert "Xã Sín Thầu" in page
        assert 'href="/live"' in page


def test_there_are_only_so_many_streams_and_a_place_becomes_free_again(
    fresh: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_OF_ONE", 1)
    reader = fresh.reader("mai")
    with audit(fresh):
        with reader.client.stream("GET", "/live/events") as answer:
            stream = events(answer)  # httpx hangs up when nobody holds it any more
            until(stream, asked=0)
            assert reader.get("/live/events").status_code == 503
            assert fresh.reader("hoa").get("/live").status_code == 200
        statuses = []
        while 200 not in statuses:  # the server notices at its next word that the first one left
            with reader.client.stream("GET", "/live/events") as answer:
                statuses.append(answer.status_code)


def test_a_session_that_ended_ends_its_stream(fresh: Dashboard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "_STILL_HERE", 1)
    reader = fresh.reader("mai")
    with audit(fresh), reader.client.stream("GET", "/live/events") as answer:
        until(stream := events(answer), asked=0)
        copy = fresh.reader()
        copy.client.cookies.update(reader.client.cookies)
        assert copy.post("/logout", {}, at="/account").status_code == 303
        assert list(stream) == []


def test_a_session_that_ended_ends_its_stream_also_while_every_second_has_news(
    fresh: Dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_STILL_HERE", 20)
    reader = fresh.reader("mai")
    with audit(fresh) as going, reader.client.stream("GET", "/live/events") as answer:
        until(stream := events(answer), asked=0)
        going.answers(f"pasc-{OWN}-pc01")
        accounts.disable(fresh.site.serving.workspace, "mai")
        for heard, _event in enumerate(stream):
            assert heard < 200
            going.answers(f"pasc-{OWN}-pc01")


def test_looking_whether_an_audit_runs_keeps_none_from_beginning(fresh: Dashboard) -> None:
    """Looking must take no lock, not for a moment."""
    with audit(fresh, "20261122T020000Z-dead") as going:
        folder = audit_watching.under_way(fresh.site.serving.workspace)
        assert folder is not None and folder.id == "20261122T020000Z-dead"
        going.lock.close()
    assert audit_watching.under_way(fresh.site.serving.workspace) is None
    assert Path(folder.spool / OWNER).exists()
