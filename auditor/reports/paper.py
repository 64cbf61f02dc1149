"""Pages for paper: data laid out by a Jinja template as HTML, by a typst template as PDF.

typst gets the data as JSON and never as markup, so that nothing a device said can be a command in it.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import typst
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditor.errors import ReportError
from auditor.i18n import _
from auditor.reports import glyphs

_FOLDER = "templates"


def html(template: str, data: Mapping[str, Any]) -> Iterable[str]:
    """The page of *template* with *data*, in pieces; whole in itself, no script in it."""
    return _environment().get_template(template).generate(**data)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("auditor.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["style"] = Markup(_text("paper.css"))  # noqa: S704  (a file of ours)
    return environment


def _text(name: str) -> str:
    return resources.files("auditor.reports").joinpath(f"{_FOLDER}/{name}").read_text("utf-8")


def pdf(template: str, data: Mapping[str, Any], made: datetime) -> bytes:
    """The PDF (PDF/A-2a and PDF/UA-1: tagged, fonts inside) of *template* with *data*. Raises ReportError.

    *made* is the only time in it and the fonts are ours, so the same data gives the same bytes everywhere.
    """
    try:
        found = typst.compile(
            _text(template).encode(),
            format="pdf",
            font_paths=glyphs.fonts(),
            sys_inputs={"data": json.dumps(glyphs.drawable(data), ensure_ascii=False)},
            timestamp=made.replace(microsecond=0),
            pdf_standards=["a-2a", "ua-1"],
        )
    except RuntimeError as error:
        raise ReportError(_("the PDF cannot be made: {error}").format(error=error)) from error
    assert isinstance(found, bytes)  # noqa: S101 - one page after the other in one file
    return found
