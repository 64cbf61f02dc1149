"""Who is measured: each with its command, and how its output proves that every host really answered."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PEERS = HERE.parent / ".venv-bench" / "bin"
OURS = Path(sys.executable).parent
PYINFRA_FACTS = (
    "server.Hostname",
    "server.LinuxDistribution",
    "server.KernelVersion",
    "server.Uptime",
    "server.Timezone",
    "server.Mounts",
    "server.Users",
    "server.Groups",
    "server.Locales",
    "server.RebootRequired",
    "hardware.Memory",
    "hardware.CpuInfo",
    "hardware.NetworkDevices",
    "deb.DebPackages",
    "systemd.SystemdStatus",
    "systemd.SystemdEnabled",
)
"""About what the audit asks (fewer: no printers, certificates, fonts, SSH settings, services reached)."""


@dataclass(frozen=True)
class Contender:
    """One way of asking 40 PCs; ``answered`` counts in its output the hosts that gave what was asked."""

    name: str
    command: tuple[str, ...]
    answered: Callable[[str], int]
    environment: Mapping[str, str] = field(default_factory=dict)


def _recap(tasks: int) -> Callable[[str], int]:
    pattern = re.compile(r"^\S+\s+: ok=(\d+) .*unreachable=0\s+failed=0", re.M)
    return lambda text: sum(int(ok) >= tasks for ok in pattern.findall(text))


def _ours(text: str) -> int:
    found = re.search(r"^answered=(\d+)$", text, re.M)
    return int(found[1]) if found else 0


def _pyinfra(text: str) -> int:
    # a fact is printed as "Fact data for: name" with a line per host that answered
    hosts = re.findall(r'"(pasc-[^"]+)":', text)
    return sum(hosts.count(host) >= len(PYINFRA_FACTS) for host in set(hosts))


def _testinfra(text: str) -> int:
    passed = re.search(r"(\d+) passed", text)
    return int(passed[1]) // 10 if passed and "failed" not in text and "error" not in text else 0


def _hosts(inventory: Path) -> dict[str, dict[str, Any]]:
    command = [str(OURS / "ansible-inventory"), "-i", str(inventory), "--list"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    variables = listed["_meta"]["hostvars"]
    return {name: variables[name] for name in listed["pc"]["hosts"]}


def _peer_inventories(hosts: dict[str, dict[str, Any]], known_hosts: Path, folder: Path) -> tuple[Path, Path]:
    ssh = ["Host *", f"  UserKnownHostsFile {known_hosts}", "  KexAlgorithms curve25519-sha256"]
    pyinfra = []
    for name, has in hosts.items():
        key, user, address = has["ansible_ssh_private_key_file"], has["ansible_user"], has["ansible_host"]
        ssh += [f"Host {name}", f"  HostName {address}", f"  User {user}", f"  IdentityFile {key}"]
        data = {
            "ssh_hostname": address,
            "ssh_user": user,
            "ssh_key": key,
            "ssh_known_hosts_file": str(known_hosts),
        }
        pyinfra.append((name, data))
    config, inventory = folder / "ssh_config", folder / "pyinfra_hosts.py"
    config.write_text("\n".join(ssh) + "\n")
    inventory.write_text(f"hosts = {pyinfra!r}\n")
    return config, inventory


def contenders(workspace: Path, lab: str, folder: Path) -> list[Contender]:
    """Every way, against the *lab* whose inventory is in *workspace*; scratch files go to *folder*."""
    inventory = workspace / "inventories" / lab
    hosts = _hosts(inventory)
    arguments = next(iter(hosts.values()))["ansible_ssh_common_args"]
    known_hosts = Path(arguments.partition("UserKnownHostsFile=")[2].split()[0])
    ours = _ours_ways(workspace, inventory, hosts, known_hosts, folder)
    module, tasks = _ansible_ways(inventory, known_hosts, folder)
    return [*ours, module, *_other_ways(hosts, known_hosts, folder), tasks]


def _ours_ways(
    workspace: Path, inventory: Path, hosts: dict[str, dict[str, Any]], known_hosts: Path, folder: Path
) -> list[Contender]:
    variables = folder / "hosts.json"
    groups = ["all", "pc", *{f"commune_{has['commune']}" for has in hosts.values()}]
    # no peer asks whether the PC reaches the province's services: for equal work ours does not either
    asked = {name: {key: has[key] for key in has if key != "endpoints"} for name, has in hosts.items()}
    variables.write_text(json.dumps({"hosts": asked, "groups": groups, "known_hosts": str(known_hosts)}))
    python = (sys.executable, "-m", "benchmarks.ours", str(variables), str(folder))
    audit = f"{OURS}/auditor --workspace {workspace} audit --inventory {inventory} --limit pc --json"
    return [
        Contender("ours", python, _ours),
        Contender("floor", (*python, "--empty"), _ours),
        Contender("ours_whole_audit", tuple(audit.split()), _audited, {"AUDITOR_PER_COMMUNE": "64"}),
    ]


def _ansible_ways(inventory: Path, known_hosts: Path, folder: Path) -> tuple[Contender, Contender]:
    settings = {
        "ANSIBLE_PIPELINING": "1",
        "ANSIBLE_FORKS": "40",
        "ANSIBLE_SSH_ARGS": "-o ControlMaster=auto -o ControlPersist=60s -o KexAlgorithms=curve25519-sha256"
        f" -o UserKnownHostsFile={known_hosts} -o ControlPath={folder}/%C",
        "ANSIBLE_LIBRARY": str(HERE / "peers" / "library"),
        "ANSIBLE_PYTHON_INTERPRETER": "/usr/bin/python3",
    }
    playbook = (str(OURS / "ansible-playbook"), "-i", str(inventory))
    module = (*playbook, str(HERE / "peers" / "module.yml"), "-e", f"probe_script={_script(folder)}")
    tasks = (*playbook, str(HERE / "peers" / "tasks.yml"))
    return (
        Contender("ansible_module", module, _recap(1), settings),
        Contender("ansible_tasks", tasks, _recap(15), settings),
    )


def _other_ways(hosts: dict[str, dict[str, Any]], known_hosts: Path, folder: Path) -> list[Contender]:
    config, pyinfra_hosts = _peer_inventories(hosts, known_hosts, folder)
    pyinfra = f"{PEERS}/pyinfra --sudo --parallel 40 {pyinfra_hosts} fact"
    names = ",".join(f"ssh://{name}" for name in hosts)
    testinfra = f"{PEERS}/pytest -q -p no:cacheprovider -n 8 --sudo --ssh-config={config} --hosts={names}"
    return [
        Contender("pyinfra", (*pyinfra.split(), *PYINFRA_FACTS), _pyinfra),
        Contender("testinfra", (*testinfra.split(), str(HERE / "peers" / "testinfra_pc.py")), _testinfra),
    ]


def _audited(text: str) -> int:
    start = text.find("{")
    return int(json.JSONDecoder().raw_decode(text[start:])[0].get("answered", 0)) if start >= 0 else 0


def _script(folder: Path) -> Path:
    from auditor.probes import linux_script

    path = folder / "probe.py"
    path.write_bytes(linux_script({}))
    return path
