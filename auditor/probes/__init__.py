"""The probes: what is sent to a device and run there. Nothing here is imported by the probe itself."""

import base64
import json
import zlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any


def linux_script(asks: Mapping[str, Any]) -> bytes:
    """:func:`linux_source`, packed: less than half to send to each PC, over a thin line too."""
    packed = base64.b64encode(zlib.compress(linux_source(asks), 9))
    return (
        b"import binascii, zlib\nexec(compile(zlib.decompress(binascii.a2b_base64(%r)), 'probe', 'exec'))\n"
        % packed
    )


def linux_source(asks: Mapping[str, Any]) -> bytes:
    """The Linux probe with what it shall look at, ready for the standard input of a Python 3.6 or newer.

    *asks*: ``files`` (paths to hash), ``endpoints`` (list of ``{name, url, essential}``), ``ntp`` (time
    servers), ``throughput`` (``{bytes, url, iperf3}``: how much, from where), ``limits``
    (``endpoint_s``: seconds for each endpoint); each may be left out. Raises ValueError or TypeError for what
    JSON cannot hold.
    """
    plain = json.loads(json.dumps(asks, allow_nan=False))
    # The literal of plain data is ASCII and quotes whatever a name may hold: it cannot become code.
    return f"ASKS = {plain!a}\n".encode("ascii") + _linux()


@cache
def _linux() -> bytes:
    return resources.files(__name__).joinpath("linux.py").read_bytes()
