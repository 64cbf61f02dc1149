"""A store brought to the newest version; one of a newer auditor refused."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from auditor.errors import StoreTooNew
from auditor.i18n import _
from auditor.store.engine import writing
from auditor.store.schema import HEAD

SCRIPTS = Path(__file__).parent / "migrations"


def bring_up_to_date(engine: Engine) -> None:
    """Migrate the store of *engine* when it is older. Raises StoreTooNew when it is newer."""
    with engine.connect() as connection:
        version = version_of(connection)
    if version != HEAD:
        upgrade(engine, SCRIPTS)


def version_of(connection: Connection) -> str | None:
    """The store's version, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(engine: Engine, scripts: Path) -> None:
    """Run the migrations of *scripts* that the store lacks, all in one transaction.

    Of two processes that open an old store, the second waits and finds nothing to do.
    Raises StoreTooNew when *scripts* does not know the store's version.
    """
    from alembic import command  # noqa: PLC0415  (a third of a second that only a migration needs)
    from alembic.config import Config  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with writing(engine).begin() as connection:
        version = version_of(connection)
        if version is not None and version not in known:
            raise _too_new(version)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _too_new(version: str) -> StoreTooNew:
    return StoreTooNew(
        _(
            "the store was written by a newer auditor (its version is {version}, this one knows {head})"
        ).format(version=version, head=HEAD),
        _("update auditor, or set another store_url"),
    )
