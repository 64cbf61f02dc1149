"""``python -m benchmarks.ours HOSTVARS FOLDER [--empty]``: our audit's collection, or the floor under it.

It is what the play's one task does: the hosts' variables in, observations in a spool out. With ``--empty``
the PCs get a probe that looks at nothing: the same engine, the same SSH, the floor.
"""

import json
import shutil
import sys
from pathlib import Path

from auditor.collectors import door, pc
from auditor.collectors.request import Request, new_header
from auditor.events.spool import stream
from auditor.workspace import Settings

EMPTY = b"""import base64, json, zlib
print("AUDITOR1 " + base64.b64encode(zlib.compress(json.dumps({"version": 1}).encode())).decode())
"""


def main() -> None:
    """Ask every host; print how many gave what was asked."""
    source, folder, *options = sys.argv[1:]
    if options == ["--empty"]:
        pc.script = lambda target, on_windows: EMPTY
    data = json.loads(Path(source).read_text("utf-8"))
    spool = Path(folder) / ("floor" if options else "spool")
    shutil.rmtree(spool, ignore_errors=True)
    request = Request.of(
        new_header(),
        Settings(forks=64, per_commune=64),
        spool=str(spool),
        known_hosts=(data["known_hosts"],),
        files=("/etc/chromium/policies/managed/pasc.json",),
    )
    door.ask_all(request, data["hosts"], door.Inventory({name: {} for name in data["groups"]}, {}), {})
    least = 0 if options else 50
    answered = sum(not seen.failure and len(seen.facts) >= least for seen in stream(spool))
    print(f"answered={answered}")


if __name__ == "__main__":
    main()
