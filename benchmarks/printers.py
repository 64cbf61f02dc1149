"""``python -m benchmarks.printers``: 200 SNMP and 200 IPP printers on loopback, each way three times.

Ours beside the tools of net-snmp and CUPS in the same run; writes benchmarks/printers.json.
"""

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from auditor.parsers.printer_ipp import ATTRIBUTES
from auditor.parsers.snmp_asked import PRINTER
from benchmarks.contenders import Contender
from benchmarks.measure import Sample, median, run
from benchmarks.printers_served import AUTH, COMMUNITY, IPP_PORT, PRIV, SERIAL, SNMP_PORT, USER, served

HERE = Path(__file__).parent
AT_ONCE = 16
_TABLES = (
    *("1.3.6.1.2.1.25.3.2.1", "1.3.6.1.2.1.25.3.5.1", "1.3.6.1.2.1.43.5.1.1", "1.3.6.1.2.1.43.8.2.1"),
    *("1.3.6.1.2.1.43.10.2.1", "1.3.6.1.2.1.43.11.1.1", "1.3.6.1.2.1.43.12.1.1", "1.3.6.1.2.1.43.13.4.1"),
    *("1.3.6.1.2.1.43.15.1.1", "1.3.6.1.2.1.43.18.1.1", "1.3.6.1.2.1.47.1.1.1.1"),
)
"""The tables whose columns ours asks for: snmpbulkwalk takes one subtree a process."""
_EXPECTED = ("printer-state", "printer-make-and-model", "media-ready", "marker-levels", "sides-supported")
"""What ipptool itself checks to be there before it says PASS."""
_LEAST_FACTS = 25


def _hosts(count: int, net: int) -> list[str]:
    return [f"127.{net}.{number // 250}.{number % 250 + 1}" for number in range(count)]


def _ours(folder: Path, name: str, hosts: list[str], **variables: object) -> Contender:
    vars_ = {
        f"{name}-{host}": {"kind": "printer", "commune": "03158", "ansible_host": host, **variables}
        for host in hosts
    }
    source = folder / f"{name}.json"
    source.write_text(json.dumps(vars_))
    spool = folder / name
    spool.mkdir()
    return Contender(name, (sys.executable, "-m", "benchmarks.printers_ours", str(source), str(spool)), _told)


def _told(text: str) -> int:
    found = re.search(r"^answered=(\d+) facts=(\d+)$", text, re.M)
    return int(found[1]) if found and int(found[2]) >= _LEAST_FACTS else 0


def _lines_of(commands: Sequence[str], host: str) -> Callable[[str], int]:
    """Counts hosts by the lines they gave: processes that write at once may break lines, but lose none.

    *commands* are asked of one *host* first; its serial number must be among what it says.
    """
    single = subprocess.run(
        ["sh", "-c", "; ".join(commands).replace("@", host)], capture_output=True, text=True, check=True
    )
    if SERIAL not in single.stdout:
        raise RuntimeError(f"{commands} told nothing: {single.stdout}{single.stderr}")
    each = single.stdout.count("\n")
    return lambda text: 0 if "Timeout" in text else text.count("\n") // each


_V2C = f"-v2c -c {COMMUNITY}"
_V3 = f"-v3 -l authPriv -u {USER} -a SHA-256 -A {AUTH} -x AES -X {PRIV}"


def _net_snmp(folder: Path, hosts: list[str], access: str) -> list[Contender]:
    """The fewest processes that ask for the same: one snmpget and one snmpbulkget of all columns (no table of
    these printers is longer than its repetitions), without MIB files; and a snmpbulkwalk a table."""
    names = folder / "snmp-hosts"
    names.write_text("".join(f"{host}:{SNMP_PORT}\n" for host in hosts))
    how = f"{access} -m '' -Oqn -t 5 -r 2"
    get = f"snmpget {how} @ {' '.join(PRINTER.names)}"
    bulk = f"snmpbulkget {how} -Cn0 -Cr3 @ {' '.join(PRINTER.roots)}"
    walks = [f"snmpbulkwalk {how} @ {table}" for table in _TABLES]
    ways = {"snmpget+snmpbulkget": [get, bulk], "snmpget+snmpbulkwalk": [get, *walks]}
    return [
        Contender(name, ("sh", "-c", _each(names, commands)), _lines_of(commands, f"{hosts[0]}:{SNMP_PORT}"))
        for name, commands in ways.items()
    ]


