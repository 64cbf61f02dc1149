"""A standard read from YAML: what it says, and how every mistake in it is told."""

import shutil
from pathlib import Path

import pytest

from auditor.errors import StandardError, UsageError
from auditor.model import Device, Kind, Severity, SourceKind
from auditor.standard import load_standard

SMALL = Path(__file__).parent / "small"
PLACED = "{vi: a, en: b}"


@pytest.fixture
def province(tmp_path):
    """A function that writes a province's standard beside a copy of the small one, and loads it."""
    shutil.copytree(SMALL, tmp_path / "small")

    def load(text):
        (tmp_path / "own.yml").write_text(text, "utf-8")
        return load_standard("own", [tmp_path])

    return load


@pytest.fixture
def problems(province):
    """A function that gives the problems of a province's standard, file names without folders."""

    def told(text):
        with pytest.raises(StandardError) as error:
            province(text)
        return [
            str(problem).replace(problem.file, Path(problem.file).name) for problem in error.value.problems
        ]

    return told


def test_a_standard_has_rules_values_weights_and_a_digest():
    standard = load_standard(SMALL)
    assert standard.name == "small"
    assert [rule.id for rule in standard.rules][:2] == ["device.answers", "pc.time.zone"]
    assert standard.values["free_percent"].value == 10
    assert standard.weights[Severity.BLOCKER] == 10
    assert len(standard.digest) == 64


def test_the_source_of_a_rule_is_that_of_the_value_it_refers_to():
    standard = load_standard(SMALL)
    source = standard.source_of(standard.rule("pc.packages.required"))
    assert (source.kind, source.reference) == (SourceKind.PROVINCE, "Kế hoạch 1")


def test_files_that_a_rule_names_are_asked_for():
    assert load_standard(SMALL).files_named() == ("/etc/policy.json",)


def test_a_rule_has_its_page_in_each_language():
    assert load_standard(SMALL).rule("pc.time.zone").page("vi") == "# pc.time.zone (vi)\n"


def test_an_unknown_rule_is_answered_with_the_nearest():
    with pytest.raises(UsageError) as error:
        load_standard(SMALL).rule("pc.time.zon")
    assert "pc.time.zone" in error.value.remedy


def test_a_province_changes_a_value_and_a_rule_and_inherits_the_rest(province):
    standard = province(
        "name: own\nextends: small\n"
        "values: {free_percent: {value: 20, source: {kind: province, reference: KH 5}}}\n"
        "rules: {pc.time.zone: {severity: minor}}\n"
    )
    assert standard.name == "own"
    assert standard.values["free_percent"].value == 20
    assert standard.source_of(standard.rule("pc.disk.free")).reference == "KH 5"
    assert standard.rule("pc.time.zone").severity is Severity.MINOR
    assert standard.rule("pc.time.zone").title["en"] == "Time zone"
    assert len(standard.rules) == len(load_standard(SMALL).rules)


def test_the_same_content_has_the_same_digest_whatever_files_it_is_in(tmp_path):
    shutil.copytree(SMALL, tmp_path / "split")
    whole = (tmp_path / "split" / "standard.yml").read_text("utf-8")
    top, rules = whole.split("rules:\n")
    (tmp_path / "split" / "standard.yml").write_text(top, "utf-8")
    (tmp_path / "split" / "rules.yml").write_text("rules:\n" + rules, "utf-8")
    assert load_standard(tmp_path / "split").digest == load_standard(SMALL).digest


def test_another_value_gives_another_digest(province):
    one = province("name: small\nextends: small\n")
    other = province(
        "name: small\nextends: small\nvalues: {free_percent: {value: 11, source: {kind: default}}}\n"
    )
    assert one.digest == load_standard(SMALL).digest != other.digest


def test_a_profile_holds_for_its_role_and_a_commune_has_the_last_word(province):
    standard = province(
        "name: own\nextends: small\n"
        "profiles:\n"
        "  back_office: {rules: {pc.disk.free: {severity: minor}, pc.time.zone: {severity: minor}}}\n"
        "communes:\n"
        '  "03158": {rules: {pc.disk.free: {severity: major}}}\n'
    )
    device = Device("pc1", Kind.PC, "03158", role="back_office")
    mine = standard.for_device(device)
    assert mine.rule("pc.disk.free").severity is Severity.MAJOR
    assert mine.rule("pc.time.zone").severity is Severity.MINOR
    assert standard.for_commune("03160").rule("pc.disk.free").severity is Severity.BLOCKER


