"""Fixtures that several rooms' tests share."""

import pytest
from support import sshd as servers


@pytest.fixture(scope="session")
def openssh(tmp_path_factory):
    """A real OpenSSH server on loopback that lets its client key in."""
    if not servers.PROGRAM:
        pytest.skip("openssh-server is not installed")
    with servers.running(tmp_path_factory.mktemp("sshd")) as server:
        yield server
