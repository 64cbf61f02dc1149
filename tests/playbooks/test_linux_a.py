"""The roles base, packages, updates, services, trust and net on PCs of a lab that were broken first."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.lab import keys
from tests.support.roles import Step, Taken

pytestmark = pytest.mark.lab

LINE, DESK = "pasc-03158-pc01", "pasc-03158-pc02"
"""The PC whose network, clock and trust were broken; the one whose software was."""

BREAK_LINE = """
echo DESKTOP-7K2Q >/etc/hostname; hostname DESKTOP-7K2Q
sed -i 's/^127.0.1.1.*/127.0.1.1 DESKTOP-7K2Q/' /etc/hosts
echo '127.0.0.2 portal.lab.test khac.lab.test' >>/etc/hosts
printf 'search lab.test\\nnameserver 198.18.255.53\\n' >/etc/resolv.conf
router=$(ip -4 route show default | cut -d' ' -f3)
ip route add 198.18.0.0/16 via $router dev eth0
ip route replace default via ${router%.*}.254 dev eth0 onlink
echo 'http_proxy="http://198.18.255.8:3128"' >/etc/environment
printf 'if true; then\\n  export https_proxy=http://198.18.255.8:3128\\nfi\\n' >/etc/profile.d/cu.sh
systemctl stop chrony; ln -sf /dev/null /etc/systemd/system/chrony.service; systemctl daemon-reload
echo 'server 198.18.255.123 iburst' >/etc/chrony/chrony.conf
ln -sf /usr/share/zoneinfo/Asia/Tokyo /etc/localtime; echo Asia/Tokyo >/etc/timezone
rm -f /usr/local/share/ca-certificates/dien-bien-lab.crt /etc/ssl/certs/dien-bien-lab.pem
update-ca-certificates --fresh >/dev/null 2>&1
printf '%s' "$OLD" >/usr/local/share/ca-certificates/cu.crt
"""
BREAK_DESK = """
systemctl stop cups.socket cups.path cups.service pcscd.socket pcscd.service
systemctl disable cups.service 2>/dev/null
for unit in cups.service cups.socket cups.path pcscd.service pcscd.socket; do
  ln -sf /dev/null /etc/systemd/system/$unit
done
systemctl daemon-reload
dpkg --purge --force-depends sane-airscan ibus-unikey chromium chromium-common >/dev/null 2>&1
mkdir -p /tmp/x/DEBIAN
printf 'Package: teamviewer\\nVersion: 1\\nArchitecture: all\\nMaintainer: x\\nDescription: x\\n' \
  >/tmp/x/DEBIAN/control
