"""The province: the answer, and a tile for each commune, what needs help first."""

from collections.abc import Iterable
from typing import Any

from auditor.reports import sentences
from auditor.reports.dots import dot_map
from auditor.reports.ranking import MANY
from auditor.reports.view import ProvinceView
from auditor.reports.web import urls
from auditor.reports.web.render import page
from auditor.reports.web.shapes import Filter
from auditor.reports.web.shell import Shell
from auditor.reports.web.tiles import tiles
from auditor.reports.words import words_of

_ALL = Filter()
FEW = 3
"""As many communes make no map."""
DOWNLOADS = (("pdf", "PDF"), ("docx", "Word"), ("xlsx", "Excel"))
"""What the province comes as; the workbook names every device, so leadership gets none."""


def province(view: ProvinceView, shell: Shell, chosen: Filter = _ALL) -> Iterable[str]:
    """The province's page with the communes that *chosen* lets through."""
    words = words_of(shell.language)

    def address(**other: Any) -> str:
        fields = {"region": chosen.region, "level": chosen.level, "text": chosen.text, **other}
        return urls.communes(view.run.id, **fields) + "#communes"

    return page(
        "province.html",
        shell,
        here="province",
        view=view,
        run=view.run.id,
        chosen=chosen,
        tiles=tiles(view, chosen, words),
        address=address,
        turn=lambda number: address(page=number),
        headline=sentences.headline(view, words),
        capacity=sentences.capacity(view, words),
        map=dot_map(view.communes) if FEW < len(view.communes) <= MANY else None,
        file=lambda code: urls.commune(view.run.id, code),
        downloads=DOWNLOADS if shell.detailed else DOWNLOADS[:2],
    )


def nothing(shell: Shell) -> Iterable[str]:
    """The home page of a store that has no judged run: what to do for one."""
    return page("nothing.html", shell, here="province")
