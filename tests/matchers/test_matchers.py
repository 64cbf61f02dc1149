"""The named comparisons: what passes, what fails, and what cannot be compared."""

import pytest

from auditor import matchers
from auditor.errors import MatchError

PASSES = [
    ("equals", "a", "a"),
    ("equals", 1, 1.0),
    ("equals", ["root"], ["root"]),
    ("not_equals", "a", "b"),
    ("one_of", "chrony", ["ntpd", "chrony"]),
    ("at_least", 10, 10),
    ("at_most", 2.5, 3),
    ("between", 5, [5, 6]),
    ("within", -59.9, 60),
    ("matches", "pasc-03158-pc01", r"pasc-\d{5}-pc\d+"),
    ("is_true", True, None),
    ("is_false", False, None),
    ("is_empty", [], None),
    ("has_at_least", ["a", "b"], 2),
    ("has_at_least", [{"name": "a"}], 1),
    ("is_empty", "", None),
    ("contains", ["a", "b"], "b"),
    ("contains_all", ["a", "b"], ["b", "a"]),
    ("contains_any", ["a"], ["b", "a"]),
    ("contains_none", ["a"], ["b"]),
    ("contains_none_matching", ["ip route 10.0.0.0/8 Null0"], [r"ip route 0\.0\.0\.0/0 .*"]),
    ("config_section", ["interface wan0", "interface wan0 > mtu 1500"], [{"section": "interface wan0"}]),
    ("subset_of", ["a"], ["a", "b"]),
    ("subset_of", [], ["a"]),
    ("version_at_least", "156.0.8078.73", "120"),
    ("version_at_least", "140.5.0esr-1~deb13u1", "140.5"),
    ("version_at_least", "1:2.0", "1.9"),
    ("version_at_least", "12", "12.0"),
    ("each", [{"version": "130"}], {"field": "version", "version_at_least": "120"}),
    ("each", [], {"field": "version", "version_at_least": "120"}),
    ("files_are", [{"path": "/a", "exists": True, "sha256": "00"}], [{"path": "/a", "sha256": "00"}]),
    (
        "files_are",
        [{"path": "/a", "exists": True, "sha256": "00"}],
        [{"path": "/a", "sha256": "00", "content": "{}"}],
    ),
]
FAILS = [
    ("equals", "a", "A"),
    ("equals", ["root", "toor"], ["root"]),
    ("not_equals", "a", "a"),
    ("one_of", "none", ["ntpd", "chrony"]),
    ("at_least", 9.99, 10),
    ("at_most", 3.01, 3),
    ("between", 7, [5, 6]),
    ("within", -60.1, 60),
    ("matches", "11.2", "1.2"),
    ("matches", "1.2.3", "1.2"),
    ("is_true", False, None),
    ("is_false", True, None),
    ("is_empty", ["x"], None),
    ("has_at_least", [], 1),
    ("is_empty", "x", None),
    ("contains", ["ab"], "a"),
    ("contains_all", ["a"], ["b", "a"]),
    ("contains_any", ["a"], ["b"]),
    ("contains_none", ["a", "b"], ["b"]),
    ("contains_none_matching", ["ip route 0.0.0.0/0 Null0"], [r"ip route 0\.0\.0\.0/0 .*"]),
    ("config_section", ["interface lan0"], [{"section": "interface wan0"}]),
    ("subset_of", ["a", "c"], ["a", "b"]),
    ("version_at_least", "99.9", "120"),
    ("version_at_least", "1.10", "1.11"),
    ("each", [{"version": "130"}, {"version": "90"}], {"field": "version", "version_at_least": "120"}),
    ("files_are", [{"path": "/a", "exists": True, "sha256": "01"}], [{"path": "/a", "sha256": "00"}]),
    ("files_are", [{"path": "/a", "exists": False}], [{"path": "/a", "sha256": "00"}]),
]
SENSELESS = [
    ("equals", 1, "1"),
    ("equals", True, 1),
    ("equals", None, "a"),
    ("one_of", 1, ["1"]),
    ("one_of", "a", "abc"),
    ("at_least", "10", 9),
    ("at_least", True, 0),
    ("at_least", float("nan"), 0),
    ("at_most", float("inf"), 0),
    ("between", 1, [1]),
    ("within", "0", 1),
    ("matches", ["a"], "a"),
    ("matches", "a" * 5000, "a*"),
    ("is_true", "true", None),
    ("is_true", 1, None),
    ("is_empty", None, None),
    ("has_at_least", "xx", 1),
    ("contains", "abc", "a"),
    ("contains", ["a"], ["a"]),
    ("contains_all", ["a", 1], ["a"]),
    ("contains_none", ["a"], "a"),
    ("config_section", ["a"], [{"section": "a", "section_matches": "a"}]),
    ("config_section", ["a"], [{"section_matches": "("}]),
    ("config_section", ["a"], [{"section": "a", "line": ["b"]}]),
    ("config_section", ["a"], [{"section": "a", "extra": "never"}]),
    ("subset_of", ["a"], "abc"),
    ("version_at_least", "unknown", "1"),
    ("version_at_least", 12, "1"),
    ("each", [{"name": "x"}], {"field": "version", "version_at_least": "1"}),
    ("each", ["x"], {"field": "version", "version_at_least": "1"}),
    ("each", [], {"field": "version"}),
    ("files_are", [], [{"path": "/a", "sha256": "00"}]),
    ("files_are", [{"path": "/a", "exists": True}], [{"path": "/a", "sha256": "00"}]),
    ("is_greater", 1, 1),
]


