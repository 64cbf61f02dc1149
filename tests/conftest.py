"""Fixtures that several rooms' tests share."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support import browser as browsers
from support import sshd as servers

from auditor.events import log
from auditor.i18n import activate, language


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The two large labs stand side by side, each in one worker: they mostly wait for their machines."""
    for item in items:
        if item.get_closest_marker("lab"):
            item.add_marker(pytest.mark.xdist_group("roles" if "playbooks" in item.path.parts else "labs"))


@pytest.fixture(autouse=True)
def _language_as_it_was() -> Iterator[None]:
    # a command that a test calls activates a language for the whole process
    before = language()
    yield
    activate(before)


@pytest.fixture(autouse=True)
def _secrets_as_they_were() -> Iterator[None]:
    # what one test's command was given as a password is a plain word in another test
    before = set(log._known)
    yield
    log._known.clear()
    log._known.update(before)


@pytest.fixture(autouse=True)
def _no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    # Playwright's loop runs in this thread for the whole session; zeroconf would take it for its own and wait
    loop = asyncio._get_running_loop()
    if loop is None or "browser" in request.fixturenames:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def openssh(tmp_path_factory):
    """A real OpenSSH server on loopback that lets its client key in."""
    if not servers.PROGRAM:
        pytest.skip("openssh-server is not installed")
    with servers.running(tmp_path_factory.mktemp("sshd")) as server:
        yield server


@pytest.fixture(scope="module")
def public_folder():
    """A folder that users who are not root can reach, as those of pytest cannot."""
    with tempfile.TemporaryDirectory(prefix="auditor-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session")
def browser():
    """The machine's Chromium, one a session; see support/browser.py for pages, axe and widths."""
    if not browsers.CHROMIUM:
        pytest.skip("chromium is not installed")
    with browsers.launched() as chromium:
        yield chromium
