"""What turns the shared image into a PC as a shop delivers it: one overlay layer above it, made once.

A second image would take a minute and another gigabyte; a layer that removes packages takes seconds, and
leaves a dpkg database that is true.
"""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from auditor.i18n import _
from auditor.lab.image import PACKAGES, SETTINGS_OF_IMAGE, cache_dir, locked, recipe_digest
from auditor.lab.programs import call

KEPT = frozenset(
    "systemd systemd-sysv dbus openssh-server sudo python3 passwd procps less kmod netbase iproute2"
    " iputils-ping curl openssl ca-certificates tzdata locales ifupdown libfaketime".split()
)
"""What of the image's packages a factory-fresh Debian desktop has."""
USER = "admin"

_SET_UP = r"""
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin
apt-get purge --yes {gone}
apt-get autoremove --yes --purge
for user in auditor canbo netadmin; do userdel --remove "$user" 2>/dev/null || true; done
rm -rf {settings}
useradd -m -s /bin/bash -G sudo -c 'Chu may' {user}
sed -i 's/^vi_VN/# vi_VN/' /etc/locale.gen
rm -f /usr/lib/locale/locale-archive
locale-gen >/dev/null
echo 'LANG=en_US.UTF-8' >/etc/default/locale
echo letter >/etc/papersize
ln -sf /usr/share/zoneinfo/Etc/UTC /etc/localtime
echo Etc/UTC >/etc/timezone
rm -rf /var/lib/apt/lists/* /var/cache/apt/*.bin /var/log/apt /var/log/*.log
rm -rf /usr/local/share/ca-certificates/* /usr/share/lab
"""

# Mounted in a namespace of its own: a script that dies leaves nothing mounted.
_MOUNTED = """
set -eu
mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
mount -t proc proc "$2/root/proc"
chroot "$2/root" sh -c "$3"
"""


def layer_digest() -> str:
    """Twelve hex digits that name the layer this version would make."""
    return hashlib.sha256((recipe_digest() + _script()).encode()).hexdigest()[:12]


def _script() -> str:
    gone = " ".join(name for name in PACKAGES if name not in KEPT)
    return _SET_UP.format(gone=gone, settings=" ".join(SETTINGS_OF_IMAGE), user=USER)


def ensure_layer(image: Path, say: Callable[[str], None]) -> Path:
    """The upper folder that makes *image* a factory-fresh PC; made when it is not there. Raises LabError."""
    target = cache_dir() / f"blank-{layer_digest()}"
    with locked(cache_dir() / "blank.lock"):
        if not target.is_dir():
            say(_("unpacking factory-fresh PCs, once (half a minute)"))
            _make(image, target)
    return target


def _make(image: Path, target: Path) -> None:
    work = target.with_name(target.name + ".tmp")
    shutil.rmtree(work, ignore_errors=True)
    for part in ("upper", "work", "root"):
        (work / part).mkdir(parents=True)
    call(["unshare", "--mount", "sh", "-c", _MOUNTED, "blank", str(image), str(work), _script()])
    (work / "upper").rename(target)
    shutil.rmtree(work, ignore_errors=True)
