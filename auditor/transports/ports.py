"""Whether a TCP port takes a connection: one handshake, closed at once; nothing is sent."""

import socket

_SECONDS = 2.0


def accepts(host: str, port: int, seconds: float = _SECONDS) -> bool | None:
    """True when *host* accepts, False when it refuses or lets it drop; None when *host* is not found."""
    try:
        with socket.create_connection((host, port), min(seconds, _SECONDS)):
            return True
    except socket.gaierror:
        return None
    except OSError:  # refused, filtered on the way, or no route for it
        return False
