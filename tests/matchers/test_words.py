"""What is expected, in words: stored without a language, said in one."""

import pytest

from auditor import matchers


@pytest.mark.parametrize(
    ("name", "argument", "words"),
    [
        ("at_least", 10, "at least 10"),
        ("one_of", ["a", "b"], "one of: a, b"),
        ("between", [1, 2], "from 1 to 2"),
        ("equals", "", "exactly (empty)"),
        ("is_true", True, "yes"),
        ("each", {"field": "version", "version_at_least": "1"}, "of each, version: version 1 or later"),
        (
            "each",
            {"field": "version", "by": "name", "version_at_least": {"x": "1", "y": "2"}},
            "of each, version: x version 1 or later; y version 2 or later",
        ),
        ("files_are", [{"path": "/a", "sha256": "00"}], "the files as the standard has them: /a"),
        (
            "config_section",
            [{"section": "line vty", "lines": ["login"], "extra": "forbidden"}, {"section_matches": "a.*"}],
            "the sections as they should be: line vty (login; nothing else); a.*",
        ),
        (
            "each",
            {"field": "speed", "by": "name", "at_least": {"inventory": "speeds"}},
            "of each, speed: at least what the inventory states (expect_speeds)",
        ),
    ],
)
def test_what_was_written_is_said_in_words(name, argument, words):
    assert matchers.say(matchers.write(name, argument)) == words


def test_words_come_in_the_language_that_is_asked_for():
    assert matchers.say("at_least 10", gettext=lambda _msg: "ít nhất {argument}") == "ít nhất 10"


@pytest.mark.parametrize("name", list(matchers.MATCHERS))
def test_every_matcher_has_words(name):
    arguments = {
        "range": [1, 2],
        "each": {"field": "f", "equals": 1},
        "files": [{"path": "/a"}],
        "list of same": ["a"],
    }
    said = matchers.describe(name, arguments.get(matchers.MATCHERS[name].takes, "a"))
    assert said
    assert "{" not in said


@pytest.mark.parametrize("text", ["", "reachable", "at_least", "at_least {", "between 1", "each {}", "x y"])
def test_a_text_that_is_no_comparison_is_shown_as_it_is(text):
    assert isinstance(matchers.say(text), str)


def test_a_long_argument_is_cut_but_can_still_be_said():
    written = matchers.write("contains_all", [f"package-{n}" for n in range(500)])
    assert len(written) < 1000
    assert matchers.say(written).startswith("all of: package-0, package-1")
