"""SNMP against net-snmp's own agent, and against agents that misbehave."""

import contextlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.connections import HASTY, LIMITS, PATIENT
from support.snmp_agent import (
    END_OF_VIEW,
    GET,
    GETBULK,
    Agent,
    between,
    bound,
    integer,
    oid_of,
    response,
    serving,
    tlv,
)
from support.snmpd import AUTH, PRIV, SNMPD, USERS, snmpd
from support.sshd import free_port

from auditor.errors import DeviceError
from auditor.parsers.snmp import read
from auditor.transports import snmp, snmp_ber
from auditor.transports.connection import Limits, SnmpConnection
from auditor.transports.snmp_messages import AskAgain, Community, NotForUs
from auditor.transports.snmp_usm import Usm

PRT, SYSTEM = "1.3.6.1.2.1.43", "1.3.6.1.2.1.1"
SERIAL, LEVELS, BITS = PRT + ".5.1.1.17.1", PRT + ".11.1.1.9", "1.3.6.1.2.1.25.3.5.1.2.1"
BASE = oid_of(PRT)


@pytest.fixture(scope="module")
def agent(tmp_path_factory):
    if not SNMPD.exists():
        pytest.skip("snmpd is not installed (make system-test)")
    with snmpd(tmp_path_factory.mktemp("snmpd")) as port:
        yield port


def to(port, version="2c", community="quay", **more):
    return SnmpConnection("127.0.0.1", port, version, community, **more)


def as_user(port, name, **more):
    auth, priv = USERS[name][1]
    given = {"user": name, "auth_protocol": auth, "auth_password": AUTH}
    if priv:
        given |= {"priv_protocol": priv, "priv_password": PRIV}
    return to(port, "3", "", **{**given, **more})


def kind_of(connection, limits=HASTY, oids=(), roots=(PRT,)):
    with pytest.raises(DeviceError) as raised:
        snmp.ask(connection, oids, roots, limits)
    return raised.value.kind


@pytest.mark.parametrize("version", ["1", "2c"])
def test_subtrees_are_walked_whole_and_numbers_signs_and_octets_keep_their_types(agent, version):
    found = read(snmp.walk(to(agent, version), [PRT, BITS.rpartition(".")[0]], LIMITS).stdout)
    assert found.text(SERIAL) == "SN 0123"
    assert found.numbers(LEVELS) == {"1.1": 50, "1.2": -3}
    assert found.by_oid[BITS] == b"\x40\x00"
    assert found.number(PRT + ".10.2.1.4.1.1") == 4_000_000_000


@pytest.mark.parametrize("version", ["1", "2c"])
def test_variables_are_asked_by_name_and_what_is_not_there_is_left_out(agent, version):
    names = [SYSTEM + ".1.0", SYSTEM + ".99.0", SYSTEM + ".5.0", LEVELS + ".1.2"]
    found = read(snmp.get(to(agent, version), names, LIMITS).stdout)
    assert found.by_oid == {SYSTEM + ".1.0": b"A printer", SYSTEM + ".5.0": b"may-in", LEVELS + ".1.2": -3}


@pytest.mark.parametrize("user", USERS)
def test_version_3_users_are_authenticated_and_what_they_ask_is_encrypted(agent, user):
    found = read(snmp.ask(as_user(agent, user), [SYSTEM + ".1.0"], [PRT], LIMITS).stdout)
    assert (found.text(SYSTEM + ".1.0"), found.text(SERIAL)) == ("A printer", "SN 0123")


