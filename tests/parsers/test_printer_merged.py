"""What IPP and SNMP say of one printer becomes one set of facts, with its sources and disagreements."""

import pytest

from auditor.parsers.parsed import Parsed
from auditor.parsers.printer_compared import disagreements
from auditor.parsers.printer_merged import merged

TONER = {"name": "Black toner", "kind": "toner", "colour": "#000000", "percent": 60.0}
SAME_TONER = {"name": "Cartridge", "kind": "toner-cartridge", "colour": "black", "percent": 57.0}
TIMEOUT = {"kind": "silent", "message": "no answer"}


def facts_of(ipp=None, snmp=None, failures=None):
    said = {way: Parsed(facts) for way, facts in (("ipp", ipp), ("snmp", snmp)) if facts is not None}
    return merged(said, failures or {})


def differing(**both):
    ipp, snmp = ({f"printer.{name}": pair[at] for name, pair in both.items()} for at in (0, 1))
    return [each["fact"].removeprefix("printer.") for each in disagreements(ipp, snmp)]


def test_ipp_is_believed_and_snmp_fills_in_what_it_leaves_out():
    found = facts_of(
        {"printer.serial": "A", "printer.duplex": True}, {"printer.serial": "B", "printer.page_count": 9}
    )
    assert (found.facts["printer.serial"], found.facts["printer.page_count"]) == ("A", 9)
    assert found.facts["printer.sources"] == {
        "printer.duplex": "ipp",
        "printer.page_count": "snmp",
        "printer.serial": "ipp",
    }
    assert found.facts["printer.disagreements"] == [{"fact": "printer.serial", "ipp": "A", "snmp": "B"}]
    assert found.identity == "serial:A"


def test_words_for_levels_give_way_to_percentages_and_what_is_low_goes_with_them():
    vague = {"name": "x", "kind": "toner", "colour": "", "word": "unknown"}
    low = {**SAME_TONER, "percent": 3.0}
    found = facts_of(
        {"printer.supplies": [vague], "printer.supplies_low": []},
        {"printer.supplies": [low], "printer.supplies_low": ["Cartridge"]},
    )
    assert found.facts["printer.supplies"] == [low]
    assert found.facts["printer.supplies_low"] == ["Cartridge"]
    assert found.facts["printer.sources"]["printer.supplies"] == "snmp"


def test_one_way_alone_has_nothing_to_disagree_with():
    found = facts_of(snmp={"printer.serial": "B"})
    assert "printer.disagreements" not in found.facts
    assert found.facts["printer.ways"] == ["snmp"]
    assert found.facts["printer.ways_failed"] == []


def test_what_only_the_silent_way_knows_is_missing_for_its_reason():
    found = facts_of({"printer.state": "idle"}, failures={"snmp": TIMEOUT})
    assert found.facts["printer.ways_failed"] == [{"way": "snmp", "kind": "silent", "reason": "no answer"}]
    assert "no answer" in found.missing["printer.page_count"]
    assert "printer.state" not in found.missing


@pytest.mark.parametrize(
    "both",
    [
        {"serial": ("VNB3 K-12", "vnb3k12")},
        {"serial": ("00A1", "A1")},
        {"firmware": ("001.2105A 20230101", "20230101")},
        {"make_model": ("HP LaserJet Pro M404dn", "HP LaserJet Pro M404-M405")},
        {"make_model": ("Brother HL-L2340DW series", "HL-L2340DW")},
        {"page_count": (7792, 7800)},
        {"page_count": (100_000, 100_900)},
        {"state": ("idle", "processing")},
        {"state_reasons": (["media-empty-error", "media-needed-error"], ["media-empty"])},
        {"state_reasons": (["cover-open-error"], ["door-open"])},
        {"state_reasons": (["toner-low-warning"], [])},
        {"state_reasons": (["marker-supply-empty-error"], ["toner-empty"])},
        {"supplies": ([TONER], [SAME_TONER])},
        {"media_ready": (["iso_a4_210x297mm", "iso_a5_148x210mm"], ["iso_a4_210x297mm"])},
        {"media_ready": ([], ["iso_a4_210x297mm"])},
        {"trays": ([{"name": "Tray 1", "percent": 50.0}], [{"name": "TRAY1", "percent": 45.0}])},
        {"duplex": (True, True)},
    ],
    ids=lambda both: next(iter(both)),
)
def test_what_is_only_written_otherwise_is_no_disagreement(both):
    assert differing(**both) == []


@pytest.mark.parametrize(
    "both",
    [
        {"serial": ("A1", "A2")},
        {"firmware": ("1.4.2", "1.4.1")},
        {"make_model": ("HP LaserJet M404dn", "Brother HL-L2340DW")},
        {"page_count": (7792, 9000)},
        {"state": ("idle", "stopped")},
        {"state_reasons": ([], ["media-jam"])},
        {"supplies": ([TONER], [{**SAME_TONER, "percent": 4.0}])},
        {"media_ready": (["iso_a4_210x297mm"], ["na_letter_8.5x11in"])},
        {"trays": ([{"name": "Tray 1", "percent": 90.0}], [{"name": "tray-1", "percent": 0.0}])},
        {"duplex": (True, False)},
        {"color": (False, True)},
    ],
    ids=lambda both: next(iter(both)),
)
def test_what_differs_is_told_with_both_sides(both):
    assert differing(**both) == list(both)


def test_supplies_that_cannot_be_told_apart_and_waste_boxes_are_not_compared():
    waste = {"name": "Waste", "kind": "waste-toner", "colour": "", "percent": 10.0}
    twice = [SAME_TONER, {**SAME_TONER, "percent": 1.0}]
    assert differing(supplies=([TONER, waste], [*twice, {**waste, "percent": 90.0}])) == []


@pytest.mark.parametrize(
    ("fact", "given", "wanted"),
    [
        ("resolution_dpi", {"resolutions": ["300x300dpi", "1200x600dpi"]}, 600),
        ("resolution_dpi", {"resolutions": ["236x236dpcm"]}, 599),
        ("supplies_empty", {"supplies": [TONER, {**TONER, "percent": 0.0}]}, ["Black toner"]),
        ("supplies_empty", {"supplies": [TONER, {"name": "x", "kind": "waste-ink", "percent": 0.0}]}, []),
        ("paper_percent", {"trays": [{"name": "1", "percent": 0.0}, {"name": "2", "percent": 40.0}]}, 40.0),
        ("identity", {"uuid": "urn:uuid:abc"}, "uuid:abc"),
        ("identity", {}, ""),
    ],
)
def test_what_is_made_of_other_facts(fact, given, wanted):
    found = facts_of({f"printer.{name}": value for name, value in given.items()})
    assert found.facts[f"printer.{fact}"] == wanted


@pytest.mark.parametrize(
    ("fact", "given"),
    [
        ("resolution_dpi", {"resolutions": ["fine"]}),
        ("supplies_empty", {"supplies": [{"name": "x", "kind": "toner", "word": "some"}]}),
        ("paper_percent", {"trays": [{"name": "MP", "percent": 0.0}, {"name": "1", "word": "some"}]}),
    ],
)
def test_a_word_is_never_made_a_number(fact, given):
    found = facts_of({f"printer.{name}": value for name, value in given.items()})
    assert f"printer.{fact}" not in found.facts
    assert found.missing[f"printer.{fact}"]
