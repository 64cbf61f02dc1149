"""The roles printing, browser, kiosk, firewall, ssh and accounts on machines that were broken first: what the
dry run announces, what is done, that it is done once, and what the auditor says of it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256

import pytest

from auditor.standard import load_standard
from tests.support.roles import Step, Taken

pytestmark = pytest.mark.lab

PC, OTHER, KIOSK = "pasc-03158-pc01", "pasc-03158-pc02", "pasc-03158-kiosk01"
PRINTER = "pasc-03158-printer01"
URI = {"printing_uri": "ipp://198.19.1.200:631/ipp/print"}
PAGE = "https://portal.lab.test/"
HOSTILE = "{{ 7*7 }} $(touch /tmp/bay) `id` 'x' \"y\" \\1 %s\n\n"

BROKEN = """
lpadmin -p may-in-mot-cua -v ipp://198.18.255.20:631/ipp/print
lpadmin -p may-in-cu -E -v socket://198.19.1.201:9100 -m raw 2>/dev/null
lpadmin -d may-in-cu
echo 'Default may-in-cu sides=one-sided' >/etc/cups/lpoptions
rm -r /etc/chromium/policies
mkdir -p /etc/lightdm/lightdm.conf.d /etc/systemd/system/getty@tty1.service.d /etc/gdm3 /etc/greetd
printf '[Seat:*]\\nautologin-user=canbo\\n' >/etc/lightdm/lightdm.conf.d/50-quay.conf
printf '[daemon]\\nAutomaticLoginEnable = True\\nAutomaticLogin=canbo\\n' >/etc/gdm3/daemon.conf
printf '[initial_session]\\nuser="canbo"\\n[default_session]\\nuser="g"\\n' >/etc/greetd/config.toml
printf '[Service]\\nExecStart=\\nExecStart=-/sbin/agetty --autologin canbo %%I\\n' \\
  >/etc/systemd/system/getty@tty1.service.d/a.conf
