"""Kiosk mode: whether, what, and whether it starts by itself."""

import pytest

from tests.support.kiosk_answers import kiosk

UNIT = "/etc/systemd/system/kiosk.service"
DESKTOP = "/home/kiosk/.config/autostart/kiosk.desktop"
GETTY = "/etc/systemd/system/getty@tty1.service.d/a.conf"
AUTOLOGIN = {GETTY: ["[Service]", "ExecStart=", "ExecStart=-/sbin/agetty --autologin kiosk %I"]}
NOBODY = {GETTY: ["[Service]", "ExecStart=", "ExecStart=-/sbin/agetty %I"]}


def told(files, **more):
    facts = kiosk(kiosk=files, **more).facts
    return facts["kiosk.mode"], facts["kiosk.autostart"], facts["kiosk.browser_url"]


def test_a_recorded_kiosk_shows_one_page_and_starts_by_itself():
    facts = kiosk().facts
    assert facts["kiosk.mode"] == "cage"
    assert facts["kiosk.autostart"] is True
    assert facts["kiosk.browser_url"] == "https://portal.lab.test/"


def test_a_unit_that_nothing_wants_does_not_start_by_itself():
    assert told({UNIT: ["ExecStart=cage -- chromium --kiosk https://a/"]}, units__enabled=[]) == (
        "cage",
        False,
        "https://a/",
    )


def test_a_unit_that_is_masked_does_not_start_by_itself():
    files = {UNIT: ["ExecStart=cage -- x"]}
    assert told(files, units__enabled=["kiosk.service"], units__masked=["kiosk.service"])[1] is False


@pytest.mark.parametrize(
    ("command", "mode", "url"),
    [
        ("/usr/bin/cage -- /usr/bin/chromium --kiosk https://a/b?c=d", "cage", "https://a/b?c=d"),
        ("/usr/bin/gnome-kiosk", "gnome-kiosk", ""),
        ("/usr/bin/snap run ubuntu-frame.daemon", "ubuntu-frame", ""),
        ("google-chrome-stable --kiosk 'https://a/'", "chromium-kiosk", "https://a/"),
        ('chromium --noerrdialogs --app="https://a/"', "chromium-kiosk", "https://a/"),
        ("firefox --kiosk https://a/", "firefox-kiosk", "https://a/"),
        ("firefox https://a/", "none", ""),
        ("/usr/bin/package-kiosk-tools", "none", ""),
        ("xdg-open /usr/share/kiosk.html", "none", ""),
    ],
)
def test_the_mode_is_what_the_command_says(command, mode, url):
    assert told({DESKTOP: [f"Exec={command}"]}, autologin=AUTOLOGIN)[::2] == (mode, url)


def test_an_address_is_read_as_systemd_reads_it():
    command = "ExecStart=cage -- chromium --kiosk https://a/?b=%%20$$c"
    assert told({UNIT: [command]})[2] == "https://a/?b=%20$c"


def test_a_sessions_page_starts_by_itself_only_where_somebody_is_logged_in_without_asking():
    files = {DESKTOP: ["Exec=chromium --kiosk https://a/"]}
    assert told(files, autologin=AUTOLOGIN)[1] is True
    assert told(files, autologin=NOBODY)[1] is False


@pytest.mark.parametrize("line", ["Hidden=true", "X-GNOME-Autostart-enabled=false"])
def test_an_entry_that_is_switched_off_is_none(line):
    assert told({DESKTOP: ["Exec=chromium --kiosk https://a/", line]})[0] == "none"


def test_westons_own_kiosk_shell_is_a_kiosk():
    assert told({"/etc/xdg/weston/weston.ini": ["shell=kiosk-shell.so"]}, autologin=NOBODY)[0] == "weston"


def test_a_machine_without_any_is_in_no_kiosk_mode():
    assert told({}) == ("none", False, "")


def test_what_starts_by_itself_tells_mode_and_address_before_what_does_not():
    files = {
        "/etc/systemd/system/cu.service": ["ExecStart=cage -- chromium --kiosk https://cu/"],
        UNIT: ["ExecStart=chromium --kiosk https://moi/"],
    }
    assert told(files, units__enabled=["kiosk.service"]) == ("chromium-kiosk", True, "https://moi/")


def test_files_that_only_root_may_read_are_not_no_kiosk_mode():
    assert kiosk({"kiosk": "needs root"}, kiosk={}).missing["kiosk.mode"] == "needs root"
