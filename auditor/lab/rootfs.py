"""What a machine's disk gets on top of the shared image before it boots: a description, and its writing.

Roles fill one, faults change it, ``write`` puts it on the disk: so a boot needs no command after it.
"""

import os
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from auditor.errors import LabError
from auditor.lab.programs import call


@dataclass(frozen=True)
class File:
    """Content, permission bits, numeric owner (user and group alike)."""

    content: bytes
    mode: int = 0o644
    owner: int = 0


@dataclass
class Rootfs:
    """Changes against the image, applied in this order: files, links, removed, commands (chrooted)."""

    files: dict[str, File] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    removed: list[str] = field(default_factory=list)
    commands: list[tuple[str, ...]] = field(default_factory=list)
    fill_disk_to: float = 0.0
    off: bool = False

    def copy(self) -> "Rootfs":
        return replace(
            self,
            files=dict(self.files),
            links=dict(self.links),
            removed=list(self.removed),
            commands=list(self.commands),
        )

    def put(self, path: str, text: str | bytes, mode: int = 0o644, owner: int = 0) -> None:
        content = text.encode() if isinstance(text, str) else text
        self.files[path] = File(content, mode, owner)

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text in a file put before. Raises LabError when *old* is not in it: the fault would be
        none.
        """
        file = self.files[path]
        if old.encode() not in file.content:
            raise LabError(f"{path}: {old!r} is not there to be changed")
        self.files[path] = File(file.content.replace(old.encode(), new.encode()), file.mode, file.owner)

    def append(self, path: str, text: str) -> None:
        file = self.files[path]
        self.files[path] = File(file.content + text.encode(), file.mode, file.owner)

    def mask(self, *units: str) -> None:
        for unit in units:
            self.links[f"/etc/systemd/system/{unit}"] = "/dev/null"

    def enable(self, unit: str, target: str) -> None:
        self.links[f"/etc/systemd/system/{target}.wants/{unit}"] = f"/etc/systemd/system/{unit}"


def write(rootfs: Rootfs, root: Path) -> None:
    """Apply *rootfs* to the mounted *root*. Raises LabError when one of its commands fails."""
    for path, file in rootfs.files.items():
        target = _place(root, path)
        target.write_bytes(file.content)
        target.chmod(file.mode)
        if file.owner:
            # The folder too: sshd refuses keys in a home that another user owns.
            os.chown(target, file.owner, file.owner)
            os.chown(target.parent, file.owner, file.owner)
    for path, aim in rootfs.links.items():
        _place(root, path).symlink_to(aim)
    for path in rootfs.removed:
        target = root / path.lstrip("/")
        shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
    for command in rootfs.commands:
        _run(root, command)


def _place(root: Path, path: str) -> Path:
    """Where *path* is below *root*, with its folders made and nothing in the way."""
    target = root / path.lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    return target


def _run(root: Path, command: tuple[str, ...]) -> None:
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8",
        "DEBIAN_FRONTEND": "noninteractive",
    }
    call(["chroot", str(root), *command], environment=environment)
