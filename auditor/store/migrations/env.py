"""Run by alembic for each migration; the caller has opened the transaction and holds the lock."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
