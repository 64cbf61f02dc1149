"""The Linux probe's answer as a whole: the door of the PC's parser."""

import base64
import json
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.model.dictionary import check_value, dictionary
from auditor.model.words import Kind
from auditor.parsers import linux
from auditor.parsers.parsed import MAX_ITEMS, MAX_TEXT
from auditor.standard import load_standard
from tests.support.pc_answers import answer, fact, line, parse, why

DERIVED = {"answers", "host_key", "endpoints.blocked_here", "pc_ups.on_battery", "pc_ups.weak", "pc_ups.lost"}
DERIVED |= {
    "print.stopped_used",
    "tokens.names",
    "tokens.valid",
    "tokens.expired",
    "tokens.days_left",
    "peripherals.scanner_count",
}


def test_the_probes_facts_are_facts_of_a_pc():
    assert set(linux.FACTS) <= {name for name, entry in dictionary().items() if Kind.PC in entry.kinds}


def test_every_rule_of_the_baseline_for_pcs_finds_its_fact_in_the_probe():
    rules = (rule for rule in load_standard("baseline", []).rules if Kind.PC in rule.applies_to.kinds)
    here = {rule.fact for rule in rules if rule.applies_to.os_family != "windows"}
    assert here - DERIVED <= set(linux.FACTS)


def test_a_recorded_pc_gives_facts_that_the_dictionary_knows():
    parsed = parse(answer())
    assert [check_value(name, value) for name, value in parsed.facts.items()] == [None] * len(parsed.facts)
    assert parsed.facts["os.release"] == "debian 12"


def test_each_fact_is_there_or_missing_with_a_reason():
    parsed = parse(answer())
    assert set(parsed.facts) | set(parsed.missing) == set(linux.FACTS)
    assert not set(parsed.facts) & set(parsed.missing)
    assert all(parsed.missing.values())


def test_the_answer_is_found_between_what_a_login_shell_says():
    noise = "Chào mừng!\n".encode() + b"\xff\xfe no newline at the end "
    assert linux.extract_answer(noise + line({"a": 1}) + b"Connection closed\r\n") == b'{"a": 1}'


def test_a_terminals_line_ends_do_not_matter():
    assert linux.extract_answer(line({"a": 1}).replace(b"\n", b"\r\n")) == b'{"a": 1}'


@pytest.mark.parametrize(
    "stdout",
    [
        b"",
        b"python3: not found\n",
        b"AUDITOR1 \n",
        b"AUDITOR1 !!!!\n",
        b"AUDITOR1 AAAA\n",
        line({"a": 1})[:-20] + b"\n",
        b"AUDITOR2 " + line({"a": 1})[9:],
    ],
)
def test_what_is_no_answer_is_an_error_of_its_own(stdout):
    with pytest.raises(linux.AnswerError):
        linux.extract_answer(stdout)


def test_an_answer_that_ends_early_is_an_error():
    packed = zlib.compress(json.dumps(answer()).encode())[:-30]
    with pytest.raises(linux.AnswerError, match="ends early"):
        linux.extract_answer(b"AUDITOR1 " + base64.b64encode(packed) + b"\n")


def test_an_answer_that_unpacks_to_more_than_the_limit_is_refused():
    bomb = b"AUDITOR1 " + base64.b64encode(zlib.compress(bytes(linux.MAX_ANSWER + 1))) + b"\n"
    with pytest.raises(linux.AnswerError, match="unpacks to over"):
        linux.extract_answer(bomb)


def test_an_error_shows_the_end_of_what_came_without_its_control_characters():
    with pytest.raises(linux.AnswerError) as caught:
        linux.extract_answer(b"x" * 9999 + b"\x1b[2J\xff")
    assert "\x1b" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b'"x"', b"{", b"[" * 100_000, b"\xff\xfe", b"NaN"])
def test_json_that_is_no_answer_makes_every_fact_missing(raw):
    parsed = linux.parse(raw, asked_at=None, answered_at=None)
    assert not parsed.facts
    assert set(parsed.missing) == set(linux.FACTS)


