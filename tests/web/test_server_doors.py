"""Who may open what: every door as every role, of one's own commune and of another; and nothing leaks."""

import html
import io
import re
import zipfile
from dataclasses import dataclass

import httpx
import pytest

from auditor.model.accounts import Role
from auditor.web.doors import DOORS, Door, Of
from tests.reports import cases
from tests.web.serving import FOREIGN, OWN, Dashboard, Reader

LEADERSHIP, TECHNICIAN, IT, NOBODY = "chutich", "hoa", "mai", ""

# What each reader gets: of the own commune (or of none), then of another one.
TABLE: dict[str, dict[str, tuple[int, int]]] = {
    "home": {LEADERSHIP: (303, 303), TECHNICIAN: (303, 303), IT: (303, 303)},
    "runs": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 200), IT: (200, 200)},
    "province": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 200), IT: (200, 200)},
    "pdf": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 200), IT: (200, 200)},
    "docx": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 200), IT: (200, 200)},
    "xlsx": {LEADERSHIP: (403, 403), TECHNICIAN: (200, 200), IT: (200, 200)},
    "search": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 200), IT: (200, 200)},
    "rule": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 200), IT: (200, 200)},
    "commune": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 404), IT: (200, 200)},
    "counter": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 404), IT: (200, 200)},
    "work": {LEADERSHIP: (403, 403), TECHNICIAN: (200, 404), IT: (200, 200)},
    "device": {LEADERSHIP: (403, 403), TECHNICIAN: (200, 404), IT: (200, 200)},
    "raw": {LEADERSHIP: (403, 403), TECHNICIAN: (403, 403), IT: (200, 200)},
    "finding": {LEADERSHIP: (403, 403), TECHNICIAN: (200, 404), IT: (200, 200)},
    "live": {LEADERSHIP: (403, 403), TECHNICIAN: (200, 200), IT: (200, 200)},
    "events": {LEADERSHIP: (403, 403), TECHNICIAN: (200, 200), IT: (200, 200)},
    "account": {LEADERSHIP: (200, 200), TECHNICIAN: (200, 200), IT: (200, 200)},
    "change_password": {LEADERSHIP: (400, 400), TECHNICIAN: (400, 400), IT: (400, 400)},
    "accounts": {LEADERSHIP: (403, 403), TECHNICIAN: (403, 403), IT: (200, 200)},
}
OPEN = {"login", "log_in", "enter", "language", "static", "healthz"}
"""Doors that anybody may open; logout is tried where sessions are."""
READERS = (LEADERSHIP, TECHNICIAN, IT)


@dataclass(frozen=True)
class Place:
    """What stands for the words of a path, of one commune."""

    run: str
    code: str
    finding: str
    rule: str = "pc.disk.free"

    def path(self, door: Door) -> str:
        device = f"pasc-{self.code}-pc01"
        words = {"site": "main", "counter": "1", "device": device, "answer": "probe", "file": "x"}
        return door.path.format(run=self.run, code=self.code, finding=self.finding, rule=self.rule, **words)


def place(served: Dashboard, code: str) -> Place:
    device = f"pasc-{code}-pc01"
    found = next(f for f in cases.province().judgement.findings if f.device == device)
    return Place(served.run, code, found.id)


@pytest.fixture(scope="module")
def readers(served: Dashboard) -> dict[str, Reader]:
    return {name: served.reader(name) for name in (*READERS, NOBODY)}


@pytest.fixture
def dashboard_run(served: Dashboard) -> str:
    return served.run


def opened(reader: Reader, door: Door, path: str) -> httpx.Response:
    if door.method == "POST":
        return reader.post(path, {"old": "x", "new": "y", "again": "z"}, at="/account")
    return reader.get(path)


def test_every_door_has_its_row() -> None:
    assert {door.name for door in DOORS} == {*TABLE, *OPEN, "logout"}
    assert {door.name for door in DOORS if door.roles is None} == OPEN


@pytest.mark.parametrize("door", [d for d in DOORS if d.name in TABLE], ids=lambda door: door.name)
def test_each_reader_opens_the_doors_that_are_meant_for_him_and_no_other(
    door: Door, readers: dict[str, Reader], served: Dashboard
) -> None:
    own, foreign = (place(served, code).path(door) for code in (OWN, FOREIGN))
    got = {
        name: (opened(readers[name], door, own).status_code, opened(readers[name], door, foreign).status_code)
        for name in READERS
    }
    assert got == TABLE[door.name]


