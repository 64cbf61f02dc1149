"""JUnit XML for CI servers: a file for each commune, a suite for each device, a case for each rule.

What failed is a ``failure``; what is not known is an ``error``: every server (Jenkins, GitLab, the actions
for GitHub) shows that as red, and what was not measured must not be green. What does not apply or is waived
is ``skipped``. GitLab tells cases apart by class and name, shows the text and not the message, and refuses
files over 30 MB (docs.gitlab.com, Unit test reports): hence a file for each commune, whose text says it all.
"""

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

from auditor.model import Finding, Kind, Verdict
from auditor.reports import files
from auditor.reports.html import file_name
from auditor.reports.text import line, text
from auditor.reports.view import CommuneView, DeviceView, ProvinceView
from auditor.reports.words import Words, words_of

FOLDER = "junit"
_TAGS = {
    Verdict.FAIL: "failure",
    Verdict.UNKNOWN: "error",
    Verdict.WAIVED: "skipped",
    Verdict.NOT_APPLICABLE: "skipped",
}
_COUNTED = {"failures": "failure", "errors": "error", "skipped": "skipped"}


def write_junit(view: ProvinceView, folder: Path) -> list[Path]:
    """Write ``junit/TEST-<commune>.xml`` under *folder* for each commune; ``TEST-run.xml`` without any.

    Raises ReportError; a file is whole or the one from before.
    """
    words = words_of(view.language)
    written = [
        files.write(folder / FOLDER / _name(commune.commune.code), _document(_suites(view, commune, words)))
        for commune in view.opened()
    ]
    return written or [files.write(folder / FOLDER / "TEST-run.xml", _document([_nothing(view, words)]))]


def _name(code: str) -> str:
    return f"TEST-{file_name(code).removesuffix('.html')}.xml"


def _document(suites: Iterable[ET.Element]) -> Iterable[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="auditor">\n'
    for suite in suites:
        ET.indent(suite)
        yield ET.tostring(suite, encoding="unicode") + "\n"
    yield "</testsuites>\n"


def _suites(view: ProvinceView, commune: CommuneView, words: Words) -> Iterable[ET.Element]:
    package = line(commune.commune.code, 20)
    for subject in commune.subjects:
        if subject.findings:
            yield _suite(view, subject, package, words)
        else:
            yield _unseen(view, package, line(subject.device.id, 120), words)
    if not commune.subjects:
        yield _unseen(view, package, package, words)


def _suite(view: ProvinceView, subject: DeviceView, package: str, words: Words) -> ET.Element:
    of_commune = subject.device.kind == Kind.COMMUNE
    name = package if of_commune else line(subject.device.id, 120)
    cases = [_case(finding, f"{package}.{name}", words) for finding in subject.findings]
    return _suite_of(view, package, name, cases)


def _suite_of(view: ProvinceView, package: str, name: str, cases: list[ET.Element]) -> ET.Element:
    """The suite *name* with *cases*; a timestamp has no offset in this format, and is UTC."""
    counts = {
        counted: str(sum(case.find(tag) is not None for case in cases)) for counted, tag in _COUNTED.items()
    }
    suite = ET.Element(
        "testsuite",
        {
            "name": name,
            "package": package,
            "tests": str(len(cases)),
            **counts,
            "time": "0",
            "timestamp": view.run.started.strftime("%Y-%m-%dT%H:%M:%S"),
        },
    )
    about = ET.SubElement(suite, "properties")
    for key, value in (("run", view.run.id), ("standard", view.standard_digest)):
        ET.SubElement(about, "property", {"name": key, "value": line(value, 80)})
    suite.extend(cases)
    return suite


def _case(finding: Finding, classname: str, words: Words) -> ET.Element:
    case = _empty_case(line(finding.rule, 120), classname)
    tag = _TAGS.get(finding.verdict)
    if tag:
        why = words.unmet(finding) if finding.verdict is Verdict.FAIL else words.reason(finding.reason)
        result = ET.SubElement(case, tag, {"type": finding.severity.value, "message": line(why, 300)})
        result.text = text("\n".join(_told(finding, words)))
    return case


def _told(finding: Finding, words: Words) -> Iterable[str]:
    _ = words.gettext
    yield f"{finding.id} {words.named(finding)}"
    if finding.verdict is Verdict.FAIL:
        yield _("Found: {found}. Expected: {expected}.").format(
            found=words.found(finding), expected=words.expected(finding)
        )
    else:
        yield f"{words.word(finding.verdict, capital=True)}: {words.reason(finding.reason)}"
    if finding.verdict in (Verdict.FAIL, Verdict.UNKNOWN):
        yield words.fix(finding)


def _unseen(view: ProvinceView, package: str, name: str, words: Words) -> ET.Element:
    """A suite of what has no finding at all: nothing was measured there, which is no success."""
    return _suite_of(
        view, package, name, [_error(f"{package}.{name}", words.gettext("nothing was measured"))]
    )


def _nothing(view: ProvinceView, words: Words) -> ET.Element:
    """The suite of a run without a commune."""
    why = words.gettext("This run has no commune.")
    return _suite_of(view, "auditor", "run", [_error("auditor.run", why)])


def _error(classname: str, why: str) -> ET.Element:
    case = _empty_case("measured", classname)
    ET.SubElement(case, "error", {"type": Verdict.UNKNOWN.value, "message": why}).text = why
    return case


def _empty_case(name: str, classname: str) -> ET.Element:
    """A case; judging a rule takes no time worth telling, but servers want one."""
    return ET.Element("testcase", {"classname": classname, "name": name, "time": "0"})
