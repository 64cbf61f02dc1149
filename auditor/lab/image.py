"""The one Debian image that all machines of all labs share, read-only: made once by mmdebstrap, then kept.

It is named after the digest of its recipe, so that a changed recipe makes a new image and an old lab
keeps the one it runs on.
"""

import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from auditor.errors import LabError
from auditor.i18n import _
from auditor.lab.programs import call

SUITE = "bookworm"
PACKAGES = (
    "systemd systemd-sysv dbus openssh-server sudo python3 passwd procps less kmod netbase"
    " iproute2 iputils-ping"
    " curl openssl ca-certificates tzdata locales"
    " cups cups-client cups-filters sane-utils sane-airscan"
    " chrony nftables pcscd smartmontools unattended-upgrades libfaketime"
    " fontconfig fonts-liberation fonts-liberation2 ibus ibus-unikey chromium"
    " frr cups-ipp-utils avahi-daemon dnsmasq-base"
    " snmpd vsmartcard-vpcd vsmartcard-vpicc iperf3"
    " opensc softhsm2 nut-server nut-client cage ifupdown"
).split()

# In the lab's mirror beside the packages above: what a role may want that no healthy machine has.
OFFERED = "systemd-timesyncd ufw cups-browsed ipp-usb libnss-mdns pcsc-tools fonts-noto-core".split()

# What a container does not need costs boot time in each of 300 PCs; the avahi, frr and chrony units are for
# the machines that enable them by name.
MASKED = (
    "systemd-udevd.service systemd-udev-trigger.service"
    " systemd-udevd-control.socket systemd-udevd-kernel.socket"
    " systemd-update-utmp.service systemd-update-utmp-runlevel.service"
    " systemd-random-seed.service systemd-machine-id-commit.service systemd-firstboot.service"
    " systemd-sysusers.service systemd-ask-password-wall.path systemd-ask-password-console.path"
    " ifupdown-pre.service"
    " getty.target console-getty.service e2scrub_reap.service e2scrub_all.timer fstrim.timer"
    " modprobe@configfs.service modprobe@dm_mod.service modprobe@drm.service modprobe@efi_pstore.service"
    " modprobe@fuse.service modprobe@loop.service ldconfig.service"
    " dev-hugepages.mount dev-mqueue.mount sys-fs-fuse-connections.mount"
    " sys-kernel-config.mount sys-kernel-debug.mount sys-kernel-tracing.mount"
    " proc-sys-fs-binfmt_misc.automount systemd-binfmt.service systemd-modules-load.service"
).split()

_SET_UP = r"""
set -eu
sed -i -e 's/^# *\(vi_VN.UTF-8\|vi_VN UTF-8\|en_US.UTF-8\)/\1/' /etc/locale.gen
grep -q '^vi_VN' /etc/locale.gen || echo 'vi_VN UTF-8' >>/etc/locale.gen
locale-gen >/dev/null
echo 'LANG=vi_VN.UTF-8' >/etc/default/locale
ln -sf /usr/share/zoneinfo/Asia/Ho_Chi_Minh /etc/localtime
echo Asia/Ho_Chi_Minh >/etc/timezone
echo a4 >/etc/papersize
useradd -m -s /bin/bash -c 'Kiem tra' auditor
useradd -m -s /bin/bash -c 'Can bo mot cua' canbo
useradd -m -s /usr/bin/vtysh -G frr,frrvty -c 'Quan tri mang' netadmin
install -d -m 755 /etc/skel /usr/local/share/ca-certificates
printf 'auditor ALL=(ALL) NOPASSWD: ALL\n' >/etc/sudoers.d/auditor
chmod 440 /etc/sudoers.d/auditor
printf 'PermitRootLogin no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nUseDNS no\n' \
  >/etc/ssh/sshd_config.d/10-pasc.conf
# logind would add a second to every SSH session; it starts when a restart is asked of it.
sed -i '/pam_systemd/d' /etc/pam.d/common-session
rm /lib/systemd/system/multi-user.target.wants/systemd-logind.service
printf 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n' \
  >/etc/apt/apt.conf.d/20auto-upgrades
rm -f /etc/ssh/ssh_host_* /etc/machine-id /etc/hostname /etc/resolv.conf /var/lib/dbus/machine-id
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/*.log /etc/apt/sources.list.d/*
: >/etc/machine-id
# Not the sources that built the image: the lab's own mirror (mirror.py), which nobody signs.
echo 'deb [trusted=yes] http://deb.lab.test/debian bookworm main' >/etc/apt/sources.list
# A card reader that is none belongs only to the machines that put it back.
mkdir -p /usr/share/lab
if [ -e /etc/reader.conf.d/vpcd ]; then mv /etc/reader.conf.d/vpcd /usr/share/lab/vpcd.conf; fi
for unit in frr avahi-daemon.service avahi-daemon.socket cups-browsed saned.socket dnsmasq snmpd iperf3 \
  unattended-upgrades.service nut.target nut-server nut-monitor nut-client nut-driver.target \
  nut-driver-enumerator.path nut-driver-enumerator.service; do
  systemctl disable "$unit" >/dev/null 2>&1 || true
done
systemctl enable nftables.service >/dev/null 2>&1
systemctl mask {masked} >/dev/null 2>&1
sed -i 's/^Browsing .*/Browsing No/; s/^WebInterface .*/WebInterface No/' /etc/cups/cupsd.conf
# On demand cupsd ends after an idle minute, and would look like a stopped service.
echo 'IdleExitTimeout 0' >>/etc/cups/cupsd.conf
fc-cache -s >/dev/null 2>&1
"""


