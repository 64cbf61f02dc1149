"""A dashboard that really runs, and browsers that are logged in to it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from support.browser import LAPTOP, opened

from auditor.model import passwords
from tests.support import dashboard as boards
from tests.support.dashboard import Dashboard
from tests.web import serving

Visit = Callable[..., AbstractContextManager[Page]]

expect.set_options(timeout=30_000)  # a machine of CI does other things at the same time


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    """`auditor serve` over two runs of six communes, with an account of each role."""
    with boards.served(boards.furnish(tmp_path_factory.mktemp("dashboard") / "ws")) as served:
        yield served


def log_in(page: Page, name: str, password: str = boards.PASSWORD) -> None:
    """Fill in the form that *page* shows."""
    page.get_by_label("Tên", exact=True).or_(page.get_by_label("Name", exact=True)).fill(name)
    page.locator("#password").fill(password)
    page.locator("#password").press("Enter")
    page.wait_for_load_state()


@pytest.fixture(scope="session")
def keys(browser: Browser, dashboard: Dashboard) -> Callable[[str], Any]:
    """The cookies of an account that is logged in, by its name."""
    known: dict[str, Any] = {}

    def of(name: str) -> Any:
        if name not in known:
            with opened(browser, base_url=dashboard.url) as page:
                page.goto("/login")
                log_in(page, name)
                known[name] = page.context.storage_state()
        return known[name]

    return of


@pytest.fixture
def visit(browser: Browser, dashboard: Dashboard, keys: Callable[[str], Any]) -> Visit:
    """A page of *name* (``""``: nobody), which must not complain, nor ask another host for anything."""

    @contextmanager
    def visiting(name: str = "", width: int = LAPTOP, dark: bool = False, **more: Any) -> Iterator[Page]:
        state = {"storage_state": keys(name)} if name else {}
        with opened(browser, width, dark, base_url=dashboard.url, **state, **more) as page:
            said: list[str] = []
            page.on("console", lambda message: said.extend(_complaint(message)))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on("request", lambda request: said.extend(_foreign(request.url, dashboard.url)))
            yield page
            assert not said

    return visiting


def _complaint(message: ConsoleMessage) -> list[str]:
    """A browser tells every answer of 400 and more as well: those pages are asked for here."""
    grave = message.type in ("error", "warning") and "Failed to load resource" not in message.text
    return [f"{message.type}: {message.text}"] if grave else []


def _foreign(url: str, own: str) -> list[str]:
    return [] if url.startswith((f"{own}/", "data:")) else [f"asked for {url}"]


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Half a second and 128 MiB for each login is the point of scrypt, and no point of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_LOG_N", 10)
        yield


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[serving.Dashboard]:
    """The server in this process, with a clock that a test may move; shared by the tests of a file."""
    of = serving.workspace(tmp_path_factory.mktemp("served") / "w")
    with serving.running(of) as dashboard:
        yield dashboard


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[serving.Dashboard]:
    """One of its own for a test that leaves traces."""
    with serving.running(serving.workspace(tmp_path / "w")) as dashboard:
        yield dashboard
