"""`auditor waive` and `auditor attest`: what is taken, what is refused and how it is told."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from support.runs import START, assessment, finding, header, judgement, manifest, observation

from auditor import cli
from auditor.errors import EXIT_USAGE
from auditor.model import times
from auditor.store import Store

PC = "pasc-03158-pc01"
SOON = times.day_shown(times.day(times.now()) + timedelta(days=5))
LATE = times.day_shown(times.day(times.now()) + timedelta(days=100))
HOSTS = {
    "all": {
        "children": {
            "commune_03160": {
                "vars": {"commune": "03160", "sites": [{"name": "B", "required": {"pc": 1}}]},
                "hosts": {"pc-of-inventory": {"kind": "pc"}},
            }
        }
    }
}


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with one run of commune 03158, and 03160 in its inventory."""
    monkeypatch.setenv("AUDITOR_LANG", "en")
    monkeypatch.delenv("AUDITOR_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").touch()
    (tmp_path / "inventories").mkdir()
    (tmp_path / "inventories" / "hosts.yml").write_text(json.dumps(HOSTS))
    with Store.open(f"sqlite:///{tmp_path / 'auditor.db'}") as store:
        store.save_header(header(started=START, status="complete"))
        store.save_manifest(header().id, manifest())
        store.add_observations(header().id, [observation()])
        store.save_judgement(header().id, judgement([finding()], communes=(assessment(),)))
    return tmp_path


@pytest.fixture
def said(workspace: Path, capsys: pytest.CaptureFixture[str]):
    def call(*words: str) -> tuple[int, str]:
        code = cli.main(list(words))
        told = capsys.readouterr()
        return code, told.out + told.err

    return call


def waive(said, rule="pc.time.zone", scope="device", **options: str) -> tuple[int, str]:
    given = {"device": PC} if scope == "device" else {}
    options = {"reason": "new PC", "approver": "Lò Văn B", "until": SOON, **given, **options}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return said("waive", rule, "--scope", scope, *words)


def attest(said, topic="seal_present", commune="03158", *words: str) -> tuple[int, str]:
    return said("attest", "--commune", commune, "--topic", topic, "--answer", "yes", *words)


# --- waive --------------------------------------------------------------------------------------------------
def test_a_waiver_is_kept_and_says_when_it_counts(said):
    code, told = waive(said)
    assert code == 0
    assert f"W-1: pc.time.zone is waived for {PC} until {SOON}" in told
    assert "auditor runs judge latest" in told


def test_judging_again_uses_it_and_taking_it_back_undoes_it(said):
    waive(said, rule="device.answers")
    (first,) = json.loads(said("waive", "list", "--json")[1])
    assert (first["id"], first["valid"], first["commune"]) == ("W-1", True, "03158")
    said("runs", "judge", "latest")
    assert '"verdict": "waived"' in said("findings", "--verdict", "waived", "--json")[1]
    assert said("waive", "revoke", "W-1")[0] == 0
    said("runs", "judge", "latest")
    assert '"total": 0' in said("findings", "--verdict", "waived", "--json")[1]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"rule": "pc.time.zon"}, "did you mean “pc.time.zone”?"),
        ({"device": "pasc-03158-pc1"}, "did you mean “pasc-03158-pc01”?"),
        ({"rule": "printer.state"}, "not for pasc-03158-pc01, which is of kind pc"),
        ({"scope": "commune"}, "scope commune needs --commune"),
        ({"scope": "commune", "commune": "03159"}, "there is no commune “03159”"),
        ({"scope": "site", "commune": "03160", "site": "A"}, "commune 03160 has no site “A”"),
        ({"scope": "province", "commune": "03158"}, "scope province takes no --commune"),
        ({"until": "01/01/2020"}, "the day 01/01/2020 is over"),
        ({"until": "31/02/2030"}, "is not a day: write dd/mm/yyyy"),
        ({"reason": " "}, "a waiver has a reason"),
        ({"approver": ""}, "a waiver names who approved it"),
    ],
)
def test_what_cannot_be_waived_is_told_with_the_remedy(said, changes, told):
    code, error = waive(said, **changes)
    assert code == EXIT_USAGE
    assert told in " ".join(error.split())
    assert said("waive", "list", "--json")[1] == "[]\n"