@pytest.mark.parametrize(
    "wrong",
    [
        {"auth_password": "another-one"},
        {"auth_protocol": "SHA"},
        {"priv_password": "another-one"},
        {"user": "nobody"},
        {"priv_protocol": "", "priv_password": ""},
    ],
    ids="-".join,
)
def test_a_wrong_password_protocol_user_or_level_of_version_3_is_a_refused_login(agent, wrong):
    assert kind_of(as_user(agent, "sha256aes", **wrong), PATIENT) == "auth_failed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"auth_password": "short"},
        {"auth_protocol": "ROT13"},
        {"priv_protocol": "ROT13"},
        {"auth_protocol": "", "auth_password": ""},
    ],
    ids=["short", "auth", "priv", "priv-without-auth"],
)
def test_what_version_3_cannot_do_is_refused_before_anything_is_sent(wrong):
    assert kind_of(as_user(1, "sha256aes", **wrong)) == "unsupported"


def test_an_answer_that_was_changed_on_the_way_is_not_believed(agent):
    def forged(answer):
        return answer.replace(b"A printer", b"A monster")

    with between(agent, forged) as port:
        found = snmp.get(to(port), [SYSTEM + ".1.0"], LIMITS)  # version 2c cannot tell
        assert read(found.stdout).text(SYSTEM + ".1.0") == "A monster"
        assert kind_of(as_user(port, "sha384"), PATIENT, [SYSTEM + ".1.0"], []) == "auth_failed"


def test_a_wrong_community_looks_like_silence(agent):
    assert kind_of(to(agent, community="public")) == "silent"


def test_secrets_are_neither_in_the_answer_nor_in_an_error(agent):
    answer = snmp.ask(as_user(agent, "sha256aes"), [SYSTEM + ".1.0"], [PRT], LIMITS)
    answer_2c = snmp.walk(to(agent), [PRT], LIMITS)
    for text in (
        answer.stdout,
        answer.stderr_tail,
        answer_2c.stdout,
        repr(as_user(agent, "shaaes")).encode(),
    ):
        assert not any(secret.encode() in text for secret in (AUTH, PRIV, "quay"))


def test_nobody_listening_is_refused():
    assert kind_of(to(free_port())) == "refused"


def test_a_name_that_does_not_exist_is_a_dns_failure():
    assert kind_of(SnmpConnection("no-such-host.invalid", community="x")) == "dns_failure"


def test_a_lost_packet_is_asked_for_again():
    dropping, honest = iter([True, True]), Agent({(*BASE, 1): integer(7)}, b"quay")

    def reply(request, data):
        return None if next(dropping, False) else honest(request, data)

    with serving(reply) as port:
        found = read(snmp.walk(to(port), [PRT], PATIENT).stdout)
    assert found.by_oid == {PRT + ".1": 7}


def test_an_answer_that_comes_after_the_question_was_repeated_still_counts():
    held = []

    def reply(request, data):
        held.append(response(request, [((*BASE, 1), integer(7)), (BASE, END_OF_VIEW)]))
        return None if len(held) == 1 else held[0]

    with serving(reply) as port:
        assert b".43.1|2|7" in snmp.walk(to(port), [PRT], PATIENT).stdout


def test_answers_to_other_questions_are_passed_over():
    def reply(request, data):
        request.id += 1
        return response(request, [((*BASE, 1), integer(7))])

    with serving(reply) as port:
        assert kind_of(to(port)) == "silent"


def test_many_columns_travel_in_one_packet():
    columns = [f"{PRT}.11.1.1.{number}" for number in range(1, 10)]
    honest = Agent(
        {oid_of(f"{column}.1.{row}"): integer(row) for column in columns for row in (1, 2, 3)}, b"quay"
    )
    with serving(honest) as port:
        found = read(snmp.walk(to(port), columns, LIMITS).stdout)
    assert (len(found.by_oid), honest.asked) == (27, [GETBULK])


def test_an_answer_of_many_kilobytes_is_read_whole():
    long = {(*BASE, row): tlv(4, b"x" * 9000) for row in range(1, 6)}
    with serving(Agent(long, b"quay", most_bytes=60_000)) as port:
        found = read(snmp.walk(to(port), [PRT], LIMITS).stdout)
    assert [len(value) for value in found.by_oid.values()] == [9000] * 5