def cache_dir() -> Path:
    """Where images are kept (AUDITOR_LAB_CACHE overrides)."""
    return Path(os.environ.get("AUDITOR_LAB_CACHE", "/var/cache/auditor-lab"))


def recipe_digest() -> str:
    """Twelve hex digits that name the image this version would make."""
    text = "\n".join([SUITE, *PACKAGES, *OFFERED, *MASKED, _SET_UP, _KEEP_PACKAGES, *_extras()])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _extras() -> list[str]:
    return [f"{name}\n{text}" for name, text in sorted(EXTRA_FILES.items())]


SETTINGS_OF_IMAGE = (
    "/etc/sudoers.d/auditor",
    "/etc/ssh/sshd_config.d/10-pasc.conf",
    "/etc/apt/apt.conf.d/20auto-upgrades",
    "/etc/nftables.conf",
)
"""Files of the recipe by which its PC is a counter's, not a shop's."""

# chronyd may not set the clock in a container, and says so by not starting: it is told to measure only.
EXTRA_FILES = {
    "/etc/systemd/system/chrony.service.d/lab.conf": "[Unit]\nConditionCapability=\n"
    "[Service]\nExecStart=\nExecStart=!/usr/sbin/chronyd -x\n",
    "/etc/nftables.conf": "#!/usr/sbin/nft -f\nflush ruleset\ntable inet filter {\n"
    "  chain input {\n    type filter hook input priority 0; policy drop;\n"
    "    iif lo accept\n    ct state established,related accept\n"
    "    meta l4proto { icmp, ipv6-icmp } accept\n    tcp dport 22 accept\n  }\n}\n",
}


def mirror_dir(image: Path) -> Path:
    """Where the packages are from which *image* was made: ``pool`` and ``Packages``."""
    return image.with_name(image.name.replace("image-", "mirror-"))


# mmdebstrap's hook: $1 is the new root, in which apt still has the packages that it installed.
_KEEP_PACKAGES = (
    'chroot "$1" apt-get install --yes --download-only {offered} && mkdir -p {pool}'
    ' && cp "$1"/var/cache/apt/archives/*.deb {pool}/'
)


def ensure_image(say: Callable[[str], None]) -> Path:
    """The image's root directory, built first when it is not there (about a minute). Raises LabError."""
    target = cache_dir() / f"image-{recipe_digest()}"
    cache_dir().mkdir(parents=True, exist_ok=True)
    with locked(cache_dir() / "image.lock"):
        if not target.is_dir():
            say(_("building the machines' Debian image, once (about a minute)"))
            _build(target)
    return target


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _build(target: Path) -> None:
    work, mirror = target.with_name(target.name + ".tmp"), mirror_dir(target)
    log = target.with_name("image.log")
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(mirror, ignore_errors=True)
    with log.open("w") as out:
        _run(_bootstrap(work, mirror / "pool"), out, log)
        for path, text in EXTRA_FILES.items():
            file = work / path.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        _run(["chroot", str(work), "sh", "-c", _SET_UP.replace("{masked}", " ".join(MASKED))], out, log)
    _drop_epochs(mirror / "pool")
    (mirror / "Packages").write_text(packages_index(mirror / "pool"))
    work.rename(target)


def _drop_epochs(pool: Path) -> None:
    """Name the files as a mirror does: apt's own cache has the epoch in them, percent-encoded."""
    for file in pool.glob("*%3a*.deb"):
        file.rename(pool / re.sub(r"_\d+%3a", "_", file.name))


def packages_index(pool: Path) -> str:
    """The index of the packages in *pool*, as apt reads it (Debian Repository Format, "Packages")."""
    return "\n".join(_record(file) for file in sorted(pool.glob("*.deb")))


def _record(file: Path) -> str:
    fields = call(["dpkg-deb", "--field", str(file)])
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f"{fields}Filename: pool/{file.name}\nSize: {file.stat().st_size}\nSHA256: {digest}\n"


def _bootstrap(work: Path, pool: Path) -> list[str]:
    keep = _KEEP_PACKAGES.format(offered=" ".join(OFFERED), pool=shlex.quote(str(pool)))
    options = ['Acquire::Check-Valid-Until "false"', 'APT::Install-Recommends "false"']
    return [
        "mmdebstrap", "--variant=minbase", "--mode=root", "--components=main",
        "--skip=essential/unlink", f"--customize-hook={keep}",
        *(f"--aptopt={option}" for option in options),
        "--dpkgopt=path-exclude=/usr/share/man/*", "--dpkgopt=path-exclude=/usr/share/doc/*",
        f"--include={','.join(PACKAGES)}", SUITE, str(work), *_sources(),
    ]  # fmt: skip


def _sources() -> list[str]:
    """The machine's own apt sources, so that the lab needs no registry that the machine does not have."""
    override = os.environ.get("AUDITOR_LAB_SOURCES")
    places = [Path(override)] if override else [
        Path("/etc/apt/sources.list.d/debian.sources"),
        Path("/etc/apt/sources.list"),
    ]  # fmt: skip
    found = [str(p) for p in places if p.is_file() and SUITE in p.read_text(errors="replace")]
    return found[:1]


def _run(command: list[str], out: IO[str], log: Path) -> None:
    nothing = subprocess.DEVNULL
    done = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT, stdin=nothing, env=_ENV, check=False)
    if done.returncode:
        tail = log.read_text(errors="replace").strip().splitlines()[-5:]
        raise LabError(
            _("the lab's image could not be built: {error}").format(error=" / ".join(tail)),
            _("see {log}").format(log=log),
        )


_ENV = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8",
    "DEBIAN_FRONTEND": "noninteractive",
}
