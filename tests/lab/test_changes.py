"""Which files changed, what machines write by themselves, and what a fix had announced."""

import contextlib
import os
from datetime import UTC, datetime

import pytest

from auditor.errors import LabError
from auditor.lab.changes import announced, changes, load_mark, matches, outside, save_mark
from auditor.lab.layers import GONE, Layer, entries, entry, first
from auditor.lab.noise import NOISE
from auditor.model import Diff, Fix, Plan, PlanStep, StepResult, StepStatus

FILE = "-rw-r--r-- 0:0 "
FOLDER = "drwxr-xr-x 0:0"
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def _changed(before, upper, lower=None):
    lower = {path: (lower or {}).get(path, GONE) for path in upper}
    found = changes({"pc01": before}, {"pc01": Layer(upper, lower)})
    return [(change.how, change.path) for change in found if not change.noise]


def test_what_the_image_did_not_have_is_added_and_what_it_had_is_modified():
    upper = {"/etc/moi": FILE + "a", "/etc/hosts": FILE + "b"}
    assert _changed({}, upper, {"/etc/hosts": FILE + "a"}) == [
        ("modified", "/etc/hosts"),
        ("added", "/etc/moi"),
    ]


def test_a_file_that_was_copied_up_with_the_same_content_did_not_change():
    assert _changed({}, {"/etc/timezone": FILE + "a"}, {"/etc/timezone": FILE + "a"}) == []


def test_other_permission_bits_are_a_change():
    assert _changed({}, {"/etc/x": "-rw------- 0:0 a"}, {"/etc/x": FILE + "a"}) == [("modified", "/etc/x")]


def test_a_file_of_the_image_that_was_removed_is_deleted():
    assert _changed({}, {"/etc/papersize": GONE}, {"/etc/papersize": FILE + "a"}) == [
        ("deleted", "/etc/papersize")
    ]


def test_a_file_that_came_before_the_mark_and_went_after_it_is_deleted():
    assert _changed({"/etc/moi": FILE + "a"}, {}) == [("deleted", "/etc/moi")]


def test_what_was_there_at_the_mark_already_did_not_change():
    assert _changed({"/etc/moi": FILE + "a"}, {"/etc/moi": FILE + "a"}) == []


def test_a_folder_is_told_by_what_is_in_it():
    assert _changed({}, {"/etc/x": FOLDER, "/etc/x/y": FILE + "a"}) == [("added", "/etc/x/y")]


def test_a_folder_whose_permission_bits_changed_is_told():
    assert _changed({}, {"/etc/x": "drwx------ 0:0"}, {"/etc/x": FOLDER}) == [("modified", "/etc/x")]


@pytest.mark.parametrize("path", ["/var/log/apt/history.log", "/home/canbo/.ansible/tmp/x"])
def test_what_machines_write_by_themselves_has_its_reason(path):
    (found,) = changes({}, {"pc01": Layer({path: FILE + "a"}, {path: GONE})})
    assert found.noise in NOISE.values()


@pytest.mark.parametrize(
    ("path", "glob", "is_one"),
    [
        ("/etc/cups/ppd/a.ppd", "/etc/cups/*", False),
        ("/etc/cups/ppd/a.ppd", "/etc/cups/**", True),
        ("/etc/cups/cupsd.conf", "/etc/cups/*.conf", True),
        ("/etc/cups/cupsd.conf.O", "/etc/cups/*.conf", False),
        ("/etc/cupsd.conf", "/etc/cups?.conf", True),
        ("/etc/a+b", "/etc/a+b", True),
    ],
)
def test_a_star_stays_within_a_folder_and_two_do_not(path, glob, is_one):
    assert matches(path, glob) is is_one


def _fix(touches=(), diffs=()):
    step = PlanStep("s1", "pc01", "pc", "03158", "printing", "queue", touches=touches)
    plan = Plan("P-1", NOW, "x", "run", "dien-bien", "0" * 64, steps=(step,))
    result = StepResult("s1", "pc01", StepStatus.CHANGED, diffs=tuple(Diff(path) for path in diffs))
    return Fix("X-1", plan, NOW, "x", check=False, results=(result,))


def test_what_neither_a_difference_nor_a_step_announced_is_outside():
    upper = dict.fromkeys(("/etc/hosts", "/etc/cups/ppd/q.ppd", "/etc/shadow", "/var/log/x"), FILE + "a")
    found = changes({}, {"pc01": Layer(upper, dict.fromkeys(upper, GONE))})
    told = announced(found, _fix(touches=("/etc/cups/**",), diffs=("/etc/hosts",)))
    assert {each.path: each.announced for each in told if not each.noise} == {
        "/etc/hosts": "diff",
        "/etc/cups/ppd/q.ppd": "touches",
        "/etc/shadow": "",
    }
    assert [each.path for each in outside(told)] == ["/etc/shadow"]


def test_what_was_announced_for_one_machine_is_outside_on_another():
    upper = {"/etc/hosts": FILE + "a"}
    found = changes({}, {"pc02": Layer(upper, {"/etc/hosts": GONE})})
    assert outside(announced(found, _fix(touches=("/etc/**",), diffs=("/etc/hosts",)))) == found


def test_a_mark_comes_back_and_an_unknown_one_is_told(tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITOR_LAB_DIR", str(tmp_path))
    save_mark("a", "before", {"pc01": Layer({"/etc/x": FILE + "a"}, {"/etc/x": GONE})})
    assert load_mark("a", "before") == {"pc01": {"/etc/x": FILE + "a"}}
    with pytest.raises(LabError):
        load_mark("a", "after")


@pytest.mark.parametrize("label", ["../x", "", "a/b"])
def test_a_mark_s_name_leads_nowhere_else(label, tmp_path, monkeypatch):
    monkeypatch.setenv("AUDITOR_LAB_DIR", str(tmp_path))
    with pytest.raises(LabError):
        save_mark("a", label, {})


def test_an_upper_folder_is_read_with_its_whiteouts_links_and_what_it_hides(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("a whiteout is made by root")
    upper, image = tmp_path / "upper", tmp_path / "image"
    for place, names in ((upper, ["new/b"]), (image, ["new/a", "new/b", "gone"])):
        for name in names:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_text(str(place))
    (upper / "link").symlink_to("/etc/x")
    os.mknod(upper / "gone", 0o020000, os.makedev(0, 0))
    with contextlib.suppress(OSError):
        os.setxattr(upper / "new", "trusted.overlay.opaque", b"y")
    found = dict(entries(upper, [image]))
    assert found["/gone"] == GONE
    assert found["/link"].endswith(" /etc/x")
    assert first([image], "/gone") == entry(image / "gone")
    assert first([image], "/link") == GONE
    if "/new/a" in found:  # this file system may have no such attributes
        assert found["/new/a"] == GONE
