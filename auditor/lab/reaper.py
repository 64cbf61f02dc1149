"""PID 1 of a lab, once its namespaces stand: it only buries the dead.

    python -I -S reaper.py FD MARK

A script of its own, so that what stays in memory for the lab's life is small; FD gets the word that it is
there.
"""

import os
import signal
import sys


def reap(writer: int) -> None:
    """Bury dead children until SIGTERM. PID 1 gets no signal that it does not handle."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    os.write(writer, b"ready")
    os.close(writer)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            signal.sigwait({signal.SIGCHLD})


if __name__ == "__main__":
    reap(int(sys.argv[1]))