dpkg-deb --build /tmp/x /tmp/x.deb >/dev/null; dpkg -i /tmp/x.deb >/dev/null
rm -rf /usr/share/fonts/truetype/liberation /usr/share/fonts/truetype/liberation2; fc-cache -s
touch -d '90 days ago' /var/lib/apt/lists/* /var/lib/apt/periodic/*
echo 'APT::Periodic::Unattended-Upgrade "0";' >/etc/apt/apt.conf.d/20auto-upgrades
echo 'APT::Periodic::Unattended-Upgrade "0";' >/etc/apt/apt.conf.d/90tat
echo LANG=en_US.UTF-8 >/etc/default/locale
touch /run/reboot-required
"""

CLOSES = {
    LINE: {
        "hostname": ["pc.name.inventory"],
        "gateway": ["pc.net.gateway"],
        "dns": ["pc.net.dns"],
        "hosts": ["pc.net.hosts", "pc.endpoints.blocked"],
        "proxy": ["pc.net.proxy"],
        "ca_roots": ["pc.ca.roots"],
        "expired": ["pc.ca.expired"],
        "timezone": ["pc.time.zone"],
        "clock": ["pc.time.service"],
        "clock_servers": ["pc.time.servers"],
    },
    DESK: {
        "absent": ["pc.packages.forbidden"],
        "present": ["pc.packages.required"],
        "browser": ["pc.browser.present"],
        "lists": ["pc.updates.age"],
        "automatic": ["pc.updates.automatic"],
        "running": ["pc.service.cups", "pc.service.pcscd"],
        "locale": ["pc.locale.lang"],
        "input_method": ["pc.input.vietnamese"],
        "fonts": ["pc.fonts.times"],
        "reboot": ["pc.reboot.pending"],
    },
}
"""By device, in the order of a plan: each entry point and the rules that it closes."""
CASES = [(device, entry) for device, entries in CLOSES.items() for entry in entries]


def _steps(everywhere: Mapping[str, Any], commune: Mapping[str, Any]) -> dict[str, list[Step]]:
    roots = {
        "trust_certificates": everywhere["expect_ca_certificates"],
        "trust_sha256": everywhere["expect_ca_roots"],
    }
    units = {
        "services_running": ["cups.socket", "cups.path", "cups.service", "pcscd.socket"],
        "services_unmasked": ["pcscd.service"],
    }
    line = [
        ("base", "hostname", {"base_hostname": LINE}),
        ("net", "gateway", {"net_gateway": commune["expect_gateway"]}),
        ("net", "dns", {"net_dns": everywhere["expect_dns"]}),
        ("net", "hosts", {"net_hosts_free": ["portal.lab.test", "motcua.lab.test"]}),
        ("net", "proxy", {"net_proxy": ""}),
        ("trust", "ca_roots", roots),
        ("trust", "expired", {}),
        ("base", "timezone", {"base_timezone": "Asia/Ho_Chi_Minh"}),
        ("base", "clock", {}),
        ("base", "clock_servers", {"base_clock_servers": everywhere["expect_ntp"]}),
    ]
    desk = [
        ("packages", "absent", {"packages_absent": ["telnetd", "teamviewer"]}),
        ("packages", "present", {"packages_present": ["cups-client", "sane-airscan"]}),
        ("packages", "browser", {}),
        ("updates", "lists", {}),
        ("updates", "automatic", {}),
        ("services", "running", units),
        ("base", "locale", {"base_locale": "vi_VN.UTF-8"}),
        ("base", "input_method", {"base_input_engine": "unikey"}),
        ("base", "fonts", {"base_fonts_families": ["Times New Roman", "Liberation Serif"]}),
        ("updates", "reboot", {}),
    ]
    return {
        device: [Step(entry, role, entry, given) for role, entry, given in steps]
        for device, steps in ((LINE, line), (DESK, desk))
    }


@dataclass(frozen=True)
class Healed:
    """What was seen: the verdicts before and after, and each step in check mode, when taken, taken again."""

    before: Mapping[str, Mapping[str, str]]
    checked: Mapping[str, Mapping[str, Taken]]
    still: Mapping[str, Mapping[str, str]]
    taken: Mapping[str, Mapping[str, Taken]]
    again: Mapping[str, Mapping[str, Taken]]
    after: Mapping[str, Mapping[str, str]]


@pytest.fixture(scope="module")
def healed(lab) -> Healed:
    groups = Path(lab.inventory) / "group_vars"
    told = [yaml.safe_load((groups / name).read_text()) for name in ("all.yml", "commune_03158.yml")]
    steps = _steps(*told)
    old = keys.authority("So KHCN Root CA 2015", days=(-4000, -20)).pem
    lab.shell(LINE, f"OLD='{old}'\n{BREAK_LINE}")
    lab.shell(DESK, BREAK_DESK)

    def take(check: bool = False) -> dict[str, Mapping[str, Taken]]:
        with ThreadPoolExecutor(2) as pool:
            results = pool.map(lambda device: lab.take(device, steps[device], check), steps)
            return dict(zip(steps, results, strict=True))

    before, checked, still = lab.judge(LINE, DESK), take(check=True), lab.judge(LINE, DESK)
    return Healed(before, checked, still, take(), take(), lab.judge(LINE, DESK))


@pytest.mark.parametrize(("device", "entry"), CASES)
def test_check_mode_announces_a_change_and_makes_none(healed, device, entry):
    step = healed.checked[device][entry]
    assert not step.failed, step.text
    assert step.changed > 0, step.text
    for rule in CLOSES[device][entry]:
        assert (healed.before[device][rule], healed.still[device][rule]) == ("fail", "fail"), rule


@pytest.mark.parametrize(("device", "entry"), CASES)
def test_taking_the_step_closes_the_findings(healed, device, entry):
    step = healed.taken[device][entry]
    assert not step.failed, step.text
    assert step.changed > 0, step.text
    for rule in CLOSES[device][entry]:
        assert healed.after[device][rule] == "pass", rule


@pytest.mark.parametrize(("device", "entry"), CASES)
def test_taking_the_step_again_changes_nothing(healed, device, entry):
    step = healed.again[device][entry]
    assert not step.failed, step.text
    assert step.changed == 0, step.text


def test_nothing_else_fails_afterwards(healed):
    for device in CLOSES:
        new = {rule for rule, verdict in healed.after[device].items() if verdict == "fail"}
        assert new <= {rule for rule, verdict in healed.before[device].items() if verdict == "fail"}


HOSTILE = "x; touch /tmp/hong $(touch /tmp/hong) `touch /tmp/hong` {{ 7 * 7 }} '\""


@pytest.mark.parametrize(
    ("role", "entry", "given"),
    [
        ("base", "hostname", {"base_hostname": HOSTILE}),
        ("base", "timezone", {"base_timezone": HOSTILE}),
        ("base", "locale", {"base_locale": HOSTILE}),
        ("base", "clock_servers", {"base_clock_servers": [HOSTILE]}),
        ("net", "dns", {"net_dns": [HOSTILE]}),
        ("net", "gateway", {"net_gateway": HOSTILE}),
        ("net", "proxy", {"net_proxy": HOSTILE}),
        ("net", "hosts", {"net_hosts_free": [HOSTILE]}),
        ("packages", "present", {"packages_present": [HOSTILE]}),
        ("packages", "absent", {"packages_absent": [HOSTILE]}),
        ("services", "running", {"services_running": [HOSTILE]}),
        ("trust", "ca_roots", {"trust_certificates": [HOSTILE], "trust_sha256": [HOSTILE]}),
    ],
)
def test_a_value_that_is_none_is_refused_before_anything_is_touched(refused, role, entry, given):
    step = refused[f"{role}-{entry}"]
    assert step.failed
    assert step.changed == 0, step.text
    assert "49" not in step.text.partition("FAILED!")[2][:400]


@pytest.fixture(scope="module")
def refused(lab) -> Mapping[str, Taken]:
    marks = next(m for m in test_a_value_that_is_none_is_refused_before_anything_is_touched.pytestmark
                 if m.name == "parametrize")  # fmt: skip
    steps = [Step(f"{role}-{entry}", role, entry, given) for role, entry, given in marks.args[1]]
    found = lab.take(LINE, steps)
    assert lab.shell(LINE, "ls /tmp/hong 2>/dev/null || echo none").strip() == "none"
    return found