def test_sections_of_another_shape_are_missing_facts_not_a_crash():
    data = answer()
    for odd in (None, 7, "text", [1], {"x": 1}, [[{}]], {"list": 3}):
        parsed = parse({**data, "sections": dict.fromkeys(data["sections"], odd)})
        assert [
            check_value(name, value) for name, value in parsed.facts.items() if check_value(name, value)
        ] == []


def test_a_truth_value_is_no_number():
    assert why("cpu.count", cpu__online=True)


def test_hostile_text_is_kept_as_text_and_bounded():
    name = "{{ 7*7 }}<script>\x1b[31m" + "A" * 10_000
    found = fact("host.name", host__uname=["Linux", name, "6.1", "#1", "x86_64"])
    assert found.startswith("{{ 7*7 }}<script>\x1b[31m")
    assert len(found) == MAX_TEXT


def test_bytes_that_are_not_utf8_and_nul_become_replacement_characters():
    assert fact("host.name", host__uname=["Linux", "pc\udcff\0", "", "", ""]) == "pc\ufffd\ufffd"


def test_lists_are_bounded():
    listed = "\n".join(f"p{number}\t1" for number in range(MAX_ITEMS + 5))
    assert len(fact("packages.names", packages={"dpkg": listed})) == MAX_ITEMS


def test_identity_is_the_serial_of_a_real_machine():
    data = answer(host__container=None, host__virtualization="none\n", host__serial="PF2ABC\n")
    assert parse(data).identity == "serial:PF2ABC"


@pytest.mark.parametrize(
    "serial", ["To be filled by O.E.M.\n", "Default string", "0000000", "", "None", "System Serial Number"]
)
def test_a_serial_that_the_maker_never_filled_in_is_no_identity(serial):
    data = answer(host__container=None, host__virtualization="none\n", host__serial=serial)
    assert parse(data).identity.startswith("machine-id:")
    assert "host.serial" in parse(data).missing


def test_identity_of_a_virtual_machine_is_its_machine_id():
    data = answer(host__container=None, host__virtualization="kvm\n", host__serial="MADE-UP-BY-THE-HOST")
    assert parse(data).identity.startswith("machine-id:")


def test_identity_of_a_container_is_its_machine_id():
    assert parse(answer(host__serial="HOSTS-OWN")).identity.startswith("machine-id:")


def test_a_machine_that_states_nothing_has_no_identity():
    assert parse(answer(host={})).identity == ""


def test_a_cut_section_is_a_warning():
    assert "fonts" in parse({**answer(), "cut": ["fonts"]}).warnings[0]


def test_what_needs_root_says_so():
    assert why("accounts.admins", {"accounts.sudoers": "needs root"}) == "needs root"
    assert why("firewall.active", {"firewall.nft": "needs root"}, firewall={}) == "needs root"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=6,
)


def _places(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from _places(item, (*path, key))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_change_of_an_answer_gives_facts_of_the_dictionary_or_reasons(data):
    changed = answer()
    places = [place for place in _places(changed) if place]
    for _number in range(data.draw(st.integers(1, 4))):
        *path, last = data.draw(st.sampled_from(places))
        place = changed
        try:
            for step in path:
                place = place[step]
            place[last] = data.draw(JSON)
        except (KeyError, IndexError, TypeError):
            continue
    parsed = parse(changed, asked_at=1.7e9, answered_at=1.7e9 + 1)
    assert set(parsed.facts) | set(parsed.missing) == set(linux.FACTS)
    assert [problem for n, v in parsed.facts.items() if (problem := check_value(n, v))] == []
    json.dumps([parsed.facts, parsed.missing], allow_nan=False).encode("ascii")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 200), st.integers(0, 3))
def test_any_bytes_are_an_answer_or_an_answer_error(noise, cut, flip):
    stdout = noise + line(answer())[: -cut or None]
    stdout = stdout.replace(b"A", b"B", flip)
    try:
        raw = linux.extract_answer(stdout)
    except linux.AnswerError:
        return
    linux.parse(raw, asked_at=None, answered_at=None)
