"""The pictures of docs/img of the sample: ``python -m tests.support.screenshots [REPORTS [PICTURES]]``."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser

from tests.support.browser import LAPTOP, PHONE, launched, opened

ROOT = Path(__file__).parents[2]
SAMPLE, PICTURES = ROOT / "reports/sample", ROOT / "docs/img"
NEEDIEST = ".ranking a"
"""On the index: the first commune of the ranking."""


@dataclass(frozen=True)
class Shot:
    """A picture *name*: a *page*, or the *link* on it, *width* by *height* CSS pixels."""

    name: str
    width: int
    height: int
    dark: bool = False
    link: str = ""
    page: str = "index.html"


SHOTS = (
    Shot("province", LAPTOP, 1180),
    Shot("province-dark", LAPTOP, 820, dark=True),
    Shot("commune-phone", PHONE, 760, link=NEEDIEST),
    Shot("commune", LAPTOP, 900, link=NEEDIEST),
    Shot("work-phone", PHONE, 760, page="work-03158.html"),
)
PAPER = "leadership"


def take(browser: Browser, shot: Shot, reports: Path, pictures: Path) -> Path:
    """Take *shot* of *reports*; returns the picture."""
    file = pictures / f"{shot.name}.png"
    with opened(browser, shot.width, shot.dark, device_scale_factor=2 if shot.width == PHONE else 1) as page:
        page.set_viewport_size({"width": shot.width, "height": shot.height})
        page.goto((reports / shot.page).as_uri())
        if shot.link:
            page.locator(shot.link).first.click()
        page.screenshot(path=file)
    return file


def first_page(reports: Path, pictures: Path) -> Path:
    """The picture of the first page of leadership's paper."""
    command = ["pdftoppm", "-r", "70", "-png", "-singlefile", "-f", "1"]
    subprocess.run([*command, str(reports / f"{PAPER}.pdf"), str(pictures / PAPER)], check=True)
    return pictures / f"{PAPER}.png"


def main(reports: Path = SAMPLE, pictures: Path = PICTURES) -> None:
    """Take every picture anew."""
    with launched() as browser:
        for shot in SHOTS:
            print(take(browser, shot, reports.resolve(), pictures))  # noqa: T201
    print(first_page(reports, pictures))  # noqa: T201


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
