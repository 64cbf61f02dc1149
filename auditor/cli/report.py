"""``auditor report``: a judged run as the document that somebody needs."""

import json
from collections.abc import Callable, Collection
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from auditor.cli import common
from auditor.errors import JudgedAnew, UsageError, did_you_mean
from auditor.i18n import LANGUAGES, _
from auditor.model.text import printable
from auditor.reports.view import ProvinceView

if TYPE_CHECKING:
    from auditor.reports.evidence import Answers
    from auditor.workspace import Workspace

_ATTEMPTS = 3
"""How often a report is begun anew because its run was judged again meanwhile."""


def _html(view: ProvinceView, folder: Path, also: Collection[str] = ()) -> list[Path]:
    from auditor.reports.html import write_html

    written = write_html(view, folder, also)
    if len(written) > 2:
        click.echo(_("{n} pages in {folder}").format(n=len(written), folder=folder))
    return written[:1]


def _findings(view: ProvinceView, folder: Path, answers: "Answers | None" = None) -> list[Path]:
    from auditor.reports.findings_page import write_findings

    return write_findings(view, folder, answers)[:1]


def _xlsx(view: ProvinceView, folder: Path, everything: bool = False) -> list[Path]:
    from auditor.reports.xlsx import write_xlsx

    return write_xlsx(view, folder, everything)


def _csv(view: ProvinceView, folder: Path) -> list[Path]:
    from auditor.reports.csv_report import write_csv

    return write_csv(view, folder)


def _junit(view: ProvinceView, folder: Path) -> list[Path]:
    from auditor.reports.junit import write_junit

    written = write_junit(view, folder)
    return [written[0].parent] if len(written) > 1 else written


def _json(view: ProvinceView, folder: Path) -> list[Path]:
    from auditor.reports.json_report import write_json

    return [write_json(view, folder / "report.json")]


def _terminal(view: ProvinceView, folder: Path) -> list[Path]:
    from auditor.reports.terminal import print_summary

    print_summary(view, Console())
    return []


def _pdf(view: ProvinceView, folder: Path) -> list[Path]:
    from auditor.reports.leadership import write_pdf
    from auditor.reports.letterhead import Letterhead

    return write_pdf(view, folder, Letterhead.of(common.workspace().settings))


def _docx(view: ProvinceView, folder: Path) -> list[Path]:
    from auditor.reports.leadership_docx import own_template, write_docx
    from auditor.reports.letterhead import Letterhead

    workspace = common.workspace()
    return write_docx(view, folder, Letterhead.of(workspace.settings), own_template(workspace.root))


def _work(view: ProvinceView, folder: Path) -> list[Path]:
    from auditor.audit.assets import models
    from auditor.reports.work_pages import Around, write_work

    workspace = common.workspace()
    around = Around(workspace.settings.public_url, partial(models, workspace))
    written = write_work(view, folder, around)
    if len(written) == 2:
        return written
    orders = len(written) // 2
    click.echo(_("{n} work orders (page and paper) in {folder}").format(n=orders, folder=folder))
    return []


_WRITERS: dict[str, Callable[..., list[Path]]] = {
    "html": _html,
    "pdf": _pdf,
    "docx": _docx,
    "work": _work,
    "findings": _findings,
    "xlsx": _xlsx,
    "csv": _csv,
    "junit": _junit,
    "json": _json,
    "terminal": _terminal,
}
"""Each format with what writes a view into a folder and says which files a reader begins with."""
FORMATS = tuple(_WRITERS)


def written(form: str, view: ProvinceView, folder: Path) -> list[Path]:
    """The files that a reader of the format *form* begins with, written into *folder*."""
    return _WRITERS[form](view, folder)


def _schema(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    if wanted:
        from auditor.reports.json_report import schema

        click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))
        context.exit()


@click.command(
    help=_(
        "Write the report of a judged run: pages for the province and each commune, JSON, or a summary here."
        "\n\nRUN is an id, the beginning of one, or latest."
        "\n\n\b\nExamples:\n  auditor report\n  auditor report latest --format html --format json\n"
        "  auditor report --commune 03158 --lang en --output /tmp/report"
    )
)
@click.argument("run", default="latest")
@click.option(
    "-f",
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    default=("html",),
    show_default=True,
    help=_("Format to write; may be given several times."),
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    metavar=_("DIR"),
    help=_("Folder to write to (else one for the run, under reports/ of the workspace)."),
)
@click.option(
    "--commune", "communes", multiple=True, metavar=_("CODE"), help=_("Only this commune; may be repeated.")
)
@click.option("--lang", type=click.Choice(LANGUAGES), help=_("Language of the report."))
@click.option(
    "--everything", is_flag=True, help=_("In the workbook also what passed, and what does not apply.")
)
@click.option(
    "--evidence",
    is_flag=True,
    help=_("With the findings also the raw answers of the devices, as text files."),
)
@click.option(
    "--schema",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_schema,
    help=_("Print the JSON Schema of the JSON report, and end."),
)
def command(
    run: str,
    formats: tuple[str, ...],
    output: Path | None,
    communes: tuple[str, ...],
    lang: str | None,
    everything: bool,
    evidence: bool,
) -> None:
    _check_options(formats, everything, evidence)
    workspace = common.workspace(**({"language": lang} if lang else {}))
    wish = _Wish(formats, output, communes, everything, evidence)
    for _attempt in range(_ATTEMPTS - 1):
        with suppress(JudgedAnew):
            return _write(workspace, run, wish)
    return _write(workspace, run, wish)


@dataclass(frozen=True)
class _Wish:
    """What is to be written of a run, and where."""

    formats: tuple[str, ...]
    output: Path | None
    communes: tuple[str, ...]
    everything: bool
    evidence: bool


def _write(workspace: "Workspace", run: str, wish: _Wish) -> None:
    """Write every format of one judgement of *run*. Raises JudgedAnew when it was replaced meanwhile."""
    from auditor.audit.stored import answers_of, view_of
    from auditor.reports.build import narrowed

    view = view_of(workspace, run, workspace.settings.language)
    if wish.communes:
        _check(wish.communes, view)
        view = narrowed(view, wish.communes)
    # a report of some communes does not take the place of the whole one
    name = "-".join([view.run.id, *sorted(wish.communes)])
    folder = wish.output or workspace.reports / name
    with answers_of(workspace, view.run.id) if wish.evidence else nullcontext() as answers:
        more: dict[str, dict[str, Any]] = {
            "xlsx": {"everything": wish.everything},
            "findings": {"answers": answers},
            "html": {"also": wish.formats},
        }
        for form in dict.fromkeys(wish.formats):
            for path in _WRITERS[form](view, folder, **more.get(form, {})):
                click.echo(_("written: {path}").format(path=printable(str(path))))


def _check_options(formats: tuple[str, ...], everything: bool, evidence: bool) -> None:
    for option, wanted, form in (("--everything", everything, "xlsx"), ("--evidence", evidence, "findings")):
        if wanted and form not in formats:
            raise UsageError(
                _("{option} is for the format {format}, which is not asked for").format(
                    option=option, format=form
                ),
                _("add -f {format}").format(format=form),
            )


def _check(communes: tuple[str, ...], view: ProvinceView) -> None:
    known = tuple(commune.commune.code for commune in view.communes)
    for code in communes:
        if code not in known:
            raise UsageError(
                _("the run has no commune “{code}”").format(code=code),
                did_you_mean(code, known)
                or _("the communes of the run: {codes}").format(codes=", ".join(known)),
            )
