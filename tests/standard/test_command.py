"""``auditor standard``: what a person sees, and what a program reads."""

import json
import shutil
from pathlib import Path

import pytest

from auditor.cli import main
from auditor.errors import EXIT_BAD_INPUT, EXIT_USAGE

SMALL = Path(__file__).parent / "small"


@pytest.fixture
def run(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)

    def call(*arguments):
        code = main(["--lang", "en", "standard", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def test_list_shows_every_rule_of_the_standard_that_is_shipped(run):
    code, out, _err = run("list", "--json")
    rules = json.loads(out)["rules"]
    assert code == 0
    assert {"pc.time.zone", "printer.state", "link.alive"} <= {rule["id"] for rule in rules}


def test_list_of_another_standard_is_read_from_its_file(run):
    _code, out, _err = run("list", "--standard", str(SMALL))
    assert "Standard small: 9 rules" in out
    assert "pc.disk.free" in out


def test_a_standard_of_the_workspace_is_found_by_its_name(run, tmp_path):
    (tmp_path / "auditor.toml").write_text("")
    shutil.copytree(SMALL, tmp_path / "standard" / "own")
    assert "Standard small" in run("list", "--standard", "own")[1]


def test_check_says_what_a_good_standard_has(run):
    code, out, _err = run("check", str(SMALL))
    assert code == 0
    assert "in order" in out
    assert "rules: 9" in out


def test_check_of_a_bad_standard_tells_every_problem_and_fails(run, tmp_path):
    (tmp_path / "bad.yml").write_text("name: bad\nextends: baseline\nvalues: {time_zon: 1}\nruels: []\n")
    code, _out, err = run("check", "bad.yml")
    assert code == EXIT_BAD_INPUT
    assert "bad.yml:3:10" in err
    assert "did you mean “rules”" in err


def test_explain_gives_the_rule_with_its_value_and_page(run):
    _code, out, _err = run("explain", "pc.disk.free", "--standard", str(SMALL))
    assert "at least 10" in out
    assert "value: free_percent" in out
    assert "one tenth" in out
    assert "pc.disk.free (en)" in out


def test_explain_says_what_the_repair_takes_and_that_it_is_an_estimate(run):
    _code, out, _err = run("explain", "printer.reasons", "--standard", "baseline")
    told = " ".join(out.split())
    assert "about 15 minutes of hands-on work, an estimate" in told
    assert "bring: A4 paper, 1 ream" in told


def test_explain_as_json_has_the_values_in_their_place(run):
    _code, out, _err = run("explain", "pc.disk.free", "--standard", str(SMALL), "--json")
    rule = json.loads(out)["rule"]
    assert rule["expect"] == {
        "fact": "disk.root_free_percent",
        "matcher": "at_least",
        "argument": 10,
    }
    assert rule["source"]["kind"] == "default"


def test_explain_of_a_misspelt_rule_names_the_right_one(run):
    code, _out, err = run("explain", "pc.time.zoen")
    assert code == EXIT_USAGE
    assert "did you mean “pc.time.zone”" in err


def test_brackets_in_a_standards_text_are_no_markup(run, tmp_path):
    shutil.copytree(SMALL, tmp_path / "own")
    text = (tmp_path / "own" / "standard.yml").read_text("utf-8")
    (tmp_path / "own" / "standard.yml").write_text(
        text.replace("en: Time zone", 'en: "[red]zone[/x]"'), "utf-8"
    )
    assert "[red]zone[/x]" in run("list", "--standard", str(tmp_path / "own"))[1]


def test_schema_prints_a_json_schema(run):
    _code, out, _err = run("schema")
    assert json.loads(out)["$schema"].startswith("https://json-schema.org/")


@pytest.mark.parametrize("name", ["list", "check", "explain", "schema"])
def test_each_command_has_help_with_an_example(run, name):
    code, out, _err = run(name, "--help")
    assert code == 0
    assert f"auditor standard {name}" in out
