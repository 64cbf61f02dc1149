"""A slow line where the kernel has no netem: takes packets from a TUN device and gives them back later.

    python3 -I -S relay.py DEVICE DELAY_MS JITTER_MS       (in the link's network namespace)

Each packet waits DELAY_MS / 2 and something between 0 and JITTER_MS, so that a round trip takes DELAY_MS
and more.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

_TUNSETIFF = 0x400454CA
_IFF_TUN_NO_PI = 0x1001


def relay(device: str, delay_s: float, jitter_s: float) -> None:
    """Pass packets on until killed."""
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _TUNSETIFF, struct.pack("16sH", device.encode(), _IFF_TUN_NO_PI))
    waiting: list[tuple[float, int, bytes]] = []
    count = 0
    while True:
        patience = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        if select.select([tun], [], [], patience)[0]:
            count += 1
            packet = os.read(tun, 65536)
            # A line's buffer is finite too: what comes when it is full is lost.
            if len(waiting) < 5000:
                due = time.monotonic() + delay_s / 2 + random.random() * jitter_s  # noqa: S311 (weather, not a secret)
                heapq.heappush(waiting, (due, count, packet))
        while waiting and waiting[0][0] <= time.monotonic():
            os.write(tun, heapq.heappop(waiting)[2])


if __name__ == "__main__":
    relay(sys.argv[1], float(sys.argv[2]) / 1000, float(sys.argv[3]) / 1000)
