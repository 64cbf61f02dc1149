"""``auditor parse``: recordings of devices to facts; a strange device is understood from its file."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from auditor.errors import EXIT_BAD_INPUT
from auditor.i18n import _


@click.command(
    help=_(
        "Read recordings of devices and print their facts, one JSON object a line: file, facts, errors."
        "\n\nFORMAT is snmprec, ipp, escl, smartctl … (a wrong one is answered with all of them)."
        "\n\n\b\nExamples:\n  auditor parse --format ipp printer.ipp\n"
        "  auditor parse --format snmprec ups1.snmprec ups2.snmprec"
    )
)
@click.option("-f", "--format", "name", required=True, metavar=_("FORMAT"), help=_("What the files hold."))
@click.argument("files", nargs=-1, required=True, metavar=_("FILE…"), type=click.Path(path_type=Path))
def command(name: str, files: tuple[Path, ...]) -> int:
    from auditor.parsers.formats import parser_of

    parser = parser_of(name)
    unread = 0
    for file in files:
        line, readable = _line(parser, file)
        unread += not readable
        # ASCII only: what a device said must not reach a terminal as it is
        sys.stdout.write(json.dumps(line) + "\n")
    return EXIT_BAD_INPUT if unread else 0


def _line(parser: Any, file: Path) -> tuple[dict[str, Any], bool]:
    from auditor.parsers.formats import MAX_RECORDING, parse
    from auditor.parsers.parsed import Unreadable

    try:
        with file.open("rb") as recording:
            parsed = parse(parser, recording.read(MAX_RECORDING + 1))
    except (OSError, Unreadable) as error:
        return {"file": str(file), "facts": {}, "errors": [str(error)]}, False
    missing = [f"{fact}: {reason}" for fact, reason in parsed.missing.items()]
    return {"file": str(file), "facts": parsed.facts, "errors": [*parsed.warnings, *missing]}, True