def _each(names: Path, commands: Sequence[str]) -> str:
    return "; ".join(f"xargs -a {names} -P {AT_ONCE} -I@ {command}" for command in commands)


def _ipptool(folder: Path, hosts: list[str]) -> Contender:
    test = folder / "get.test"
    expected = "".join(f" EXPECT {name}\n" for name in _EXPECTED)
    test.write_text(
        '{\n NAME "get"\n OPERATION Get-Printer-Attributes\n GROUP operation-attributes-tag\n'
        " ATTR charset attributes-charset utf-8\n ATTR language attributes-natural-language en\n"
        f" ATTR uri printer-uri $uri\n ATTR keyword requested-attributes {','.join(ATTRIBUTES)}\n"
        f" STATUS successful-ok\n{expected}}}\n"
    )
    names = folder / "ipp-hosts"
    names.write_text("".join(f"ipp://{host}:{IPP_PORT}/ipp/print\n" for host in hosts))
    command = _each(names, [f"ipptool -t -V 2.0 @ {test}"])
    # it writes «[» and «PASS]» one after the other, and others may come between
    return Contender("ipptool", ("sh", "-c", command), lambda text: text.count("PASS]"))


def _contenders(count: int, folder: Path) -> dict[str, list[Contender]]:
    by_snmp, by_ipp = _hosts(count, 1), _hosts(count, 2)
    snmp = {"printer_ipp": False, "snmp_port": SNMP_PORT}
    passwords = {"snmp_auth_password": AUTH, "snmp_priv_password": PRIV}
    user = {"snmp_user": USER, "snmp_auth_protocol": "SHA-256", "snmp_priv_protocol": "AES", **passwords}
    v2c = _ours(folder, "ours-snmp", by_snmp, snmp_community=COMMUNITY, **snmp)
    v3 = _ours(folder, "ours-snmpv3", by_snmp, **user, **snmp)
    return {
        "SNMP (v2c)": [v2c, *_net_snmp(folder, by_snmp, _V2C)],
        "SNMP (v3, SHA-256, AES)": [v3, *_net_snmp(folder, by_snmp, _V3)[:1]],
        "IPP": [_ours(folder, "ours-ipp", by_ipp, ipp_port=IPP_PORT), _ipptool(folder, by_ipp)],
    }


def _measured(contender: Contender, count: int, rounds: int, folder: Path) -> Sample:
    samples = []
    for number in range(rounds + 1):
        sample = run((), contender.command, contender.answered, folder)
        if sample.hosts != count:
            raise RuntimeError(f"{contender.name}: {sample.hosts} of {count} printers gave what was asked")
        if number:  # the first one warms up
            samples.append(sample)
    return median(samples)


def _row(name: str, sample: Sample, ours: Sample, count: int) -> str:
    each = [f"{1000 * value / count:.2f}" for value in (sample.cpu_s, sample.wall_s)]
    return f"| {name} | {' | '.join(each)} | {sample.cpu_s / ours.cpu_s:.1f} |"


def main() -> None:
    """Serve, measure, print, write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--printers", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    print(f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}")
    latest: dict[str, dict[str, object]] = {}
    with tempfile.TemporaryDirectory() as name, served(Path(name)):
        for way, contenders in _contenders(options.printers, Path(name)).items():
            print(f"\n| {way} | CPU ms a printer | wall ms a printer | CPU ÷ ours |\n|---|---|---|---|")
            ours: Sample | None = None
            for contender in contenders:
                sample = _measured(contender, options.printers, options.rounds, Path(name))
                ours = ours or sample
                latest[f"{way}: {contender.name}"] = asdict(sample)
                print(_row(contender.name, sample, ours, options.printers), flush=True)
    (HERE / "printers.json").write_text(json.dumps(latest, indent=1) + "\n")


if __name__ == "__main__":
    main()
