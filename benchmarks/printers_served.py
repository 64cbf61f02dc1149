"""Two hundred printers on loopback: one net-snmp agent and one IPP service, each at as many addresses.

What they say is the lab's printer over SNMP, and a recording of ippeveprinter over IPP.
"""

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from auditor.lab import printer_snmp
from auditor.lab.printer_spec import PrinterSpec

RECORDING = Path(__file__).parents[1] / "tests" / "parsers" / "data" / "printer" / "ippeveprinter.ipp"
COMMUNITY, SERIAL = "bench", "BENCH-0001"
USER, AUTH, PRIV = "audit", "authentic-1", "private-22"
"""SNMPv3: SHA-256, AES-128."""
SNMP_PORT, IPP_PORT = 16199, 16631


@contextlib.contextmanager
def served(folder: Path) -> Iterator[None]:
    """Both services, until the end of the block."""
    config = folder / "snmpd.conf"
    spec = PrinterSpec(serial=SERIAL)
    overrides = (
        f"override .{oid} {kind} {_written(value)}" for oid, kind, value in printer_snmp.values(spec)
    )
    head = (f"agentaddress udp:{SNMP_PORT}", f"rocommunity {COMMUNITY}", "sysname may-in", "syslocation Quay")
    user = (f"createUser {USER} SHA-256 {AUTH} AES {PRIV}", f"rouser {USER} priv")
    config.write_text("\n".join((*head, *user, *overrides)) + "\n")
    modules = "system_mib,override,snmp_mib,vacm_context,vacm_vars,vacm_conf,usmUser,usmConf,setSerialNo"
    snmpd = ("/usr/sbin/snmpd", "-f", "-Ln", "-C", "-c", str(config), "-I", modules)
    quiet = {**os.environ, "MIBS": "", "MIBDIRS": "/nowhere", "SNMP_PERSISTENT_DIR": str(folder)}
    ipp = (sys.executable, "-m", "benchmarks.printers_served")
    with (
        subprocess.Popen(snmpd, env=quiet, stderr=subprocess.DEVNULL) as agent,
        subprocess.Popen(ipp) as service,
    ):
        try:
            _wait("udp", SNMP_PORT, "07")
            _wait("tcp", IPP_PORT, "0A")
            yield
        finally:
            agent.kill()
            service.kill()


def _written(value: int | str | bytes) -> str:
    """As snmpd.conf(5) wants a value."""
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    return f'"{value}"' if isinstance(value, str) and not value.startswith(".") else str(value)


def _wait(protocol: str, port: int, state: str) -> None:
    """Until something listens there, by the kernel's word for that *state*."""
    deadline = time.monotonic() + 20
    while f":{port:04X} 00000000:0000 {state} " not in Path(f"/proc/net/{protocol}").read_text():
        if time.monotonic() > deadline:
            raise RuntimeError(f"nothing listens at {protocol} port {port}")
        time.sleep(0.02)


def _recorded() -> bytes:
    """The recording without what ippeveprinter states twice, which ipptool calls an error."""
    raw, at, seen = RECORDING.read_bytes(), 8, set[bytes]()
    kept, keep = raw[:8], True
    while at < len(raw):
        end = at + 1
        if raw[at] >= 0x10:  # a value; without a name it belongs to the attribute before
            name_end = at + 3 + int.from_bytes(raw[at + 1 : at + 3])
            end = name_end + 2 + int.from_bytes(raw[name_end : name_end + 2])
            name = raw[at + 3 : name_end]
            keep = name not in seen if name else keep
            seen.add(name)
        kept, at = kept + (raw[at:end] if keep or raw[at] < 0x10 else b""), end
    return kept


SAID = _recorded()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One Get-Printer-Attributes, whoever asks: its request id is put into the recording."""
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        while head := await reader.readuntil(b"\r\n\r\n"):
            if b"100-continue" in head.lower():
                writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            body = await _body(reader, head)
            said = SAID[:4] + body[4:8] + SAID[8:]
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n")
            writer.write(b"Content-Length: %d\r\n\r\n" % len(said) + said)
            await writer.drain()
    writer.close()


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    if lengths:
        return await reader.readexactly(int(lengths[0].partition(b":")[2]))
    body = b""
    while size := int((await reader.readline()).split(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:-2]
    await reader.readline()
    return body


async def _serve() -> None:
    server = await asyncio.start_server(_answer, "0.0.0.0", IPP_PORT, backlog=512)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
