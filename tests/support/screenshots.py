"""The pictures of docs/img of the sample: ``python -m tests.support.screenshots [REPORTS [PICTURES]]``."""

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
    """A picture *name*: the index, or the *link* on it, *width* by *height* CSS pixels."""

    name: str
    width: int
    height: int
    dark: bool = False
    link: str = ""


SHOTS = (
    Shot("province", LAPTOP, 1180),
    Shot("province-dark", LAPTOP, 820, dark=True),
    Shot("commune-phone", PHONE, 760, link=NEEDIEST),
    Shot("commune", LAPTOP, 900, link=NEEDIEST),
)


def take(browser: Browser, shot: Shot, reports: Path, pictures: Path) -> Path:
    """Take *shot* of *reports*; returns the picture."""
    file = pictures / f"{shot.name}.png"
    with opened(browser, shot.width, shot.dark, device_scale_factor=2 if shot.width == PHONE else 1) as page:
        page.set_viewport_size({"width": shot.width, "height": shot.height})
        page.goto((reports / "index.html").as_uri())
        if shot.link:
            page.locator(shot.link).first.click()
        page.screenshot(path=file)
    return file


def main(reports: Path = SAMPLE, pictures: Path = PICTURES) -> None:
    """Take every picture anew."""
    with launched() as browser:
        for shot in SHOTS:
            print(take(browser, shot, reports.resolve(), pictures))  # noqa: T201


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
