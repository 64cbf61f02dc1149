"""HTML: one index of the province and one page a commune, each whole in itself, readable without a script."""

import base64
import hashlib
import re
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditor.i18n import N_
from auditor.model import Kind, Level, Step, Verdict
from auditor.model.who import who
from auditor.reports import charts, files, needs, sentences
from auditor.reports.charts import LEVELS, SHAPES
from auditor.reports.dots import dot_map
from auditor.reports.ranking import by_area, province_name, ranking
from auditor.reports.shortages import Remedy
from auditor.reports.summaries import generalized
from auditor.reports.supplies import supplies
from auditor.reports.text import line, text
from auditor.reports.view import CommuneView, ProvinceView, by_device, by_rule
from auditor.reports.words import first_up, words_of

INDEX = "index.html"
DOCUMENTS = {
    "pdf": ("leadership.pdf", N_("Paper for leadership (PDF)")),
    "docx": ("leadership.docx", N_("The same for Word")),
    "findings": ("findings.html", N_("Every finding, to search and filter")),
    "xlsx": ("report.xlsx", N_("Workbook for IT (Excel)")),
}
"""What the index leads to: by format, the file and what it is called."""


def write_html(view: ProvinceView, directory: Path, also: Collection[str] = ()) -> list[Path]:
    """Write the index and a page for each commune into *directory*, with links to what is written *also*.

    Returns the files, the index first. Raises ReportError; a page is whole or the one from before.
    """
    written = [
        files.write(directory / file_name(page.commune.code), commune_page(view, page, also))
        for page in view.opened()
    ]
    return [files.write(directory / INDEX, index_page(view, also)), *written]


def index_page(view: ProvinceView, also: Collection[str] = ()) -> Iterable[str]:
    """The province's page, in pieces; formats that are written *also* stand beside it."""
    words = words_of(view.language)
    groups = ranking(view)
    return _render(
        "index.html",
        view,
        headline=sentences.headline(view, words),
        capacity=sentences.capacity(view, words),
        province=province_name(view),
        ranking=groups,
        trend=charts.trend(view.trend, words),
        supplies=supplies(view),
        blind=generalized(view.blind),
        areas=charts.bars([(words.word(a, capital=True), n, "") for a, n in by_area(view)], words),
        map=dot_map(view.communes, groups),
        documents=[(name, words.gettext(said)) for form, (name, said) in DOCUMENTS.items() if form in also],
    )


def commune_page(view: ProvinceView, commune: CommuneView, also: Collection[str] = ()) -> Iterable[str]:
    """One commune's page, in pieces; formats that are written *also* stand beside it."""
    answer = sentences.answer(commune, view.steps, words_of(view.language))
    page = file_name(commune.commune.code)
    beside = {form: f"{form}-{page}" for form in ("work", "findings") if form in also}
    return _render("commune.html", view, c=commune, answer=answer, beside=beside)


def file_name(code: str) -> str:
    """The page of commune *code*: its code, or a hash where that would be no plain file name."""
    if re.fullmatch(r"[0-9A-Za-z_-]{1,20}", code) and code != "index":
        return f"{code}.html"
    return hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:16] + ".html"


def _render(template: str, view: ProvinceView, **more: Any) -> Iterable[str]:
    return environment(view.language).get_template(template).generate(view=view, **more)


def _shown(value: Any) -> Any:
    """Whatever a template prints; nothing a device said gets through raw."""
    return text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def environment(language: str) -> Environment:
    """What every page of *language* is made with."""
    words = words_of(language)
    made = Environment(
        loader=PackageLoader("auditor.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    style = Markup(_style())  # noqa: S704  (a file of ours)
    made.globals |= {
        "_": words.gettext,
        "plural": words.plural,
        "w": words,
        "who": who,
        "by_rule": by_rule,
        "file": file_name,
        "by_device": by_device,
        "shortages": lambda commune, named=True: needs.shortages(commune, words, named),
        "served": lambda step: needs.served(step, words),
        "expiring": lambda view, named=True: needs.expiring(view, words, named),
        "level_unknown": lambda view: sentences.level_unknown(view, words),
        "partial": lambda commune: sentences.partial(commune, words),
        "region_short": lambda region: region if region in ("I", "II", "III") else words.region(region),
        "levels": LEVELS,
        "stacked": lambda levels: charts.stacked(levels, words),
        "mini": charts.mini,
        "steps": tuple(Step),
        "remedies": tuple(Remedy),
        "shape": SHAPES,
        "style": style,
        "style_hash": hash_of(style),
        "NOT_MEASURED": Level.NOT_MEASURED,
        "COMMUNE": Kind.COMMUNE,
        **{verdict.name: verdict for verdict in Verdict},
    }
    made.filters |= {
        "line": line,
        "word": words.word,
        "found": words.found,
        "cap": first_up,
    }
    return made


def _style() -> str:
    return resources.files("auditor.reports").joinpath("templates/style.css").read_text("utf-8")


def hash_of(style: str) -> str:
    """The source expression that lets this one style through (Content Security Policy Level 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
