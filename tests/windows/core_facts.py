"""Fails when the facts of a real Windows lack one without which a counter cannot be judged.

python tests/windows/core_facts.py FACTS_FILE     (what ``auditor parse --format probe-windows`` printed)
"""

import json
import sys
from pathlib import Path

CORE = (
    *(
        "os.family",
        "os.release",
        "os.build",
        "os.edition",
        "os.name",
        "os.arch",
        "host.name",
        "host.uptime_s",
    ),
    *("memory.total_mib", "cpu.count", "cpu.model", "filesystems", "disk.root_free_percent", "time.zone"),
    *("net.interfaces", "net.gateways", "net.dns", "packages.names", "browser.names", "fonts.families"),
    *(
        "fonts.vietnamese",
        "services.active",
        "services.disabled",
        "ca.roots",
        "firewall.profiles",
        "uac.enabled",
    ),
    *(
        "rdp.access",
        "accounts.admins",
        "accounts.autologin",
        "accounts.stored_password",
        "host.reboot_required",
    ),
    *("print.queues", "certificates.personal", "usb.devices", "files", "endpoints", "probe.privileged"),
)


def wrong(facts: dict[str, object]) -> list[str]:
    """What is missing, and what cannot be so on any Windows."""
    found = [f"missing: {name}" for name in CORE if name not in facts]
    endpoints = {each["name"]: each for each in facts.get("endpoints", [])}  # type: ignore[attr-defined]
    if facts.get("os.family") != "windows":
        found.append("os.family")
    if endpoints.get("no-name", {}).get("stage") != "dns":
        found.append(f"a name that does not exist: {endpoints.get('no-name')}")
    if not endpoints.get("tls", {}).get("tls_days_left"):
        found.append(f"no certificate: {endpoints.get('tls')}")
    if [each.get("exists") for each in facts.get("files", [])] != [True, False]:  # type: ignore[attr-defined]
        found.append(f"files: {facts.get('files')}")
    return found


def main(file: str) -> int:
    """0 when all is there; says what is not, and why."""
    said = json.loads(Path(file).read_text("utf-8").splitlines()[0])
    problems = wrong(said["facts"])
    print(json.dumps(said["facts"], indent=1, ensure_ascii=True)[:20_000])  # noqa: T201
    print("\n".join(["reasons:", *said["errors"], "problems:", *problems]))  # noqa: T201
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