def test_an_agent_that_finds_it_too_much_is_asked_for_less():
    honest = Agent({(*BASE, column, 1): integer(column) for column in range(1, 9)}, b"quay")

    def reply(request, data):
        return response(request, [], status=1) if len(request.oids) > 2 else honest(request, data)

    with serving(reply) as port:
        roots, names = [f"{PRT}.{column}" for column in range(1, 9)], [f"{PRT}.{c}.1" for c in range(1, 9)]
        walked, got = snmp.walk(to(port), roots, LIMITS), snmp.get(to(port), names, LIMITS)
    assert len(read(walked.stdout).by_oid) == len(read(got.stdout).by_oid) == 8


def test_an_error_at_one_variable_loses_that_one_and_is_noted():
    honest = Agent({(*BASE, column, 1): integer(column) for column in (1, 2, 3)}, b"quay")

    def reply(request, data):
        bad = [at for at, oid in enumerate(request.oids, 1) if oid[: len(BASE) + 1] == (*BASE, 2)]
        return response(request, [], status=5, index=bad[0]) if bad else honest(request, data)

    with serving(reply) as port:
        answer = snmp.ask(to(port), [f"{PRT}.2.1", f"{PRT}.3.1"], [f"{PRT}.1", f"{PRT}.2"], LIMITS)
    assert read(answer.stdout).by_oid == {PRT + ".1.1": 1, PRT + ".3.1": 3}
    assert answer.stderr_tail.count(b"the agent answers with error 5") == 2


@pytest.mark.parametrize("oids", [(1, 1, 1), (5, 4, 5)], ids=["same", "back"])
def test_oids_that_do_not_increase_end_the_walk_and_are_noted(oids):
    endless = itertools.cycle(oids)
    with serving(lambda request, data: response(request, [((*BASE, next(endless)), integer(1))])) as port:
        answer = snmp.walk(to(port), [PRT], LIMITS)
    assert b"its OIDs do not increase" in answer.stderr_tail
    assert read(answer.stdout).by_oid


def test_an_agent_that_never_ends_is_cut_off():
    row = itertools.count(1)

    def reply(request, data):
        return response(request, [((*BASE, next(row)), tlv(4, b"x" * 1000)) for _each in range(10)])

    with serving(reply) as port:
        assert kind_of(to(port), Limits(connect_s=10, answer_s=30, answer_bytes=200_000)) == "too_large"


def test_an_agent_that_dribbles_is_cut_off_at_the_deadline():
    row = itertools.count(1)
    with serving(lambda request, data: response(request, [((*BASE, next(row)), integer(1))])) as port:
        assert kind_of(to(port), Limits(connect_s=0.5, answer_s=0.3)) == "silent"


def test_an_agent_that_dribbles_is_cut_off_when_the_devices_time_is_up():
    row = itertools.count(1)
    with serving(lambda request, data: response(request, [((*BASE, next(row)), integer(1))])) as port:
        assert kind_of(to(port), Limits(connect_s=0.3, answer_s=60, until=0.0)) == "silent"


def test_a_device_that_spent_its_time_elsewhere_is_asked_a_few_packets_all_the_same(agent):
    spent = Limits(connect_s=10, answer_s=60, until=0.0)
    assert b"|" in snmp.walk(to(agent), (PRT,), spent).stdout


def test_an_agent_that_stops_in_the_middle_is_lost():
    honest = Agent({(*BASE, row): integer(row) for row in range(200)}, b"quay")
    with serving(lambda request, data: honest(request, data) if len(honest.asked) < 2 else None) as port:
        assert kind_of(to(port), PATIENT) == "lost"


def _long(request, data):
    answer = response(request, [((*BASE, 1), integer(1))])
    return answer[:1] + b"\x84\x7f\xff\xff\xff" + answer[2:]