@pytest.mark.parametrize(
    "place",
    [
        {"scope": "device", "device": "pc-of-inventory"},
        {"scope": "site", "commune": "03160", "site": "B"},
        {"scope": "commune", "commune": "03158"},
        {"scope": "province"},
    ],
    ids=lambda place: place["scope"],
)
def test_each_scope_takes_what_the_latest_run_or_the_inventory_has(said, place):
    assert waive(said, **place)[0] == 0


def test_a_rule_on_a_commune_is_waived_for_the_commune_itself(said):
    assert waive(said, rule="commune.pcs", device="commune_03158")[0] == 0
    assert "not for commune_03158" in waive(said, rule="pc.time.zone", device="commune_03158")[1]
    assert "there is no commune “3158”" in waive(said, rule="commune.pcs", device="commune_3158")[1]


def test_expiring_lists_what_ends_within_a_fortnight_and_all_also_what_is_over(said):
    waive(said)
    waive(said, rule="pc.disk.free", until=LATE)
    waive(said, rule="pc.memory.size")
    said("waive", "revoke", "3")
    rules = {
        words: [each["rule"] for each in json.loads(said("waive", "list", "--json", *words)[1])]
        for words in ((), ("--expiring",), ("--all",))
    }
    assert rules == {
        (): ["pc.time.zone", "pc.disk.free"],
        ("--expiring",): ["pc.time.zone"],
        ("--all",): ["pc.time.zone", "pc.memory.size", "pc.disk.free"],
    }
    assert "5 days left" in said("waive", "list")[1]
    assert "taken back" in said("waive", "list", "--all")[1]


@pytest.mark.parametrize(("name", "told"), [("W-7", "there is no W-7"), ("x", "there is no x")])
def test_what_is_not_there_cannot_be_taken_back(said, name, told):
    code, error = said("waive", "revoke", name)
    assert code == EXIT_USAGE
    assert told in error


def test_what_was_taken_back_cannot_be_again(said):
    waive(said)
    said("waive", "revoke", "W-1")
    assert "W-1 was taken back before" in said("waive", "revoke", "w-1")[1]


def test_a_misspelt_subcommand_is_no_rule(said):
    code, error = said("waive", "lst")
    assert code == EXIT_USAGE
    assert "lst" in error


# --- attest -------------------------------------------------------------------------------------------------
def test_an_answer_is_kept_for_as_long_as_the_standard_says(said):
    code, told = attest(said, "seal_present", "03158", "--by", "Lò Văn B")
    until = times.day_shown(times.day(times.now()) + timedelta(days=365))
    assert (code, f"A-1: 03158, seal_present: yes, by Lò Văn B, valid until {until}" in told) == (0, True)


def test_a_commune_of_the_inventory_can_be_attested_before_its_first_run(said):
    assert attest(said, commune="03160")[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("seal_presnt", "03158"), "did you mean “seal_present”?"),
        (("seal_present", "3158"), "there is no commune “3158”"),
        (("seal_present", "03158", "--until", "01/01/2020"), "the day 01/01/2020 is over"),
    ],
)
def test_what_cannot_be_attested_is_told_with_the_remedy(said, words, told):
    code, error = attest(said, *words)
    assert code == EXIT_USAGE
    assert told in error


def test_the_history_keeps_what_was_taken_back(said):
    attest(said)
    attest(said, "power_backup")
    said("attest", "revoke", "A-1")
    assert [each["id"] for each in json.loads(said("attest", "list", "--json")[1])] == ["A-2"]
    everything = json.loads(said("attest", "list", "--all", "--json")[1])
    assert [(each["id"], each["revoked"] is None) for each in everything] == [("A-2", True), ("A-1", False)]
    assert "taken back" in said("attest", "list", "--all")[1]


def test_the_list_can_be_narrowed(said):
    attest(said)
    attest(said, "power_backup")
    assert "power_backup" not in said("attest", "list", "--topic", "seal_present")[1]
    assert "no such attestation" in said("attest", "list", "--commune", "03160")[1]


def test_topics_are_those_of_the_dictionary_with_their_days(said):
    told = said("attest", "topics")[1]
    assert "seal_present" in told
    assert "365" in told
