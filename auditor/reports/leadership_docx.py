"""The paper for leadership as a Word file, from a template that a province may replace by its own."""

import io
import zipfile
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from auditor.errors import ReportError
from auditor.i18n import _
from auditor.reports import files
from auditor.reports.leadership import NAME, Leadership, leadership
from auditor.reports.letterhead import Letterhead
from auditor.reports.view import ProvinceView

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first time a ZIP file can state: the same data gives the same bytes."""


def own_template(workspace: Path) -> Path | None:
    """The province's own template in *workspace*, None when it has none."""
    file = workspace / "templates" / f"{NAME}.docx"
    return file if file.is_file() else None


def docx(paper: Leadership, template: Path | None = None) -> bytes:
    """The paper laid out by *template* (default: the one that ships).

    Raises ReportError naming the template and the tag that is wrong.
    """
    file = template or Path(str(resources.files("auditor.reports") / "templates" / f"{NAME}.docx"))
    made = io.BytesIO()
    try:
        document = DocxTemplate(file)
        # the template is a file that came by mail, perhaps: it may say what is printed, and do nothing else
        environment = SandboxedEnvironment(undefined=StrictUndefined)
        document.render(asdict(paper), environment, autoescape=True)
        _speak(document, paper.language)
        document.save(made)
    except (TemplateError, SyntaxError, PackageNotFoundError, zipfile.BadZipFile, OSError) as error:
        raise _broken(file, error) from error
    return _steady(made)


def _speak(document: Any, language: str) -> None:
    """The language that a word processor checks the file's words by; the template's own is Vietnamese."""
    if language != "vi":
        for stated in document.docx.styles.element.iter(qn("w:lang")):
            stated.set(qn("w:val"), language)


def write_docx(
    view: ProvinceView, folder: Path, head: Letterhead | None = None, template: Path | None = None
) -> list[Path]:
    """Write ``leadership.docx`` into *folder*, whole or not at all. Raises ReportError."""
    return [files.write_bytes(folder / f"{NAME}.docx", docx(leadership(view, head), template))]


def _broken(file: Path, error: Exception) -> ReportError:
    remedy = _("correct it in Word, or move it away: then the one that ships is used (docs/reports-paper.md)")
    if isinstance(error, UndefinedError):
        said = _("the template {file} names something that there is not: {error}")
    elif isinstance(error, TemplateSyntaxError):
        said = _("the template {file} has a tag that is wrong: {error}")
    else:
        said = _("the template {file} cannot be used: {error}")
    return ReportError(said.format(file=file, error=_tag(error)), remedy)


def _tag(error: Exception) -> str:
    """What the error says, and the line of the template that it is about where it knows one."""
    context: list[Any] = getattr(error, "docx_context", None) or []
    near = " ".join(str(each).strip() for each in context if "{{" in str(each) or "{%" in str(each))
    return f"{error} ({near[:200]})" if near else str(error)


def _steady(made: io.BytesIO) -> bytes:
    """The same package with one and the same time on each of its parts."""
    whole = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            info = zipfile.ZipInfo(part.filename, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(part.filename))
    return whole.getvalue()