@pytest.mark.parametrize(("name", "found", "wanted"), PASSES)
def test_what_is_as_wanted_passes(name, found, wanted):
    assert matchers.match(name, found, wanted).ok


@pytest.mark.parametrize(("name", "found", "wanted"), FAILS)
def test_what_is_not_as_wanted_fails(name, found, wanted):
    assert not matchers.match(name, found, wanted).ok


@pytest.mark.parametrize(("name", "found", "wanted"), SENSELESS)
def test_what_cannot_be_compared_is_an_error_not_a_verdict(name, found, wanted):
    with pytest.raises(MatchError):
        matchers.match(name, found, wanted)


def test_every_matcher_has_a_case_that_passes_and_one_that_fails():
    assert {name for name, _f, _w in PASSES} == set(matchers.MATCHERS)
    assert {name for name, _f, _w in FAILS} == set(matchers.MATCHERS)


def test_a_missing_package_is_named_out_of_many():
    found = [f"package-{n}" for n in range(1800)]
    assert matchers.match("contains_all", found, ["package-7", "cups"]).detail == {"missing": ["cups"]}


def test_forbidden_packages_that_are_there_are_named():
    assert matchers.match("contains_none", ["vim", "telnetd"], ["telnetd", "xrdp"]).detail == ["telnetd"]


def test_what_is_too_much_is_named():
    assert matchers.match("subset_of", ["8.8.8.8", "198.18.0.1"], ["198.18.0.1"]).detail == ["8.8.8.8"]


def test_of_each_record_that_does_not_fit_only_what_a_reader_needs_is_kept():
    found = [{"name": "chromium", "version": "90", "secret": "x"}, {"name": "firefox", "version": "140"}]
    detail = matchers.match("each", found, {"field": "version", "version_at_least": "120"}).detail
    assert detail == [{"name": "chromium", "version": "90"}]


def test_each_by_name_has_an_argument_for_each_name_and_leaves_others_alone():
    wanted = {"field": "version", "by": "name", "version_at_least": {"chromium": "140", "firefox": "128"}}
    assert matchers.match("each", [{"name": "firefox", "version": "130"}], wanted).ok
    assert not matchers.match("each", [{"name": "chromium", "version": "130"}], wanted).ok
    assert matchers.match("each", [{"name": "lynx", "version": "1"}], wanted).ok


def test_a_detail_is_bounded_in_items_and_in_length():
    detail = matchers.match("subset_of", ["x" * 10_000] * 500, ["a"]).detail
    assert len(detail) == matchers.MAX_ITEMS + 1
    assert detail[-1] == "… +480"
    assert all(len(item) <= matchers.MAX_TEXT + 1 for item in detail)


def test_a_second_matcher_of_the_same_name_is_refused():
    with pytest.raises(ValueError, match="already a matcher equals"):
        matchers.register("equals", "", frozenset(), "same")(lambda found, wanted: matchers.Match(True))


def test_an_unknown_matcher_is_answered_with_the_nearest():
    with pytest.raises(MatchError, match="at_least"):
        matchers.matcher("at_leest")
