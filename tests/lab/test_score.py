from auditor.lab.score import score


def _mark(rule, device):
    return {"rule": rule, "device": device}


def _fault(number, name, expects, also=()):
    return {
        "id": number,
        "fault": name,
        "at": "d",
        "expects": [_mark(*m) for m in expects],
        "also": [_mark(*m) for m in also],
    }


TRUTH = {
    "faults": [
        _fault(1, "disk-full", [("disk", "pc1")], [("services", "pc1")]),
        _fault(2, "disk-full", [("disk", "pc2")]),
        _fault(3, "paper", [("tray", "pr1"), ("default", "pr1")]),
    ]
}


def test_a_fault_is_found_when_all_its_expected_findings_failed():
    result = score(TRUTH, [("pc1", "disk", "fail"), ("pr1", "tray", "fail"), ("pr1", "default", "pass")])
    assert (result.found, result.faults) == (1, 3)
    assert result.recall == 1 / 3


def test_a_consequence_is_explained_but_does_not_find_its_fault():
    result = score(TRUTH, [("pc1", "services", "fail")])
    assert (result.precision, result.found) == (1.0, 0)


def test_a_failed_finding_of_no_fault_lowers_precision_and_is_listed():
    result = score(TRUTH, [("pc1", "disk", "fail"), ("pc9", "disk", "fail")])
    assert result.precision == 0.5
    assert result.unexplained == (("pc9", "disk"),)


def test_what_was_not_observed_is_not_found():
    result = score(TRUTH, [("pc1", "disk", "unknown")])
    assert result.found == 0
    assert result.missed[0]["seen"] == [{"rule": "disk", "device": "pc1", "verdict": "unknown"}]


def test_a_rule_that_was_never_judged_is_called_absent():
    assert score(TRUTH, []).missed[1]["seen"][0]["verdict"] == "absent"


def test_each_kind_of_fault_is_counted_by_itself():
    result = score(TRUTH, [("pc1", "disk", "fail")])
    assert {name: (tally.found, tally.faults) for name, tally in result.kinds.items()} == {
        "disk-full": (1, 2),
        "paper": (0, 1),
    }


def test_a_lab_without_faults_and_findings_is_right_in_everything():
    result = score({"faults": []}, [("pc1", "disk", "pass")])
    assert (result.precision, result.recall) == (1.0, 1.0)


def test_as_json_names_precision_recall_and_kinds():
    data = score(TRUTH, [("pc1", "disk", "fail"), ("x", "y", "fail")]).as_json()
    assert (data["precision"], data["recall"], data["kinds"]["disk-full"]["recall"]) == (0.5, 1 / 3, 0.5)
    assert data["unexplained"] == [{"device": "x", "rule": "y"}]


def test_a_fault_that_only_a_test_scan_shows_counts_nowhere_when_none_was_asked_for():
    fault = {**_fault(1, "scanner-black-page", [("scan", "s1")]), "needs": "active"}
    result = score({"faults": [fault]}, [("s1", "scan", "not_applicable")])
    assert (result.faults, result.recall) == (0, 1.0)
    assert [each["needs"] for each in result.unasked] == ["active"]


def test_a_fault_that_only_a_test_scan_shows_is_missed_when_the_scan_was_asked_for():
    fault = {**_fault(1, "scanner-black-page", [("scan", "s1")]), "needs": "active"}
    assert score({"faults": [fault]}, [("s1", "scan", "pass")]).missed
    assert score({"faults": [fault]}, [("s1", "scan", "unknown")]).missed
