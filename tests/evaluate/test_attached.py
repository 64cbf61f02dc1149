"""What is plugged into a PC, made ready for rules."""

from datetime import UTC, datetime

import pytest
from support import runs

from auditor.evaluate.attached import attached
from auditor.evaluate.judge import judge
from auditor.model import (
    Device,
    Failure,
    FailureKind,
    Kind,
    Observation,
    Verdict,
)
from auditor.standard import load_standard

WHEN = datetime(2026, 11, 21, 8, tzinfo=UTC)
BASELINE = load_standard("baseline", [])
PC = Device("pc1", Kind.PC, "03158")


def seen(**facts):
    return Observation("pc1", WHEN, WHEN, {name.replace("__", "."): value for name, value in facts.items()})


def token(subject="A", until="2026-12-01T08:00:00Z", **more):
    return {"subject": subject, "not_after": until, "names": [subject], **more}


def verdicts(facts, prefix, **expect):
    device = Device("pc1", Kind.PC, "03158", expect=expect)
    run = runs.run([device], [seen(**facts)])
    found = judge(BASELINE, run, WHEN).findings
    return {each.rule: each.verdict for each in found if each.rule.startswith(prefix)}


def test_days_left_are_by_the_auditors_clock_not_the_pcs():
    facts = attached(PC, seen(tokens=[token(days_left=900.0)]))
    assert facts["tokens.days_left"] == 10.0


def test_the_first_certificate_to_end_counts_and_the_expired_are_named():
    facts = attached(PC, seen(tokens=[token("Cũ", "2026-11-20T08:00:00Z"), token("Mới")]))
    assert (facts["tokens.expired"], facts["tokens.days_left"]) == (["Cũ"], -1.0)
    assert facts["tokens.valid"] == ["Mới"]
    assert facts["tokens.names"] == ["Cũ", "Mới"]


def test_an_old_certificate_beside_its_holders_new_one_counts_no_more():
    old = token("Lò Văn A, xã cũ", "2026-11-20T08:00:00Z", names=["Lò Văn A", "xã cũ"])
    new = token("Lò Văn A, xã mới", names=["Lò Văn A", "xã mới"])
    facts = attached(PC, seen(tokens=[old, new]))
    assert (facts["tokens.valid"], facts["tokens.expired"]) == (["Lò Văn A, xã mới"], [])
    assert facts["tokens.days_left"] == 10.0


def test_a_certificate_without_an_end_leaves_expiry_unknown():
    facts = attached(PC, seen(tokens=[token(), {"subject": "B"}]))
    assert facts["tokens.seen"] is True
    assert not {"tokens.valid", "tokens.expired", "tokens.days_left"} & set(facts)


def test_of_a_pc_that_did_not_answer_nothing_is_derived_but_what_the_inventory_says():
    silent = Observation("pc1", WHEN, WHEN, {}, failure=Failure(FailureKind.SILENT, "…"))
    assert attached(PC, silent) == attached(PC, None) == {"signing.way": "unstated"}


def test_ups_are_told_by_what_is_wrong_with_them():
    ups = [
        {"name": "a", "state": "battery", "battery": "low"},
        {"name": "b", "state": "lost"},
        {"name": "c", "state": "mains", "battery": "ok"},
    ]
    facts = attached(PC, seen(pc_ups=ups))
    assert (facts["pc_ups.on_battery"], facts["pc_ups.weak"], facts["pc_ups.lost"]) == (["a"], ["a"], ["b"])


OLD = {"name": "cũ", "uri": "socket://198.18.0.7:9100", "enabled": False, "accepting": True}
OURS = {"name": "quầy", "uri": "ipp://198.18.0.8/ipp/print", "enabled": True, "accepting": True}


@pytest.mark.parametrize(
    ("queues", "default", "stated", "stopped"),
    [
        ([OLD, OURS], "quầy", None, []),
        ([OLD, OURS], "", OURS["uri"], []),
        ([OLD, OURS], "cũ", OURS["uri"], ["cũ"]),
        ([OLD, OURS], "", None, ["cũ"]),
        ([OLD, {**OURS, "accepting": False}], "quầy", None, ["quầy"]),
        ([], "", None, []),
    ],
)
def test_a_stopped_queue_that_the_pc_does_not_print_by_stops_nobody(queues, default, stated, stopped):
    pc = Device("pc1", Kind.PC, "03158", expect={"printer_uri": stated} if stated else {})
    facts = attached(pc, seen(print__queues=queues, print__default=default))
    assert facts["print.stopped_used"] == stopped


@pytest.mark.parametrize("way", ["sim", "central", None])
def test_no_token_is_right_where_people_sign_otherwise_or_nothing_is_stated(way):
    stated = {"signing": way} if way else {}
    found = verdicts({"tokens": []}, "pc.token", **stated)
    assert set(found.values()) == {Verdict.NOT_APPLICABLE}


def test_no_token_fails_where_people_sign_with_one():
    assert verdicts({"tokens": []}, "pc.token", signing="token")["pc.token.present"] is Verdict.FAIL


def test_a_token_that_could_not_be_looked_for_is_unknown_where_people_sign_with_one():
    assert verdicts({}, "pc.token", signing="token")["pc.token.present"] is Verdict.UNKNOWN


def test_an_expired_certificate_fails_even_where_nothing_is_stated():
    found = verdicts({"tokens": [token(until="2026-11-20T08:00:00Z")]}, "pc.token")
    assert found["pc.token.expired"] is Verdict.FAIL
    assert found["pc.token.expiring"] is Verdict.NOT_APPLICABLE


def test_where_another_signs_an_expired_certificate_stops_nothing_and_is_still_told():
    tokens = [token("A", "2026-11-20T08:00:00Z"), token("B", "2027-11-20T08:00:00Z")]
    found = verdicts({"tokens": tokens}, "pc.token")
    assert found["pc.token.expired"] is Verdict.PASS
    assert found["pc.token.expiring"] is Verdict.FAIL


@pytest.mark.parametrize(("way", "verdict"), [("token", Verdict.FAIL), ("sim", Verdict.NOT_APPLICABLE)])
def test_the_smart_card_service_stops_only_where_people_sign_with_a_token(way, verdict):
    facts = {"os__family": "linux", "services__active": ["cups.service"]}
    assert verdicts(facts, "pc.service", signing=way)["pc.service.pcscd"] is verdict


def test_a_certificate_of_the_old_organisation_fails_where_the_new_one_is_stated():
    old = {"tokens": [token("UBND xã Chung Chải")]}
    assert verdicts(old, "pc.token", token_subject="UBND xã Mường Nhé")["pc.token.subject"] is Verdict.FAIL


@pytest.mark.parametrize(
    ("stated", "verdict"), [(1, Verdict.FAIL), (0, Verdict.PASS), (None, Verdict.NOT_APPLICABLE)]
)
def test_a_reader_is_missed_only_where_the_inventory_wants_one(stated, verdict):
    expect = {} if stated is None else {"card_readers": stated}
    found = verdicts({"peripherals__card_readers": []}, "pc.card_reader", **expect)
    assert found["pc.card_reader.present"] is verdict


def test_disks_without_smart_by_their_kind_are_not_applicable_not_unknown():
    facts = {
        "os__family": "linux",
        "disk__kinds": ["nvme"],
        "disk__used_percent": 95,
        "disk__temperature_c": 40,
    }
    found = verdicts(facts, "disk.smart")
    assert found["disk.smart.pending"] is Verdict.NOT_APPLICABLE
    assert found["disk.smart.wear"] is Verdict.FAIL
    assert found["disk.smart.temperature"] is Verdict.PASS