def test_files_of_a_single_commune_are_asked_for_too(province):
    standard = province(
        'name: own\nextends: small\ncommunes:\n  "03158":\n    values:\n'
        "      policy: {value: [{path: /etc/other, sha256: aa}], source: {kind: province}}\n"
    )
    assert standard.files_named() == ("/etc/other", "/etc/policy.json")


def test_a_rule_switched_off_keeps_the_reason(province):
    standard = province(
        "name: own\nextends: small\nrules:\n  pc.time.zone: {disabled: true, reason: VNPT quản lý}\n"
    )
    assert standard.rule("pc.time.zone").disabled == "VNPT quản lý"


# --- mistakes -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("extend: small", "own.yml:2:1: unknown key “extend” — did you mean “extends”?"),
        (
            "extends: smal",
            "own.yml:2:1: there is no standard “smal” to extend — did you mean “small”?",
        ),
        (
            "extends: small\nrules: {pc.time.zoen: {severity: minor}}",
            "own.yml:3:9: there is no rule “pc.time.zoen” to change — did you mean “pc.time.zone”?",
        ),
        (
            "extends: small\nrules: {pc.time.zone: {severity: mjor}}",
            "own.yml:3:24: “mjor” is no severity — did you mean “major”?",
        ),
        (
            "extends: small\nrules: {pc.time.zone: {steps: [sing]}}",
            "own.yml:3:32: “sing” is no step — did you mean “sign”?",
        ),
        (
            "extends: small\nrules: {pc.time.zone: {fact: time.zon}}",
            "own.yml:3:24: there is no fact “time.zon” — did you mean “time.zone”?",
        ),
        (
            "extends: small\nrules: {pc.time.zone: {expect: {equal: {value: wanted_zone}}}}",
            "own.yml:3:33: there is no matcher “equal” — did you mean “equals”?",
        ),
        (
            "extends: small\nrules: {pc.time.zone: {expect: {equals: {value: wanted_zon}}}}",
            "own.yml:3:24: there is no value “wanted_zon” — did you mean “wanted_zone”?",
        ),
        (
            "extends: small\nrules: {pc.time.zone: {expect: {equals: UTC}}}",
            "own.yml:3:24: what is expected here needs its own source",
        ),
        (
            "extends: small\nrules: {pc.time.zone: {disabled: true}}",
            "own.yml:3:24: a rule is switched off with a reason (reason: “…”)",
        ),
        (
            "extends: small\nrules: {device.answers: {severity: blocker}}",
            "own.yml:3:26: a blocker serves at least one step — steps: [receive, …]",
        ),
        (
            "extends: small\nvalues: {free_percent: {value: 5}}",
            "own.yml:3:10: the value has no source — source: {kind: …, reference: …}",
        ),
        (
            "extends: small\nvalues: {free_percent: {value: 5, source: {kind: law}}}",
            "own.yml:3:35: a law is cited: reference: “…” (a text)",
        ),
        (
            "extends: small\nvalues: {free_percent: {value: ten, source: {kind: default}}}",
            "own.yml:3:10: at_least: the argument is str (ten), it must be float",
        ),
        (
            "extends: small\ncommunes: {03127: {}}",
            'own.yml:3:12: “1623” is no commune\'s code — write five digits in quotes: "03127"',
        ),
        (
            'extends: small\ncommunes: {"03158": {values: {free: {value: 1, source: {kind: default}}}}}',
            "own.yml:3:31: there is no value “free” to change"
            " — one of: wanted_zone, free_percent, wanted_packages, policy",
        ),
        (
            'extends: small\ncommunes: {"03158": {values: '
            "{free_percent: {value: [1], source: {kind: default}}}}}",
            "own.yml:3:31: at_least: the argument is list[int] (1), it must be float",
        ),
        (
            "extends: small\nprofiles: {kiosk: {rules: {pc.time.zone: {title: x}}}}",
            "own.yml:3:43: “title” cannot be changed here"
            " — one of: severity, steps, expect, source, remedy, work, disabled, reason",
        ),
        ("extends: small\nweights: {blocker: -1}", "own.yml:3:11: a weight is a number from 0"),
        ("extends: small\nthresholds: {coverage: 95}", "own.yml:3:14: coverage is a share from 0 to 1"),
        ("extends: small\nrules: 7", "own.yml:3:1: must be a mapping (name: …)"),
        ("extends: small\nname: again", "own.yml:3:1: “name” is there twice — remove one"),
        ("extends: own", "own.yml:2:1: the standard extends itself, by way of own.yml"),
        ("extends: [small", "is not YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_remedy(problems, body, told):
    assert any(told in problem for problem in problems(f"name: own\n{body}\n"))


NEW_RULE = """name: own
extends: small
rules:
  - id: pc.new
    applies_to: {kind: KIND}
    fact: FACT
    expect: EXPECT
    severity: minor
    area: software
    steps: []
    SOURCE
    title: TITLE
    fix: {vi: a, en: b}
"""


def new_rule(
    kind="pc", fact="os.version", expect='{equals: "12"}', source="source: {kind: default}", title=PLACED
):
    text = NEW_RULE.replace("KIND", kind).replace("FACT", fact).replace("EXPECT", expect)
    return text.replace("SOURCE", source).replace("TITLE", title)


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        (new_rule(), "own.yml:4:5: the rule pc.new has no page in “vi” — write "),
        (
            new_rule(expect="{equals: 12}"),
            "own.yml:7:5: equals: the argument is int (12), it must be str; a text",
        ),
        (
            new_rule(expect="{equals: no}"),
            "own.yml:7:5: equals: the argument is bool (False), it must be str; a",
        ),
        (new_rule(expect="{at_least: 12}"), "own.yml:7:5: at_least does not compare str; these do: equals"),
        (new_rule(expect='{matches: "("}'), "own.yml:7:5: matches: “(” is not a regular expression"),
        (
            new_rule(expect="{version_at_least: 12.10}"),
            "own.yml:7:5: version_at_least: the argument is float",
        ),
        (new_rule(expect="{equals: a, matches: b}"), "own.yml:7:5: exactly one matcher is needed"),
        (
            new_rule(kind="[pc, printer]"),
            "own.yml:6:5: printer has no fact os.version — it is one of: pc, kiosk",
        ),
        (new_rule(kind="pcs"), "own.yml:5:18: “pcs” is no kind — did you mean “pc”?"),
        (
            new_rule(source="sorce: {kind: default}"),
            "own.yml:11:5: unknown key “sorce” in a rule — did you mean",
        ),
        (new_rule(source="reason: x"), "own.yml:4:5: the rule pc.new has no source"),
        (new_rule(title="{vi: a}"), "own.yml:12:5: the text is missing in “en” — {vi: …, en: …}"),
        (
            new_rule(fact="browsers", expect='{each: {field: versoin, version_at_least: "1"}}'),
            "own.yml:7:5: each: the records have no field versoin, but: name, version",
        ),
        (
            new_rule(fact="browsers", expect="{each: {field: version, at_least: 1}}"),
            "own.yml:7:5: each: at_least does not compare str",
        ),
        (new_rule(expect="{equals: {device: name}}"), "own.yml:7:5: of a device only its id"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(problems, rule, told):
    assert any(problem.startswith(told) for problem in problems(rule))


def test_every_problem_is_told_at_once_in_the_order_of_lines(problems):
    told = problems("name: own\nextends: small\nvaluse: {}\nrules: {pc.time.zone: {severity: x, area: y}}\n")
    assert [problem.split(":")[1] for problem in told] == ["3", "4", "4"]


def test_a_rule_twice_in_two_files_of_one_standard_is_refused(tmp_path):
    shutil.copytree(SMALL, tmp_path / "twice")
    shutil.copy(SMALL / "standard.yml", tmp_path / "twice" / "zz.yml")
    with pytest.raises(StandardError, match=r"rules\.pc\.time\.zone is already there, in standard\.yml"):
        load_standard(tmp_path / "twice")


def test_a_file_that_is_not_utf8_is_told_as_that(tmp_path):
    (tmp_path / "own.yml").write_bytes(b"name: \xff\n")
    with pytest.raises(StandardError, match="is not UTF-8"):
        load_standard("own", [tmp_path])


def test_an_unknown_standard_is_answered_with_the_nearest(tmp_path):
    with pytest.raises(StandardError, match="did you mean “baseline”"):
        load_standard("basline", [tmp_path])
