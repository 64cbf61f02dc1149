"""``python -m benchmarks.printers_ours HOSTVARS FOLDER``: our collection of printers, spool and all.

Prints how many printers gave their facts, and how many facts the least of them gave.
"""

import json
import shutil
import sys
from pathlib import Path

from auditor.collectors import door
from auditor.collectors.request import Request, new_header
from auditor.events.spool import stream
from auditor.workspace import Settings


def main() -> None:
    """Ask every printer; print how many gave what was asked."""
    source, folder = sys.argv[1:]
    hosts = json.loads(Path(source).read_text("utf-8"))
    spool = Path(folder) / "spool"
    shutil.rmtree(spool, ignore_errors=True)
    request = Request.of(new_header(), Settings(forks=64, per_commune=64), spool=str(spool))
    groups: dict[str, dict[str, object]] = {"commune_03158": {}}
    door.ask_all(request, hosts, door.Inventory(groups, {}), {})
    facts = [len(seen.facts) for seen in stream(spool) if not seen.failure]
    print(f"answered={len(facts)} facts={min(facts, default=0)}")


if __name__ == "__main__":
    main()
