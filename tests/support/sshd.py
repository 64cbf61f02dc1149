"""A real OpenSSH server on loopback, with keys, users and settings of its own, for as long as a test runs."""

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

PROGRAM = shutil.which("sshd", path=os.environ["PATH"] + ":/usr/sbin")


@dataclass(frozen=True)
class Sshd:
    """A running server: its port, its host key's known_hosts line, and a client key that it lets in."""

    port: int
    host_key: str
    client_key: Path
    folder: Path
    user: str = field(default_factory=lambda: pwd.getpwuid(os.getuid()).pw_name)

    def known_hosts(self, file: Path, *names: str) -> Path:
        """Add this server's key to *file* under *names* (default: its address)."""
        with file.open("a") as stream:
            for name in names or (f"[127.0.0.1]:{self.port}",):
                stream.write(f"{name} {self.host_key}\n")
        return file


def free_port() -> int:
    """A TCP port of loopback that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def make_key(file: Path, passphrase: str = "", kind: str = "ed25519") -> Path:
    """A new SSH key pair at *file*."""
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", str(file)]
    subprocess.run(command, check=True)
    return file


@contextlib.contextmanager
def running(folder: Path, *settings: str, wrapper: Sequence[str] = ()) -> Iterator[Sshd]:
    """An sshd with its files in *folder* and more lines of sshd_config; *wrapper* is a command around it."""
    assert PROGRAM, "openssh-server is not installed"
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:  # where sshd separates its privileges
        Path("/run/sshd").mkdir(parents=True, exist_ok=True)
    host_key, client_key = make_key(folder / "host"), make_key(folder / "client")
    (folder / "authorized_keys").write_text(client_key.with_suffix(".pub").read_text())
    port = free_port()
    config = folder / "sshd_config"
    config.write_text(
        "\n".join(
            (
                *settings,  # the first value of a setting wins
                f"ListenAddress 127.0.0.1:{port}",
                f"HostKey {host_key}",
                f"AuthorizedKeysFile {folder}/authorized_keys",
                "StrictModes no",
                "PermitRootLogin yes",
                "PasswordAuthentication no",
                "UsePAM no",
                "PidFile none",
                "UseDNS no",
                "MaxStartups 500",
                "PrintMotd no",
            )
        )
        + "\n"
    )
    command = [*wrapper, PROGRAM, "-D", "-e", "-f", str(config)]
    with (folder / "log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            wait_until_it_listens(process, port)
            public = " ".join(host_key.with_suffix(".pub").read_text().split()[:2])
            yield Sshd(port, public, client_key, folder)
        finally:
            process.terminate()


def wait_until_it_listens(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until *process* takes connections on *port* of loopback; fails when it ends first."""
    while process.poll() is None:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), 5):
            return
    raise AssertionError(f"ended at once: {process.args}")
