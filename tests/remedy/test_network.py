"""From a running configuration and what is wanted to commands, what takes them back, and a diff."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.remedy.network import Refused, Wanted, candidate

RUNNING = """\
Building configuration...

Current configuration:
!
hostname rt01
ip route 0.0.0.0/0 198.18.128.13
debug zebra packet
snmp-server community S3CRET ro
!
interface wan0
 description tam thoi
 ip address 198.18.128.14/30
exit
!
interface lan1
 shutdown
exit
!
end
"""
WAN = {"section": "interface wan0", "lines": ["ip address 198.18.128.14/30"], "extra": "forbidden"}
REPLACES = ("description ",)


def typed(config, commands):
    """*config* (lines by section, ``""`` for none) after *commands*, as a command line takes them."""
    after, section = {name: list(lines) for name, lines in config.items()}, ""
    for command in commands:
        if command == "exit":
            section = ""
        elif command.startswith("interface "):
            section = command
        elif command.startswith("no "):
            after[section] = [line for line in after.get(section, []) if line != command[3:]]
        else:
            kind = next((kind for kind in REPLACES if command.startswith(kind)), None)
            lines = after.setdefault(section, [])
            lines[:] = [line for line in lines if line != command and not (kind and line.startswith(kind))]
            lines.append(command)
    return after


def shown(config):
    loose = "".join(f"{line}\n" for line in config.get("", []))
    inner = (
        f"{name}\n{''.join(f' {line}{chr(10)}' for line in lines)}!\n"
        for name, lines in config.items()
        if name
    )
    return f"hostname rt01\n{loose}!\n{''.join(inner)}end\n"


@pytest.mark.parametrize(
    ("wanted", "commands", "inverse"),
    [
        pytest.param(Wanted(required=("log syslog",)), ("log syslog",), ("no log syslog",), id="a line more"),
        pytest.param(
            Wanted(forbidden=("debug zebra packet",)),
            ("no debug zebra packet",),
            ("debug zebra packet",),
            id="a line less",
        ),
        pytest.param(
            Wanted(required=("interface wan0 > description Ve tinh",)),
            ("interface wan0", "description Ve tinh", "exit"),
            ("interface wan0", "description tam thoi", "exit"),
            id="of its kind there is one: it is replaced",
        ),
        pytest.param(
            Wanted(up=("wan0", "lan1")),
            ("interface lan1", "no shutdown", "exit"),
            ("interface lan1", "shutdown", "exit"),
            id="a port that is switched off",
        ),
        pytest.param(
            Wanted(sections=(WAN,)),
            ("interface wan0", "no description tam thoi", "exit"),
            ("interface wan0", "description tam thoi", "exit"),
            id="a section with one line too many",
        ),
        pytest.param(
            Wanted(sections=({"section": "interface lan2", "lines": ["description Kho"]},)),
            ("interface lan2", "description Kho", "exit"),
            ("interface lan2", "no description Kho", "exit"),
            id="a section that is not there",
        ),
        pytest.param(
            Wanted(patterns=("debug .*",)),
            ("no debug zebra packet",),
            ("debug zebra packet",),
            id="a pattern",
        ),
        pytest.param(
            Wanted(forbidden=("snmp-server community ***",)),
            ("no snmp-server community S3CRET ro",),
            ("snmp-server community S3CRET ro",),
            id="a line with a secret, as rules see it",
        ),
        pytest.param(Wanted(required=("ip route 0.0.0.0/0 198.18.128.13",)), (), (), id="nothing to do"),
    ],
)
def test_what_is_typed_and_what_takes_it_back(wanted, commands, inverse):
    found = candidate(RUNNING, wanted, REPLACES)
    assert (found.commands, found.inverse) == (commands, inverse)


def test_what_a_new_line_replaces_is_added_before_the_old_one_goes():
    moved = {"section": "interface wan0", "lines": ["ip address 198.18.128.18/30"], "extra": "forbidden"}
    typed_in = candidate(RUNNING, Wanted(sections=(moved,))).commands
    assert typed_in.index("ip address 198.18.128.18/30") < typed_in.index("no ip address 198.18.128.14/30")


def test_a_line_that_begins_with_no_is_taken_away_by_its_opposite():
    found = candidate("hostname a\nno ip forwarding\n", Wanted(forbidden=("no ip forwarding",)))
    assert (found.commands, found.inverse) == (("ip forwarding",), ("no ip forwarding",))


def test_a_section_that_must_go_comes_back_with_its_lines():
    found = candidate(RUNNING, Wanted(forbidden=("interface wan0",)))
    assert found.commands == ("no interface wan0",)
    assert found.inverse[:2] == ("interface wan0", "exit")
    assert {"description tam thoi", "ip address 198.18.128.14/30"} <= set(found.inverse)


def test_telnet_on_a_ciscos_line_becomes_ssh_not_its_default():
    running = "hostname a\nline vty 0 4\n transport input telnet ssh\n"
    found = candidate(
        running, Wanted(patterns=("(line .* > )?transport input .*telnet.*",)), ("transport input ",)
    )
    assert found.commands == ("line vty 0 4", "transport input ssh", "exit")


def test_a_port_is_switched_on_though_the_configuration_does_not_say_that_it_is_off():
    found = candidate("hostname a\n", Wanted(up=("lan9",)), off=("lan9",))
    assert found.commands == ("interface lan9", "no shutdown", "exit")


def test_the_diff_shows_no_secret():
    found = candidate(RUNNING, Wanted(required=("log syslog",)))
    assert "S3CRET" not in found.before + found.after
    assert set(found.after.splitlines()) - set(found.before.splitlines()) == {"log syslog"}


@pytest.mark.parametrize(
    "wanted",
    [
        pytest.param(Wanted(required=("debug x",), patterns=("debug .*",)), id="required and forbidden"),
        pytest.param(
            Wanted(required=("interface wan0 > mtu 1400",), sections=(WAN,)),
            id="required where nothing else may be",
        ),
        pytest.param(
            Wanted(sections=({"section_matches": "interface tun.*", "lines": ["mtu 1400"]},)),
            id="no such section",
        ),
        pytest.param(
            Wanted(
                sections=(
                    {
                        **WAN,
                        "lines": ["ip address 198.18.128.14/30", "description tam thoi"],
                        "ordered": True,
                    },
                )
            ),
            id="another order",
        ),
        pytest.param(Wanted(required=("banner\nreload",)), id="two lines in one"),
        pytest.param(Wanted(required=("description ?",)), id="asks for help"),
        pytest.param(Wanted(required=("password ***",)), id="a blanked secret"),
        pytest.param(Wanted(required=("x" * 501,)), id="too long"),
        pytest.param(Wanted(sections=({"lines": []},)), id="a section without a name"),
    ],
)
def test_what_cannot_or_must_not_be_done_is_refused_beforehand(wanted):
    with pytest.raises(Refused):
        candidate(RUNNING, wanted)


@pytest.mark.parametrize("running", ["", "% Unknown command\n", "!\n!\nend\n"])
def test_a_device_that_shows_no_configuration_is_refused(running):
    with pytest.raises(Refused):
        candidate(running, Wanted())


def test_a_line_of_the_device_that_is_not_printable_is_not_sent_back():
    with pytest.raises(Refused):
        candidate("hostname a\ndebug \x1b[2J\n", Wanted(patterns=("debug .*",)))


LINES = st.lists(
    st.sampled_from(["mtu 1400", "description a", "shutdown", "cost 5"]), unique=True, max_size=4
)
CONFIGS = st.fixed_dictionaries(
    {"": LINES.map(lambda lines: [f"x {line}" for line in lines]), "interface a": LINES, "interface b": LINES}
)
WANTS = st.builds(
    lambda required, forbidden, lines, extra: Wanted(
        tuple(f"x {each}" for each in required),
        tuple(f"x {each}" for each in forbidden if each not in required),
        sections=({"section": "interface a", "lines": lines, "extra": extra},),
        up=("b",),
    ),
    LINES,
    LINES,
    LINES,
    st.sampled_from(["allowed", "forbidden"]),
)


@given(CONFIGS, WANTS)
def test_once_typed_nothing_is_left_to_do_and_the_inverse_leads_back(config, wanted):
    found = candidate(shown(config), wanted, REPLACES)
    after = typed(config, found.commands)
    assert candidate(shown(after), wanted, REPLACES).commands == ()
    back = typed(after, found.inverse)
    assert {name: sorted(lines) for name, lines in back.items()} == {
        name: sorted(lines) for name, lines in config.items()
    }
