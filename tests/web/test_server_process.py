"""`auditor serve` as a process of its own: what it prints, two workers, and its end."""

import os
import re
import signal
import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.support.workspaces import AUDITOR
from tests.web.serving import workspace


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_two_workers_serve_one_session_and_end_together_in_good_order(tmp_path: Path) -> None:
    of, port = workspace(tmp_path / "w", readers=False), free_port()
    command = [AUDITOR, "--workspace", str(of.root), "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _line in range(4)]
        found = re.search(r"http://\S+/enter\?token=\S+", "".join(told))
        assert found, told
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        with httpx.Client(timeout=60) as reader:
            assert reader.get(found[0]).headers["location"] == "/"
            for _look in range(12):  # a new connection each time, whichever worker takes it
                answer = reader.get(f"http://127.0.0.1:{port}/runs", headers={"connection": "close"})
                assert answer.status_code == 200
        assert len(children.read_text().split()) >= 2
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"http://127.0.0.1:{port}/healthz")


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    of = workspace(tmp_path / "w", readers=False)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        command = [AUDITOR, "--workspace", str(of.root), "serve", "--port", port]
        answer = subprocess.run(command, capture_output=True, text=True, env=os.environ, check=False)
    assert answer.returncode == 2
    assert port in answer.stderr
