"""PostgreSQL gets the tables of Procrastinate, which carries the polls of many machines."""

from __future__ import annotations

from importlib.resources import files

from alembic import op

revision = "0044"
down_revision = "0043"


def upgrade() -> None:
    """As the library that is installed has them; SQLite has one poller and needs none.

    When a later version wants them otherwise, a migration of ours may take all of them away and make them
    anew by the same file: jobs are hints, and come back by themselves.
    """
    if op.get_bind().dialect.name == "sqlite":
        return
    schema = (files("procrastinate") / "sql" / "schema.sql").read_text(encoding="utf-8")
    raw = op.get_bind().connection.cursor()
    # Past SQLAlchemy: there are percent signs in it that are no places for values.
    raw.execute(schema)
    raw.close()