@pytest.mark.parametrize(
    "door", [d for d in DOORS if d.name in TABLE and d.method == "GET"], ids=lambda door: door.name
)
def test_who_is_not_logged_in_is_sent_to_the_login_whatever_is_there(
    door: Door, readers: dict[str, Reader], served: Dashboard
) -> None:
    real = place(served, OWN)
    never = Place("20990101T000000Z-0000", "99999", "F-00000000", "no.such.rule")
    for path in (real.path(door), never.path(door)):
        answer = readers[NOBODY].get(path)
        assert answer.status_code == (401 if door.name == "events" else 303), path
        assert answer.headers.get("location", "/login").startswith("/login")


def test_what_a_technician_may_not_see_looks_as_if_it_were_not_there(
    readers: dict[str, Reader], served: Dashboard
) -> None:
    """Else the answer would tell which communes, devices and findings there are."""
    foreign = place(served, FOREIGN)
    never = Place(served.run, "99999", "F-00000000")
    for door in DOORS:
        if door.of in (Of.COMMUNE, Of.DEVICE) and Role.TECHNICIAN in (door.roles or ()):
            there, not_there = (readers[TECHNICIAN].get(each.path(door)) for each in (foreign, never))
            assert there.status_code == not_there.status_code == 404
            assert _without_particulars(there) == _without_particulars(not_there), door.name


def test_a_technician_finds_a_foreign_device_by_no_search_and_no_hint(
    readers: dict[str, Reader], served: Dashboard
) -> None:
    foreign = place(served, FOREIGN)
    reader, run = readers[TECHNICIAN], served.run
    for text in (FOREIGN, f"pasc-{FOREIGN}", "Mường Nhé", "muong nhe", foreign.finding, "pasc"):
        assert not _told(reader.get(f"/runs/{run}/search", params={"q": text}).text, text), text
    hinted = f"/runs/{run}/findings/{foreign.finding}?device=pasc-{FOREIGN}-pc01"
    assert reader.get(hinted).status_code == 404


def test_the_files_of_a_technician_are_of_the_own_communes_alone(
    readers: dict[str, Reader], dashboard_run: str
) -> None:
    def words(name: str, form: str) -> str:
        content = readers[name].get(f"/runs/{dashboard_run}/report.{form}").content
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return "".join(package.read(part).decode("utf-8", "replace") for part in package.namelist())

    for form in ("xlsx", "docx"):
        assert _told(words(IT, form)), form
        assert not _told(words(TECHNICIAN, form)), form
        assert "Sín Thầu" in words(TECHNICIAN, form), form


@pytest.mark.parametrize("name", READERS)
def test_every_link_of_every_page_opens_and_shows_only_what_its_reader_may_see(
    name: str, readers: dict[str, Reader]
) -> None:
    """From page to page as one clicks: a leader meets no device, a technician no other commune."""
    reader = readers[name]
    waiting, seen = ["/"], set[str]()
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = reader.get(path)
        assert answer.status_code in (200, 303), f"{path}: {answer.status_code}"
        found = _links(answer) - seen
        waiting += [each for each in found if each not in waiting]
        _check(name, path, answer.text)
    kinds = {re.sub(r"/[^/]*\d[^/]*", "/N", path.partition("?")[0]) for path in seen}
    assert "/runs/N/communes/N" in kinds
    assert ("/runs/N/devices/N" in kinds) == (name != LEADERSHIP)


def _check(name: str, path: str, page: str) -> None:
    if name == LEADERSHIP:
        assert "/devices/" not in page and "/findings/" not in page, path
        assert "pasc-" not in page, path
    if name == TECHNICIAN:
        assert not _told(page), path
        assert "raw of pasc" not in page, path


def _told(page: str, asked: str = "") -> bool:
    """Whether a page tells of the foreign commune, beside repeating what was asked for."""
    bare = html.unescape(page).replace(asked, "") if asked else html.unescape(page)
    return any(word in bare for word in (f"pasc-{FOREIGN}", f"/communes/{FOREIGN}", "Mường Nhé", "Tuần Giáo"))


def _links(answer: httpx.Response) -> set[str]:
    if answer.status_code == 303:
        return {answer.headers["location"]}
    if "text/html" not in answer.headers["content-type"] or "attachment" in answer.headers.get(
        "content-disposition", ""
    ):
        return set()
    found = {html.unescape(each).partition("#")[0] for each in re.findall(r'href="([^"]+)"', answer.text)}
    return {each for each in found if each.startswith("/") and not each.startswith("/static")}


def _without_particulars(answer: httpx.Response) -> str:
    """A page without its path and the token of its forms."""
    return re.sub(r'value="[^"]*"', "", answer.text)
