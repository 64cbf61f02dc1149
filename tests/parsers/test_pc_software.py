"""Packages and what they bring, locale and fonts."""

import pytest

from tests.support.pc_answers import answer, fact, parse, why


def packages(*names):
    return {"dpkg": "\n".join(f"{name}\t{version}" for name, version in names)}


def test_browsers_have_one_name_and_the_makers_version():
    listed = packages(("firefox-esr", "1:128.5.0esr-1~deb12u1"), ("google-chrome-stable", "131.0.6778.85-1"))
    assert fact("browsers", packages=listed) == [
        {"name": "chrome", "version": "131.0.6778.85"},
        {"name": "firefox", "version": "128.5.0esr"},
    ]


def test_ubuntus_snap_counts_and_the_package_that_points_to_it_does_not():
    listed = packages(("firefox", "1:1snap1-0ubuntu5"))
    assert fact("browsers", packages=listed, snaps={}) == []
    assert fact("browsers", packages=listed, snaps={"firefox": ["version: 133.0-1"]}) == [
        {"name": "firefox", "version": "133.0-1"}
    ]


def test_input_methods_are_named_by_engine():
    listed = packages(("fcitx5-unikey", "5"), ("ibus-bamboo", "1"), ("ibus", "1"))
    assert fact("input.methods", packages=listed) == ["bamboo", "unikey"]


def test_update_age_is_by_the_devices_own_clock():
    data = {
        **answer(updates__stamps={"update-success-stamp": 1000.0, "InRelease": 9e8}),
        "clock": 1000.0 + 86400 * 40,
    }
    assert parse(data).facts["updates.age_days"] == 40.0
    assert why("updates.age_days", updates__stamps={})


AUTOMATIC = {"/etc/apt/apt.conf.d/20auto-upgrades": ['APT::Periodic::Unattended-Upgrade "1";']}
TIMER = {"list": "", "enabled": ["apt-daily-upgrade.timer"], "masked": []}


@pytest.mark.parametrize(
    ("apt", "timer", "installed", "automatic"),
    [
        (AUTOMATIC, TIMER, "unattended-upgrades", True),
        (AUTOMATIC, TIMER, "apt", False),
        ({}, TIMER, "unattended-upgrades", False),
        (AUTOMATIC, {**TIMER, "masked": ["apt-daily-upgrade.timer"]}, "unattended-upgrades", False),
        (
            AUTOMATIC | {"/etc/apt/apt.conf.d/99": ['APT::Periodic::Unattended-Upgrade "0";']},
            TIMER,
            "unattended-upgrades",
            False,
        ),
        (
            AUTOMATIC | {"/etc/apt/apt.conf.d/99": ['APT::Periodic::Enable "0";']},
            TIMER,
            "unattended-upgrades",
            False,
        ),
    ],
)
def test_automatic_updates_need_package_switch_and_timer(apt, timer, installed, automatic):
    found = fact("updates.automatic", updates__apt=apt, units=timer, packages=packages((installed, "1")))
    assert found is automatic


def test_locale_is_debians_file_before_systemds():
    files = {"/etc/default/locale": "#x\nLANG=vi_VN.UTF-8\n", "/etc/locale.conf": "LANG=en_US.UTF-8\n"}
    assert fact("locale.lang", locale__files=files) == "vi_VN.UTF-8"
    assert fact("locale.lang", locale__files={}) == "C"


def test_fonts_that_cover_vietnamese_are_told_apart():
    said = "Liberation Serif\t1\nTimes New Roman,Times New Roman Đậm\t1\nVnTime\t0"
    assert fact("fonts.vietnamese", fonts=said) == [
        "Liberation Serif",
        "Times New Roman",
        "Times New Roman Đậm",
    ]
    assert "VnTime" in fact("fonts.families", fonts=said)
