"""The roles network and printer on the lab's router and printer, which were broken first."""

import json
import sys
from dataclasses import replace

import pytest
import yaml

from tests.support.roles import Step

pytestmark = pytest.mark.lab

ROUTER, PRINTER = "pasc-03158-rt01", "pasc-03158-printer01"
RUNNING = "vtysh -c 'show running-config'"
CONFIG = {
    "network_required_lines": ["service password-encryption"],
    "network_forbidden_lines": ["debug zebra packet"],
    "network_interfaces_up": ["wan0", "lan0", "lan1"],
}
REPAIR, KEEP, BACK = (
    Step("config", "network", "config", CONFIG, become=False),
    Step("confirm", "network", "confirm", CONFIG, become=False),
    Step("rollback", "network", "rollback", become=False),
)


def configured(lab, *lines):
    """Type *lines* at the router itself, and save."""
    words = " ".join(f"-c '{line}'" for line in ("configure terminal", *lines, "end", "write memory"))
    lab.shell(ROUTER, f"vtysh {words}")


def running(lab):
    return lab.shell(ROUTER, RUNNING)


def saved(lab):
    return lab.shell(ROUTER, "cat /etc/frr/frr.conf")


@pytest.fixture
def broken_router(lab):
    lines = ("no service password-encryption", "debug zebra packet", "interface lan1", "shutdown")
    configured(lab, *lines)
    before = running(lab)
    yield before
    lab.shell(ROUTER, "rm -rf /home/netadmin/.auditor-rollback")
    configured(lab, "service password-encryption", "no debug zebra packet", "interface lan1", "no shutdown")


@pytest.fixture(scope="module")
def wan(lab):
    """The inventory's words for the interface that the controller's way to the router goes through."""
    variables = yaml.safe_load((lab.inventory / "hosts.yml").read_text())
    host = variables["all"]["children"]["commune_03158"]["hosts"][ROUTER]
    return next(each for each in host["expect_config_sections"] if each["section"] == "interface wan0")


def step(id, **variables):
    return Step(id, "network", "config", variables, become=False)


def test_a_routers_repair_is_shown_made_kept_and_found_right(lab, broken_router):
    shown = lab.take(ROUTER, [REPAIR], check=True)["config"]
    assert (shown.changed, shown.failed) == (1, False)
    assert {"+service password-encryption", "-debug zebra packet", "- shutdown"} <= set(
        shown.text.splitlines()
    )
    assert running(lab) == broken_router
    steps = [REPAIR, replace(REPAIR, id="waits"), KEEP, replace(REPAIR, id="again")]
    taken = lab.take(ROUTER, steps)
    assert [(each.changed, each.failed) for each in taken.values()] == [(1, False)] * 3 + [(0, False)]
    assert "service password-encryption" in saved(lab)
    assert "debug zebra packet" not in saved(lab)
    verdicts = lab.judge(ROUTER)[ROUTER]
    rules = ("config.required", "config.forbidden", "config.sections", "interfaces.enabled", "interfaces.up")
    assert {verdicts[f"network.{rule}"] for rule in rules} == {"pass"}


def test_what_nobody_confirms_is_taken_back_now_or_by_the_router_itself(lab, broken_router):
    taken = lab.take(ROUTER, [REPAIR, BACK, KEEP])
    assert [each.failed for each in taken.values()] == [False, False, True]
    assert running(lab) == broken_router


def test_a_router_that_we_cut_ourselves_off_from_returns_by_itself(lab, wan):
    before = running(lab)
    elsewhere = {**wan, "lines": [wan["lines"][0], "ip address 198.18.200.2/30"]}
    taken = lab.take(ROUTER, [step("cut", network_sections=[elsewhere], network_rollback_s=5)])["cut"]
    assert taken.failed
    # by its timer, or by us where the path was back before the timer's end: then nothing of it is left
    back = "[ ! -e {0} ] || grep -q done {0}/said".format("/home/netadmin/.auditor-rollback")
    lab.shell(ROUTER, f"timeout 60 sh -c 'until {back}; do sleep 0.1; done'")
    assert running(lab) == before


def test_a_line_that_the_router_refuses_takes_back_those_before_it(lab):
    before = running(lab)
    lines = ["log syslog debugging", "ip prefix-list thu seq 5 permit 10.0.0.0/8", "no such command"]
    taken = lab.take(ROUTER, [step("bad", network_required_lines=lines)])["bad"]
    assert taken.failed
    assert "no such command" in taken.text
    assert running(lab) == before


def test_a_router_whose_login_gives_no_shell_is_left_alone(lab, broken_router):
    lab.shell(ROUTER, "usermod -s /usr/bin/vtysh netadmin")
    try:
        taken = lab.take(ROUTER, [REPAIR])["config"]
    finally:
        lab.shell(ROUTER, "usermod -s /bin/bash netadmin")
    assert taken.failed
    assert "no shell" in taken.text
    assert running(lab) == broken_router


