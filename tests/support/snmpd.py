"""net-snmp's own agent on loopback: what it serves, and the users it knows."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from support.sshd import free_port

SNMPD = Path("/usr/sbin/snmpd")
AUTH, PRIV = "authentic-1", "private-22"
USERS = {
    # user: authentication and privacy protocol, as snmpd.conf(5) and as the inventory write them
    "md5des": (("MD5", "DES"), ("MD5", "DES")),
    "shaaes": (("SHA", "AES"), ("sha", "aes")),
    "sha256aes": (("SHA-256", "AES"), ("SHA-256", "AES128")),
    "sha512aes256": (("SHA-512", "AES-256"), ("SHA512", "AES-256")),
    "shaaes256": (("SHA", "AES-256"), ("SHA1", "AES256")),
    "shaaes192c": (("SHA", "AES-192-C"), ("SHA", "AES192C")),
    "sha384": (("SHA-384", ""), ("SHA-384", "")),
}
_TABLES = """\
override 1.3.6.1.2.1.43.5.1.1.17.1 octet_str "SN 0123"
override 1.3.6.1.2.1.43.11.1.1.9.1.1 integer 50
override 1.3.6.1.2.1.43.11.1.1.9.1.2 integer -3
override 1.3.6.1.2.1.25.3.5.1.2.1 octet_str 0x4000
override 1.3.6.1.2.1.43.10.2.1.4.1.1 counter 4000000000
"""


@contextlib.contextmanager
def snmpd(folder: Path, *more: str) -> Iterator[int]:
    """An agent with a few of a printer's variables, the community ``quay`` and USERS; *more* are lines of its
    configuration. Yields its port."""
    port = free_port()
    lines = [f"agentaddress udp:127.0.0.1:{port}", "rocommunity quay", "sysdescr A printer", "sysname may-in"]
    for user, ((auth, priv), _ours) in USERS.items():
        lines.append(f"createUser {user} {auth} {AUTH} {f'{priv} {PRIV}' if priv else ''}")
        lines.append(f"rouser {user} {'priv' if priv else 'auth'}")
    config = folder / "snmpd.conf"
    config.write_text("\n".join([*lines, *more]) + "\n" + _TABLES)
    command = [
        SNMPD,
        "-f",
        "-Ln",
        "-C",
        "-c",
        config,
        "-I",
        "system_mib,override,snmp_mib,vacm_context,vacm_vars,vacm_conf,usmUser,usmConf,setSerialNo",
    ]
    environment = {**os.environ, "MIBS": "", "MIBDIRS": "/nowhere", "SNMP_PERSISTENT_DIR": str(folder)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as agent:
        try:
            _wait(port)
            yield port
        finally:
            agent.kill()


def _wait(port: int) -> None:
    listening = f"0100007F:{port:04X} "
    deadline = time.monotonic() + 20
    while listening not in Path("/proc/net/udp").read_text():
        assert time.monotonic() < deadline, "snmpd does not listen"
        time.sleep(0.02)
