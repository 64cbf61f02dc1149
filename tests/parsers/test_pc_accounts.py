"""Admins and automatic logins."""

import pytest

from tests.support.pc_answers import fact

PASSWD = [
    "root:0:0:/bin/bash",
    "toor:0:0:/bin/sh",
    "an:1000:1000:/bin/bash",
    "binh:1001:27:/bin/bash",
    "chi:1002:1002:/bin/sh",
]
GROUP = ["root:x:0:", "sudo:x:27:an", "it:x:50:chi"]


@pytest.mark.parametrize(
    ("lines", "more"),
    [
        ([], []),
        (["%sudo ALL=(ALL:ALL) ALL"], []),
        (["chi ALL=(ALL) NOPASSWD: ALL"], ["chi"]),
        (["chi ALL = NOPASSWD:SETENV: /bin/ls, ALL"], ["chi"]),
        (["chi ALL=(postgres) ALL"], []),
        (["chi ALL=(root) /usr/bin/apt"], []),
        (["%it ALL=(ALL) ALL"], ["chi"]),
        (["User_Alias KTV = chi, dung", "KTV ALL=(ALL) ALL"], ["chi", "dung"]),
        (["#1002 ALL=(ALL) ALL"], ["chi"]),
        (["Defaults env_reset", "Cmnd_Alias X = ALL", "@includedir /etc/sudoers.d"], []),
    ],
)
def test_admins_are_the_admin_groups_and_whom_sudoers_lets_do_all(lines, more):
    accounts = {
        "passwd": PASSWD,
        "group": GROUP,
        "sudoers": {"/etc/sudoers": ["root ALL=(ALL:ALL) ALL", *lines]},
    }
    assert fact("accounts.admins", accounts=accounts) == sorted(["an", "binh", *more])


@pytest.mark.parametrize(("lines", "found"), [([], []), (["%admin ALL=(ALL) ALL"], ["admin"])])
def test_a_user_named_admin_is_one_only_where_sudoers_says_so(lines, found):
    accounts = {
        "passwd": ["root:0:0:/bin/bash", "admin:1000:1000:/bin/bash"],
        "group": ["root:x:0:", "sudo:x:27:", "admin:x:1000:"],
        "sudoers": {"/etc/sudoers": lines},
    }
    assert fact("accounts.admins", accounts=accounts) == found


def test_files_that_sudo_skips_grant_nothing():
    sudoers = {"/etc/sudoers.d/old.bak": ["chi ALL=(ALL) ALL"], "/etc/sudoers.d/x~": ["chi ALL=(ALL) ALL"]}
    accounts = {"passwd": PASSWD, "group": GROUP, "sudoers": sudoers}
    assert fact("accounts.admins", accounts=accounts) == ["an", "binh"]
    assert fact("accounts.uid0", accounts=accounts) == ["root", "toor"]


@pytest.mark.parametrize(
    ("path", "lines", "users"),
    [
        ("/etc/lightdm/lightdm.conf", ["[Seat:*]", "autologin-user=an", "autologin-user-timeout=0"], ["an"]),
        ("/etc/lightdm/lightdm.conf", ["autologin-user="], []),
        ("/etc/gdm3/daemon.conf", ["AutomaticLoginEnable = true", "AutomaticLogin = an"], ["an"]),
        ("/etc/gdm3/daemon.conf", ["AutomaticLoginEnable=False", "AutomaticLogin=an"], []),
        ("/etc/sddm.conf.d/a.conf", ["[Autologin]", "User=an", "[Users]", "User=x"], ["an"]),
        ("/etc/sddm.conf", ["[Users]", "User=an"], []),
        (
            "/etc/greetd/config.toml",
            ["[default_session]", 'user = "greeter"', "[initial_session]", 'user = "an"'],
            ["an"],
        ),
        (
            "/etc/systemd/system/getty@tty1.service.d/a.conf",
            ["ExecStart=", "ExecStart=-/sbin/agetty --autologin an %I"],
            ["an"],
        ),
        (
            "/etc/systemd/system/getty@tty1.service.d/a.conf",
            ["ExecStart=-/sbin/agetty -a an %I", "ExecStart="],
            [],
        ),
    ],
)
def test_users_logged_in_without_a_password_are_named(path, lines, users):
    assert fact("accounts.autologin", autologin={path: lines}) == users