@pytest.mark.parametrize(
    "reply",
    [
        lambda request, data: b"\xff" * 50,
        lambda request, data: b"0",
        lambda request, data: b"\x30\x80" + b"\x30" * 6000,
        lambda request, data: response(request, [((*BASE, 1), tlv(4, b"x" * 50))])[:-20],
        _long,
        lambda request, data: data,
    ],
    ids=["garbage", "one-byte", "nested", "cut", "lying-length", "echo"],
)
def test_what_is_no_answer_is_never_taken_for_one(reply):
    with serving(reply) as port:
        assert kind_of(to(port)) in ("invalid_answer", "silent")


@pytest.mark.parametrize(
    "value",
    [tlv(2, b"\1" * 300), tlv(2, b""), tlv(0x99, b"abc"), tlv(6, b"\xff" * 50), tlv(6, b""), tlv(64, b"\1")],
    ids=["long-number", "no-number", "unknown-type", "odd-oid", "no-oid", "short-address"],
)
def test_a_value_that_makes_no_sense_loses_itself_alone(value):
    good, bad = ((*BASE, 1), integer(1)), ((*BASE, 2), value)
    pages = iter([[good, bad]])
    with serving(lambda request, data: response(request, next(pages, [(BASE, END_OF_VIEW)]))) as port:
        assert read(snmp.walk(to(port), [PRT], LIMITS).stdout).by_oid == {PRT + ".1": 1}


def test_text_that_could_break_a_line_is_written_in_hexadecimal():
    odd = {
        (*BASE, row): tlv(4, text) for row, text in enumerate([b"a\nb", b"\xff", b" x ", b"", b"a|b", b"\0"])
    }
    with serving(Agent(odd, b"quay")) as port:
        found = read(snmp.walk(to(port), [PRT], LIMITS).stdout)
    assert list(found.by_oid.values()) == [b"a\nb", b"\xff", b" x ", b"", b"a|b", b"\0"]


def test_one_question_to_a_dead_agent_of_version_3_is_told_from_a_refused_user():
    with bound() as port:
        assert kind_of(as_user(port, "sha256aes")) == "silent"


def test_what_is_asked_is_bounded_by_what_fits_a_packet():
    honest = Agent({oid_of(f"1.3.9.{n}.0"): integer(n) for n in range(70)}, b"quay")
    with serving(honest) as port:
        found = snmp.get(to(port), [f"1.3.9.{n}.0" for n in range(70)], LIMITS)
    assert len(read(found.stdout).by_oid) == 70
    assert honest.asked.count(GET) > 1


@pytest.mark.parametrize(
    "oid", ["1.3.6.1.4.1.2435.2.3.9.4.2.1.5.5.10.0", "2.999.1", "1.3.4294967295.128.16384"]
)
def test_an_oid_comes_back_as_it_went(oid):
    assert snmp_ber.dotted(snmp_ber.encoded(oid)) == oid


@settings(max_examples=500, deadline=None, derandomize=True)
@given(
    changes=st.lists(st.tuples(st.integers(0, 199), st.integers(0, 255)), max_size=12),
    cut=st.integers(1, 200),
    version_3=st.booleans(),
)
def test_a_broken_message_is_refused_by_name_whatever_is_broken(changes, cut, version_3):
    user = SnmpConnection("x", version="3", user="u", auth_protocol="SHA", auth_password=AUTH)
    messages = Usm(user) if version_3 else Community(1, b"quay")
    oids = [snmp_ber.encoded(LEVELS)] * 3
    broken = bytearray(messages.wrap(5, snmp_ber.request(snmp_ber.RESPONSE, 5, oids))[:cut])
    for at, octet in changes:
        if at < len(broken):
            broken[at] = octet
    with contextlib.suppress(snmp_ber.Malformed, NotForUs, AskAgain, DeviceError):
        for binding in messages.unwrap(bytes(broken), 5).bindings:
            snmp_ber.line(binding)
