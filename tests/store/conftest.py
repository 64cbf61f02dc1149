"""Every test of the store runs on both databases, each time on an empty one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.postgres import NoPostgreSQL, Server, server

from auditor.i18n import activate
from auditor.store import Store


@pytest.fixture(autouse=True)
def _english() -> None:
    """Tests of the command line, which run in the same process, leave their language behind."""
    activate("en")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    try:
        with server() as running:
            yield running
    except NoPostgreSQL as reason:
        pytest.skip(str(reason))


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    running: Server = request.getfixturevalue("postgresql")
    return running.create_database()


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with Store.open(url) as opened:
        yield opened
