"""A counter's PC with Windows 11: a real sshd, and a recording of what the probe says there.

The recording is that of a healthy PC; what differs from PC to PC is put in when its disk is made, what only
the moment knows by windows_replay.py when it is asked.
"""

import base64
import hashlib
import json
import re
import time
import uuid
from pathlib import Path
from typing import Any

from auditor.lab import kiosk
from auditor.lab.pc import Materials, base_disk, boot_to, trust
from auditor.lab.plan import Machine
from auditor.lab.rootfs import Rootfs
from auditor.parsers.windows.answer import moved

RECORDING = Path(__file__).parent / "recordings" / "windows-pc.json"
ANSWER = "/etc/lab/windows.json"
_SCRIPT = Path(__file__).with_name("windows_replay.py")
_SCRIPT_PATH = "/usr/local/lib/lab-windows.py"
_RECORDED_NET, _RECORDED_HOST, _RECORDED_NAME = "198.19.1.", "233", "pasc-win01"
Answer = dict[str, Any]


def windows_disk(materials: Materials, machine: Machine) -> Rootfs:
    """A healthy PC with Windows: an sshd whose every command is windows_replay.py's to answer."""
    disk = base_disk(materials, machine)
    trust(disk, materials)
    disk.put(_SCRIPT_PATH, _SCRIPT.read_text("utf-8"))
    disk.put(
        "/etc/ssh/sshd_config.d/30-windows.conf",
        f"DebianBanner no\nForceCommand /usr/bin/python3 -I -S {_SCRIPT_PATH} {ANSWER}\n",
    )
    describe(disk, healthy(materials, machine))
    wants = "ssh.service dbus.service systemd-user-sessions.service"
    boot_to(disk, f"Requires=basic.target\nWants={wants}\n", "ssh.service")
    return disk


def describe(disk: Rootfs, answer: Answer) -> None:
    """Make the PC answer *answer*."""
    disk.put(ANSWER, json.dumps(answer, ensure_ascii=True))


def answer_of(disk: Rootfs) -> Answer:
    """What the PC of *disk* answers, as a copy that may be changed."""
    answer: Answer = json.loads(disk.files[ANSWER].content)
    return answer


def healthy(materials: Materials, machine: Machine) -> Answer:
    """The recorded answer as *machine* would give it today: its own names, numbers and certificates."""
    text = RECORDING.read_text("utf-8")
    text = re.sub(rf"{re.escape(_RECORDED_NET)}{_RECORDED_HOST}\b", machine.address, text)
    text = text.replace(_RECORDED_NET, machine.place.lan_net.removesuffix("0/24"))
    text = text.replace(_RECORDED_NAME.upper(), machine.host[:15].upper()).replace(
        _RECORDED_NAME, machine.host
    )
    answer = moved(json.loads(text), time.time())
    sections = answer["sections"]
    serial, code = serial_of(machine), uuid.UUID(materials.plan.machine_id(machine.host))
    sections["computer"]["bios"][0]["SerialNumber"] = serial
    sections["computer"]["product"][0] |= {"IdentifyingNumber": serial, "UUID": str(code).upper()}
    sections["roots"]["sha256"].append(materials.keys.root.sha256)
    give_token(answer, kiosk.token_certificate(materials.keys.root, machine.place))
    return answer


def serial_of(machine: Machine) -> str:
    """The serial number that the BIOS states and the inventory expects."""
    return f"W{machine.place.code}{machine.number}"


def give_token(answer: Answer, certificate: bytes) -> None:
    """Put *certificate* (DER) into the place of the one that the recorded token holds."""
    thumbprint = hashlib.sha1(certificate).hexdigest().upper()  # noqa: S324 (Windows names them so)
    for held in answer["sections"]["certificates"][:1]:
        held |= {"der": base64.b64encode(certificate).decode(), "thumbprint": thumbprint}


def windows_variables(machine: Machine) -> dict[str, Any]:
    """What the inventory states of such a PC, beside what it states of every PC."""
    return {
        "expect_card_readers": 1,
        "expect_qr_readers": 1,
        "expect_signing": "token",
        "expect_token_subject": kiosk.organisation(machine.place),
    }
