"""Tokens: who may change, over the site, who is told what. Of a token only its SHA-256 is kept."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection, RowMapping, delete, insert, or_, select, update

from storage.tables import tokens

#: By it a token is known as one of ours where it was left lying about.
PREFIX = "balagh_"


@dataclass(frozen=True, slots=True)
class Token:
    """A token that stands, without what was shown of it once."""

    id: int
    name: str
    created_at: datetime
    used_on: date | None  #: UTC day of its latest use


def insert_token(connection: Connection, name: str, now: datetime) -> tuple[Token, str] | None:
    """A new token and what is to be shown of it, once; None where one of that name stands."""
    if connection.scalar(select(tokens.c.id).where(tokens.c.name == name)) is not None:
        return None
    shown = PREFIX + secrets.token_urlsafe(32)
    values = {"name": name, "digest": _digest(shown), "created_at": now}
    row = connection.execute(insert(tokens).values(values).returning(tokens)).mappings().one()
    return _token(row), shown


def list_tokens(connection: Connection) -> list[Token]:
    """The tokens that stand, the first one first."""
    return [_token(row) for row in connection.execute(select(tokens).order_by(tokens.c.id)).mappings()]


def find_token(connection: Connection, presented: str) -> Token | None:
    """The token that somebody shows, if it stands. Takes as long whichever it is, and where it is none."""
    digest = _digest(presented)
    rows = connection.execute(select(tokens)).mappings().all()
    same = [row for row in rows if hmac.compare_digest(row["digest"], digest)]
    return _token(same[0]) if same else None


def note_use(connection: Connection, token: Token, day: date) -> None:
    """Keep that a token was used on a day."""
    older = or_(tokens.c.used_on.is_(None), tokens.c.used_on < day.isoformat())
    connection.execute(update(tokens).where(tokens.c.id == token.id, older).values(used_on=day.isoformat()))


def remove_token(connection: Connection, name: str) -> bool:
    """Let a token count no more; False where none of that name stands."""
    return connection.execute(delete(tokens).where(tokens.c.name == name)).rowcount == 1


def _digest(presented: str) -> str:
    return sha256(presented.encode("utf-8", "surrogatepass")).hexdigest()


def _token(row: RowMapping) -> Token:
    used_on = row["used_on"]
    return Token(row["id"], row["name"], row["created_at"], used_on and date.fromisoformat(used_on))
