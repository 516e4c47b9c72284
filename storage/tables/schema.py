"""What all tables share: where they are registered, and how their keys and indexes are named."""

from __future__ import annotations

from sqlalchemy import MetaData, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: Few rows are ever amended; in words that the partial index is found by.
AMENDED = text("amended IS NOT NULL")
