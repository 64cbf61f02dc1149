"""A real browser to look at pages with: the machine's own Chromium, driven by Playwright.

Playwright keeps an event loop in the thread that started it: a test with a browser starts no other there.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, LAPTOP, PROJECTOR = 360, 1280, 1920
"""Widths in CSS pixels that every page must be readable at."""
_HEIGHTS = {PHONE: 740, LAPTOP: 800, PROJECTOR: 1080}
_WCAG = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
_GRAVE = ("serious", "critical")


@contextmanager
def launched() -> Iterator[Browser]:
    """A headless Chromium with a profile of its own, gone when the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, width: int = LAPTOP, dark: bool = False, **more: Any) -> Iterator[Page]:
    """An empty page *width* CSS pixels wide in a session of its own; *more* goes to ``new_context``."""
    context = browser.new_context(
        viewport={"width": width, "height": _HEIGHTS.get(width, 800)},
        color_scheme="dark" if dark else "light",
        locale="vi-VN",
        **more,
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def violations(page: Page) -> list[str]:
    """What axe-core calls serious or critical on *page*: rule, what it says, and the first elements."""
    found = Axe().run(page, options={"resultTypes": ["violations"], "runOnly": _WCAG}).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes'][:3]]}"
        for each in found
        if each["impact"] in _GRAVE
    ]


def overflow(page: Page) -> int:
    """CSS pixels by which *page* is wider than its window: more than none means a horizontal scroll."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
