"""The pictures of docs/img of the dashboard: ``python -m tests.support.dashboard_screenshots [PICTURES]``."""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from auditor.reports.web import urls
from tests.support import provinces
from tests.support.browser import LAPTOP, PHONE, PROJECTOR, launched, opened
from tests.support.dashboard import IT, LEADER, PASSWORD, Dashboard, furnish, served
from tests.support.screenshots import PICTURES

NEEDIEST, FINDING = ".tile > a", ".stops .chips a"


@dataclass(frozen=True)
class Shot:
    """A picture *name* that *reader* sees after the *clicks*, *width* by *height* CSS pixels."""

    name: str
    reader: str
    width: int
    height: int
    dark: bool = False
    clicks: tuple[str, ...] = ()


SHOTS = (
    Shot("dashboard", LEADER, LAPTOP, 1100),
    Shot("dashboard-projector-dark", LEADER, PROJECTOR, 1080, dark=True),
    Shot("dashboard-phone", LEADER, PHONE, 760),
    Shot("dashboard-commune", IT, LAPTOP, 1000, clicks=(NEEDIEST,)),
    Shot("dashboard-finding", IT, LAPTOP, 1000, clicks=(NEEDIEST, FINDING)),
)


def take(browser: Browser, shot: Shot, board: Dashboard, pictures: Path) -> Path:
    """Take *shot* of *board*; returns the picture."""
    file = pictures / f"{shot.name}.png"
    scale = 2 if shot.width == PHONE else 1
    with opened(browser, shot.width, shot.dark, base_url=board.url, device_scale_factor=scale) as page:
        page.set_viewport_size({"width": shot.width, "height": shot.height})
        page.goto(urls.LOGIN)
        page.locator("#name").fill(shot.reader)
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/runs/*")
        page.reload()  # "You are logged in." is said once
        for click in shot.clicks:
            page.locator(click).first.click()
            page.wait_for_load_state()
        page.screenshot(path=file)
    return file


def main(pictures: Path = PICTURES) -> None:
    """Take every picture anew."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = furnish(Path(folder) / "ws", *provinces.weeks())
        with served(workspace) as board, launched() as browser:
            for shot in SHOTS:
                print(take(browser, shot, board, pictures))  # noqa: T201


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
