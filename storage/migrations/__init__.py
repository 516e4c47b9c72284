"""Alembic migrations: how the tables became what they are."""
