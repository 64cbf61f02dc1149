"""``make realdata``: what the parsers say of recordings of real devices, compared with what is known of them.

``python -m tests.realdata [KIND…] [--all]``; --all names every field that is not compared.
"""

import sys

from tests.realdata.score import KINDS, NEEDED, report, share, sheets
from tests.realdata.sheet import DEFAULT, folder


def main(arguments: list[str]) -> int:
    """Print the report; 1 when a kind has less than NEEDED right."""
    place = folder()
    if place is None:
        sys.stdout.write(
            f"no recordings: neither AUDITOR_REALDATA nor {DEFAULT.parent.name}/{DEFAULT.name}\n"
        )
        return 0
    kinds = [word for word in arguments if not word.startswith("-")]
    scored = list(sheets(place, kinds))
    for line in report(scored, every_reason="--all" in arguments):
        sys.stdout.write(f"{line}\n")
    poor = [
        kind
        for kind in KINDS
        if (of_kind := [s for s in scored if s.item["kind"] == kind]) and share(of_kind) < NEEDED
    ]
    if poor:
        sys.stdout.write(f"under {NEEDED:.0%}: {', '.join(poor)}\n")
    return 1 if poor else 0


raise SystemExit(main(sys.argv[1:]))
