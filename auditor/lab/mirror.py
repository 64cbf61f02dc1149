"""The lab's Debian mirror, http://deb.lab.test/debian: the packages that the machines' image was made from.

The province's machine serves it. The packages come from the image's folder; the indexes are written anew for
each lab, so that it looks like a mirror that was published today.
"""

import gzip
import hashlib
from collections.abc import Mapping
from pathlib import Path

from auditor.lab.plan import MIRROR, MIRROR_ADDRESS
from auditor.lab.rootfs import Rootfs
from auditor.model import times

UNIT = "lab-mirror.service"
ROOT = "/srv/mirror"
POOL = f"{ROOT}/debian/pool"
_SERVER = Path(__file__).with_name("mirror_server.py")
_SCRIPT = "/usr/local/lib/lab-mirror.py"
_ARCHITECTURE = "amd64"
PACKAGES = f"main/binary-{_ARCHITECTURE}/Packages"


def indexes(packages: str) -> Mapping[str, bytes]:
    """The suite's indexes by their paths in it, Release among them, over the index *packages*."""
    text = packages.encode()
    lists = {PACKAGES: text, f"{PACKAGES}.gz": gzip.compress(text, mtime=0)}
    return {**lists, "Release": _release(lists).encode()}


def serve(disk: Rootfs, suite: Mapping[str, bytes]) -> str:
    """Put a mirror with the indexes *suite* on *disk*; returns its unit. The pool is bound to POOL."""
    for name, content in suite.items():
        disk.put(f"{ROOT}/debian/dists/bookworm/{name}", content)
    disk.put(_SCRIPT, _SERVER.read_text())
    command = f"/usr/bin/python3 {_SCRIPT} {MIRROR_ADDRESS} {ROOT}"
    disk.put(f"/etc/systemd/system/{UNIT}", f"[Service]\nExecStart={command}\nRestart=on-failure\n")
    return UNIT


def know(disk: Rootfs, suite: Mapping[str, bytes]) -> None:
    """Put *suite* on *disk* as `apt-get update` would have left it."""
    for name in {"Release", PACKAGES} & set(suite):
        disk.put(f"/var/lib/apt/lists/{MIRROR}_debian_dists_bookworm_{name.replace('/', '_')}", suite[name])


def _release(lists: Mapping[str, bytes]) -> str:
    """The Release file over *lists*; without Valid-Until, as a lab may stay up for weeks."""
    lines = [
        "Origin: Debian", "Label: Debian", "Suite: oldstable", "Codename: bookworm",
        f"Date: {times.now():%a, %d %b %Y %H:%M:%S} UTC", f"Architectures: {_ARCHITECTURE}",
        "Components: main", "SHA256:",
    ]  # fmt: skip
    sums = ((hashlib.sha256(content).hexdigest(), content, name) for name, content in lists.items())
    lines += [f" {digest} {len(content)} {name}" for digest, content, name in sums]
    return "\n".join(lines) + "\n"