useradd -m -G sudo thaydoi
echo 'canbo ALL=(ALL:ALL) NOPASSWD: ALL, !/usr/bin/su' >/etc/sudoers.d/cu
printf 'canbo ALL=(ALL : ALL) /usr/bin/apt\\nthaydoi ALL=(lp) ALL\\n' >/etc/sudoers.d/it
printf 'autologin-user=canbo\\n' >'/etc/lightdm/lightdm.conf.d/{{ 7*7 }}$(id).conf'
useradd -o -u 0 -M -s /bin/bash -G sudo toor 2>/dev/null
"""
BROKEN_NET = """
nft flush ruleset
systemctl mask --now nftables 2>/dev/null
echo 'PermitRootLogin yes' >/etc/ssh/sshd_config.d/00-a.conf
echo 'PasswordAuthentication yes' >/etc/ssh/sshd_config.d/06-tam.conf
sed -i '1i PermitEmptyPasswords yes' /etc/ssh/sshd_config
systemctl reload ssh
"""
BROKEN_KIOSK = """
systemctl disable kiosk 2>/dev/null
printf '[Service]\\nExecStart=/usr/bin/chromium --kiosk http://cu/\\n' >/etc/systemd/system/cu.service
printf '[Install]\\nWantedBy=multi-user.target\\n' >>/etc/systemd/system/cu.service
systemctl daemon-reload
systemctl enable cu 2>/dev/null
"""

FILES = load_standard("baseline").values["managed_files"].value
STEPS = {
    PC: [
        Step("queue", "printing", "queue", URI),
        Step("default", "printing", "default", URI),
        Step("policy", "browser", "policy", {"browser_files": FILES}),
        Step("autologin", "accounts", "autologin"),
        Step("uid0", "accounts", "uid0", {"accounts_root": ["root"]}),
        Step("admins", "accounts", "admins", {"accounts_admins": ["auditor"]}),
    ],
    OTHER: [
        Step("firewall", "firewall", "host", {"firewall_tcp_ports": [22]}),
        Step("root", "ssh", "setting", {"ssh_keyword": "PermitRootLogin", "ssh_value": "no"}),
        Step("password", "ssh", "setting", {"ssh_keyword": "PasswordAuthentication", "ssh_value": "no"}),
        Step("empty", "ssh", "setting", {"ssh_keyword": "PermitEmptyPasswords", "ssh_value": "no"}),
    ],
    KIOSK: [
        Step("session", "kiosk", "session", {"kiosk_url": PAGE}),
        Step("lockdown", "kiosk", "lockdown"),
    ],
}
CLOSED = {
    PC: [
        *("pc.print.queue", "pc.print.default", "pc.files.policy", "pc.accounts.autologin"),
        *("pc.accounts.uid0", "pc.accounts.admins"),
    ],
    OTHER: ["pc.firewall", "pc.ssh.root_login", "pc.ssh.password", "pc.ssh.empty_password"],
    KIOSK: ["kiosk.url"],
}


@dataclass(frozen=True)
class Course:
    """What came of each step in a dry run, when it was taken, and when it was taken again; then the audit."""

    before: dict[str, dict[str, str]]
    check: dict[str, Taken]
    apply: dict[str, Taken]
    again: dict[str, Taken]
    after: dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def course(lab):
    lab.shell(PC, BROKEN)
    lab.shell(OTHER, BROKEN_NET)
    lab.shell(KIOSK, BROKEN_KIOSK)
    before = lab.judge(*STEPS)
    with ThreadPoolExecutor() as pool:

        def on_all(check=False):
            def take(device):
                return lab.take(device, STEPS[device], check=check)

            return {step: taken for each in pool.map(take, STEPS) for step, taken in each.items()}

        check, apply, again = on_all(check=True), on_all(), on_all()
    return Course(before, check, apply, again, lab.judge(*STEPS))


of_each_step = pytest.mark.parametrize("step", [step.id for steps in STEPS.values() for step in steps])
of_each_rule = pytest.mark.parametrize(
    ("device", "rule"), [(device, rule) for device, rules in CLOSED.items() for rule in rules]
)


@of_each_step
def test_the_dry_run_announces_a_change_and_makes_none(course, step):
    assert not course.check[step].failed, course.check[step].text
    assert course.check[step].changed > 0
    assert course.apply[step].changed > 0, "the dry run had made the change already"


@of_each_step
def test_a_step_is_taken_once(course, step):
    assert not course.apply[step].failed, course.apply[step].text
    assert not course.again[step].failed, course.again[step].text
    assert course.again[step].changed == 0, course.again[step].text


@of_each_rule
def test_the_auditor_finds_it_closed(course, device, rule):
    assert (course.before[device][rule], course.after[device][rule]) == ("fail", "pass")


def test_nothing_else_is_worse_than_before(course):
    worse = {
        (device, rule): verdict
        for device, verdicts in course.after.items()
        for rule, verdict in verdicts.items()
        if verdict != "pass" and course.before[device][rule] == "pass"
    }
    assert worse == {}


def test_the_queue_prints_a4_on_both_sides(lab, course):
    options = lab.shell(PC, "lpoptions -p may-in-mot-cua -l")
    assert "*A4" in options
    assert "*DuplexNoTumble" in options


def test_an_account_that_lost_its_rights_is_still_there(lab, course):
    assert "thaydoi" in lab.shell(PC, "id thaydoi; ls -d /home/thaydoi")
    assert lab.shell(PC, "cat /etc/sudoers.d/it").count("ALL") == 5, "a right for one thing is no admin's"
    line = lab.shell(PC, "grep ^toor: /etc/passwd; groups toor")
    assert line.startswith("toor:x:59")
    assert "/usr/sbin/nologin" in line
    assert "sudo" not in line


def test_no_way_back_is_left_armed(lab, course):
    assert "auditor-" not in lab.shell(OTHER, "systemctl list-timers --all --no-legend")


def test_a_stopped_queue_runs_again_and_prints_a_page(lab, course):
    lab.shell(PC, "cupsdisable may-in-mot-cua; cupsreject may-in-mot-cua")
    printed = lab.shell(PRINTER, "ls /var/spool/lab/*.urf 2>/dev/null | wc -l")
    steps = [Step("started", "printing", "started", URI), Step("page", "printing", "test_page")]
    taken = lab.take(PC, steps)
    assert not taken["started"].failed, taken["started"].text
    assert not taken["page"].failed, taken["page"].text
    assert int(lab.shell(PRINTER, "ls /var/spool/lab/*.urf | wc -l")) == int(printed) + 1
    assert lab.take(PC, steps[:1])["started"].changed == 0


def test_a_queue_is_made_while_its_printer_is_off_and_made_better_once_it_answers(lab):
    silent = {"printing_uri": "ipp://198.19.1.200:632/ipp/print", "printing_queue": "thu"}
    answers = {**URI, "printing_queue": "thu"}
    steps = [Step(str(n), "printing", "queue", each) for n, each in enumerate((silent, silent, answers))]
    taken = lab.take(OTHER, steps)
    assert [each.failed for each in taken.values()] == [False] * 3, taken
    assert taken["1"].changed == 0
    assert "*DuplexNoTumble" in lab.shell(OTHER, "lpoptions -p thu -l")


def test_what_would_cut_us_off_or_makes_no_sense_is_refused_before_anything_is_touched(lab):
    where = "ls -lR --time-style=full-iso /etc/cups /etc/ssh /etc/nftables.conf /etc/group /etc/chromium"
    before = lab.shell(OTHER, where)
    wrong = {"path": "/etc/../root/x", "sha256": "0" * 64, "content": "x"}
    steps = [
        Step("port", "firewall", "host", {"firewall_tcp_ports": [2222]}),
        Step("admin", "accounts", "admins", {"accounts_admins": ["canbo"]}),
        Step("uri", "printing", "queue", {"printing_uri": "ipp://a/$(touch /tmp/bay) -o x"}),
        Step("path", "browser", "policy", {"browser_files": [wrong]}),
        Step("value", "ssh", "setting", {"ssh_keyword": "PermitRootLogin", "ssh_value": "no\nPort 1"}),
        Step("page", "kiosk", "session", {"kiosk_url": "https://a/ --no-sandbox"}),
    ]
    taken = lab.take(OTHER, steps)
    assert {name: each.failed for name, each in taken.items()} == dict.fromkeys(taken, True)
    assert [each.changed for each in taken.values()] == [0] * len(steps)
    assert lab.shell(OTHER, where) == before


def test_a_hostile_text_arrives_as_it_stands(lab):

    file = {"path": "/etc/thu.json", "sha256": sha256(HOSTILE.encode()).hexdigest(), "content": HOSTILE}
    url = "https://a.lab.test/?b=$(touch+/tmp/bay)&c=%20${HOME}%n".replace("{", "(").replace("}", ")")
    steps = [
        Step("file", "browser", "policy", {"browser_files": [file]}),
        Step("page", "kiosk", "session", {"kiosk_url": url}),
    ]
    taken = lab.take(OTHER, steps)
    assert not taken["file"].failed, taken["file"].text
    assert not taken["page"].failed, taken["page"].text
    assert lab.shell(OTHER, "cat /etc/thu.json") == HOSTILE
    assert "/tmp/bay" not in lab.shell(OTHER, "ls -d /tmp/*; true")