# --- printers -----------------------------------------------------------------------------------------------
STEPS = (
    Step("media", "printer", "media", {"printer_media_default": "iso_a4_210x297mm"}, become=False),
    Step("resume", "printer", "resume", become=False),
    Step(
        "identity",
        "printer",
        "identity",
        {"printer_location": "Trụ sở, quầy 1", "printer_name": PRINTER, "printer_contact": "{{ 7 * 7 }}"},
        become=False,
    ),
)
SAYS = {
    "media-default": "keyword:na_letter_8.5x11in",
    "printer-state": "enum:5",
    "printer-state-reasons": "keyword:paused",
    "printer-is-accepting-jobs": "boolean:0",
}


def says(lab, told):
    script = f"echo '{json.dumps(told)}' > /var/lib/lab-printer.json; systemctl restart lab-printer.service"
    lab.shell(PRINTER, script)


@pytest.fixture
def broken_printer(lab):
    says(lab, SAYS)
    yield
    says(lab, {})


def test_a_printers_repair_is_shown_made_and_found_right(lab, broken_printer):
    shown = lab.take(PRINTER, STEPS, check=True)
    assert [(each.changed, each.failed) for each in shown.values()] == [(1, False)] * 3
    assert "+media-default: iso_a4_210x297mm" in shown["media"].text
    assert "na_letter" in lab.shell(PRINTER, "cat /var/lib/lab-printer.json")
    taken = lab.take(PRINTER, [*STEPS, *(replace(step, id=f"{step.id} again") for step in STEPS)])
    assert [(each.changed, each.failed) for each in taken.values()] == [(1, False)] * 3 + [(0, False)] * 3
    # a template stays a text on its way to the device
    assert "{{ 7 * 7 }}" in lab.shell(PRINTER, "cat /var/lib/lab-snmp/snmpd.conf")
    verdicts = lab.judge(PRINTER)[PRINTER]
    rules = ("media.default", "paused", "state", "accepting")
    assert {verdicts[f"printer.{rule}"] for rule in rules} == {"pass"}


def test_a_printer_that_needs_hands_or_lacks_the_paper_is_left_alone(lab, broken_printer):
    says(lab, {**SAYS, "printer-state-reasons": "keyword:media-jam-error,paused"})
    a3 = replace(STEPS[0], variables={"printer_media_default": "iso_a3_297x420mm"})
    taken = lab.take(PRINTER, [STEPS[1], a3])
    assert [each.failed for each in taken.values()] == [True, True]
    assert "media-jam-error" in taken["resume"].text
    told = lab.shell(PRINTER, "cat /var/lib/lab-printer.json")
    assert "paused" in told and "na_letter" in told


CUPSD = r"""
d=/run/cups-tried; rm -rf $d; mkdir -p $d/root $d/run $d/cache $d/spool/tmp
printf '%s\n' "ServerRoot $d/root" "StateDir $d/run" "CacheDir $d/cache" "RequestRoot $d/spool" \
  "TempDir $d/spool/tmp" "ErrorLog $d/error_log" "AccessLog $d/access_log" "PageLog $d/page_log" \
  'FileDevice yes' 'User lp' 'Group lp' 'SystemGroup root' > $d/cups-files.conf
printf '%s\n' 'Listen 0.0.0.0:6310' 'Browsing Off' 'ServerAlias *' '<Location />' 'Order allow,deny' \
  'Allow all' '</Location>' '<Policy default>' '<Limit All>' 'Order deny,allow' '</Limit>' '</Policy>' \
  > $d/cupsd.conf
chown -R lp $d/spool $d/cache $d/run
/usr/sbin/cupsd -c $d/cupsd.conf -s $d/cups-files.conf
until lpstat -h 127.0.0.1:6310 -r >/dev/null 2>&1; do sleep 0.1; done
lpadmin -h 127.0.0.1:6310 -p quay -E -v file:/dev/null -m drv:///sample.drv/generic.ppd 2>/dev/null
cupsdisable -h 127.0.0.1:6310 quay; cupsreject -h 127.0.0.1:6310 quay
"""
ASKING = """
import json, sys
from auditor.errors import DeviceError
from auditor.remedy import printer
from auditor.transports.connection import IppConnection, Limits, PrinterConnection
way = PrinterConnection(IppConnection(sys.argv[1], 6310, "/printers/quay"))
told = {"location": "Trụ sở", "info": "Máy in quầy 1", "organization": "UBND xã"}
found = []
for apply in (True, False):
    for change in (printer.identity, printer.resume):
        words = (told,) if change is printer.identity else ()
        found.append(change(way, *words, Limits(), apply=apply).changed)
try:
    printer.media(way, "iso_a4_210x297mm", Limits(), apply=True)
except DeviceError as error:
    found.append(error.kind)
print(json.dumps(found))
"""


def test_a_real_cups_is_told_where_it_stands_resumed_and_not_believed_about_its_paper(lab):
    lab.shell(PRINTER, CUPSD)
    try:
        address = yaml.safe_load((lab.inventory / "hosts.yml").read_text())
        host = address["all"]["children"]["commune_03158"]["hosts"][PRINTER]["ansible_host"]
        said = lab.run("exec", "--", sys.executable, "-c", ASKING, host)
    finally:
        lab.shell(PRINTER, "pkill -f '[c]ups-tried'")
    assert json.loads(said.stdout) == [True, True, False, False, "unsupported"], said.stderr
