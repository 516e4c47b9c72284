"""The archive's database: opened, migrated, and written in transactions by one writer at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    DisconnectionError,
    NoSuchModuleError,
    OperationalError,
)
from sqlalchemy.pool import ConnectionPoolEntry

from storage.model import NoRoomError, StorageError, UsageError

__all__ = ["Connection", "Store", "open_store", "sent_together"]

#: How long SQLite's writer waits for another one, and PostgreSQL's for a row, in seconds.
LOCK_TIMEOUT_SECONDS = 10
#: How long a writer on PostgreSQL stands in line, a second at a time: who is stopped in it would be given the
#: turn, and several of them would have it one after the other.
MOST_SECONDS_IN_LINE = 40
#: After so long without a word from whoever has the turn, PostgreSQL gives it to the next one: a process that
#: was stopped in its midst would hold up all others.
MOST_IDLE_SECONDS = 5
#: To which SQLite shortens its journal when what is in it has been written to the database.
MOST_JOURNAL_BYTES = 64_000_000
#: PostgreSQL's advisory lock that writers take: a number that names us among its other users.
WRITERS = 0x62616C61
#: After which a connection to PostgreSQL is tried before it is used again.
PAUSE_SECONDS = 1


class Store:
    """An open archive. `read()` and `write()` give a connection; a `write()` is one transaction."""

    def __init__(self, engine: Engine, place: str, lock_file: Path | None = None) -> None:
        self.engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        # We say BEGIN ourselves.
        self._own = engine if self.is_sqlite else engine.execution_options(isolation_level="AUTOCOMMIT")
        self._turn = Lock()  # of this process's threads, when they write
        self.place = place  #: what people call it: the file, or the address without its password
        self.lock_file = lock_file  #: beside the database, for whoever is to be the only one

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one consistent state."""
        with said_clearly(self.place), self._own.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN" if self.is_sqlite else _BEGIN_READING)
            yield connection

    @contextmanager
    def peek(self) -> Iterator[Connection]:
        """A connection for a question or two, of which each is told what is there by then."""
        with said_clearly(self.place), self._own.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: all of it is kept, or nothing. Writers take turns."""
        # Threads of ours wait here: SQLite would let the same one try again and again in vain.
        with self._turn, said_clearly(self.place), self._own.connect() as connection, connection.begin():
            # Taken at once, not at the first change: two that read first would lock each other out. And
            # event ids, which are given before the commit, grow in the order of the commits by this alone.
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            else:
                _take_turn(connection)
            yield connection

    @contextmanager
    def write_aside(self) -> Iterator[Connection]:
        """One short transaction that waits for no writer's turn: for rows that no decision hangs on."""
        with said_clearly(self.place), self._own.connect() as connection, connection.begin():
            connection.exec_driver_sql("BEGIN IMMEDIATE" if self.is_sqlite else _BEGIN_ASIDE)
            yield connection

    def exists(self) -> bool:
        """Whether anything is there to be opened: a file may not be; a server says so by itself."""
        return not self.is_sqlite or Path(self.place).exists()

    @property
    def connection_words(self) -> dict[str, Any]:
        """What the driver of PostgreSQL is told to find this database, for who connects by himself."""
        words = dict(self.engine.dialect.create_connect_args(self.engine.url)[1])
        words.pop("context", None)  # how SQLAlchemy wants values to be read
        return words

    def close(self) -> None:
        """Give the file or the server back."""
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The archive at a database address (`sqlite:///…` or `postgresql+psycopg://…`), without migrating it.

    Raises UsageError where the address is none, StorageError where its folder cannot be made or written.
    """
    file, parsed = find_file(url), _move_password(make_url(url))
    if file is not None:
        return _open_sqlite(file)
    try:
        engine = create_engine(parsed)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise UsageError(
            f"BALAGH_DATABASE_URL: no driver for {parsed.drivername}; it begins with sqlite:/// "
            "or postgresql+psycopg://"
        ) from error
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_look_after_pause, engine))
    return Store(engine, parsed.set(query={}).render_as_string(hide_password=True))


def _move_password(url: URL) -> URL:
    """The address with the password that it may have behind its `?` where nothing shows it."""
    password = url.normalized_query.get("password", (url.password,))[-1]
    return url.set(password=password).difference_update_query(["password"])


def find_store(url: str) -> Store | None:
    """The archive at a database address, None where its file is missing; one on a server may be empty."""
    file = find_file(url)
    return open_store(url) if file is None or file.exists() else None


def find_file(url: str) -> Path | None:
    """SQLite's file at a database address, None where a server has it. Raises UsageError where it is none."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:  # ValueError: a port that is no number
        raise UsageError(
            "BALAGH_DATABASE_URL is no database address; it looks like sqlite:///path/to/balagh.db"
        ) from error
    if "@" in (parsed.host or ""):  # the rest of a password, which nothing is to show
        signs = "@ as %40, / as %2F, : as %3A, % as %25"
        raise UsageError(f"BALAGH_DATABASE_URL: some signs are written otherwise in its password: {signs}")
    return Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None


def _note_use(_connection: object, entry: ConnectionPoolEntry) -> None:
    entry.info["used"] = monotonic()


def _look_after_pause(engine: Engine, connection: Any, entry: ConnectionPoolEntry, _: object) -> None:
    """A server may have closed what was not used for a while; asked each time, it would answer twice."""
    if monotonic() - entry.info.get("used", monotonic()) < PAUSE_SECONDS:
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error  # the pool opens another one


def _open_sqlite(path: Path) -> Store:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"the data folder {path.parent} cannot be made ({error.strerror}); set BALAGH_HOME to another one"
        ) from error
    unwritable = next((p for p in (path, path.parent) if p.exists() and not os.access(p, os.W_OK)), None)
    if unwritable is not None:
        raise StorageError(f"{unwritable} cannot be written; give yourself the right, or set BALAGH_HOME")
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": LOCK_TIMEOUT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    return Store(engine, str(path), path.with_name(f"{path.name}.lock"))


def _prepare_sqlite(connection: object, _entry: ConnectionPoolEntry) -> None:
    """Readers beside one writer (WAL), every commit on disk (FULL), references kept."""
    connection.isolation_level = None  # type: ignore[attr-defined]  # we say BEGIN ourselves
    cursor = connection.cursor()  # type: ignore[attr-defined]
    limit = f"journal_size_limit={MOST_JOURNAL_BYTES}"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", limit):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


#: What transactions begin with on PostgreSQL; told in one message, as each waits for its answer.
_BEGIN_READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_BEGIN_CHANGING = f"BEGIN; SET LOCAL idle_in_transaction_session_timeout = '{MOST_IDLE_SECONDS}s'"
_WAIT_FOR_ROWS = f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT_SECONDS}s'"
_BEGIN_ASIDE = f"{_BEGIN_CHANGING}; {_WAIT_FOR_ROWS}"
_BEGIN_WRITING = (
    f"{_BEGIN_CHANGING}; SET LOCAL lock_timeout = '1s'; SELECT pg_advisory_xact_lock({WRITERS}); "
    f"{_WAIT_FOR_ROWS}"
)


#: Ends the session that has the writers' turn and has said nothing for too long. Between statements that are
#: sent together PostgreSQL does not count that by itself: the session is "active", and waits for its client.
_END_STALLED = f"""
SELECT pg_terminate_backend(session.pid) FROM pg_locks AS lock JOIN pg_stat_activity AS session USING (pid)
WHERE lock.locktype = 'advisory' AND session.datname = current_database() AND lock.granted
AND (lock.classid, lock.objid, lock.objsubid) = (0, {WRITERS}, 1)
AND session.wait_event = 'ClientRead'
AND session.state_change < clock_timestamp() - interval '{MOST_IDLE_SECONDS}s'
"""  # noqa: S608  # our own constants


def _take_turn(connection: Connection) -> None:
    """Begin to write on PostgreSQL; who was stopped or cut off in the midst of it loses its turn."""
    for seconds_left in reversed(range(MOST_SECONDS_IN_LINE)):
        try:
            connection.exec_driver_sql(_BEGIN_WRITING)
        except OperationalError as error:
            if not seconds_left or getattr(error.orig, "sqlstate", None) != _STAYED_LOCKED:
                raise
            connection.exec_driver_sql("ROLLBACK")
            connection.exec_driver_sql(_END_STALLED)
        else:
            return


@contextmanager
def sent_together(connection: Connection) -> Iterator[None]:
    """Statements that only write: PostgreSQL is told all of them before it is asked how they went.

    What fails is raised by a later one, or at the end of the block; what is asked in it has no answer.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    failure = connection.dialect.loaded_dbapi.Error
    try:
        with driver.pipeline():
            yield
    except failure as error:
        raise DBAPIError.instance(None, None, error, failure, dialect=connection.dialect) from error


@contextmanager
def said_clearly(place: str) -> Iterator[None]:
    """Turn what a database engine says into a sentence for people."""
    try:
        yield
    except OverflowError as error:
        raise StorageError(f"the archive {place} holds no number as high as this one") from error
    except OperationalError as error:
        kind = NoRoomError if _is_full(error.orig) else StorageError
        raise kind(f"the archive {place} {_explain(str(error.orig))}") from error
    except DatabaseError as error:
        if getattr(error.orig, "sqlstate", None) == _WAS_IDLE:
            raise StorageError(f"the archive {place} {_explain(str(error.orig))}") from error
        if "not a database" in str(error.orig) or "malformed" in str(error.orig):
            raise StorageError(f"the archive {place} {_explain(str(error.orig))}") from error
        raise


def _is_full(error: BaseException | None) -> bool:
    """Whether an engine says that its disk is full; PostgreSQL says it by number, in whatever language."""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    return code in ("SQLITE_FULL", "53100")


#: PostgreSQL's number for a lock that was waited for in vain.
_STAYED_LOCKED = "55P03"
#: PostgreSQL's number for a transaction that stood still for too long.
_WAS_IDLE = "25P03"
_GONE = "does not answer; start the PostgreSQL server, or mend BALAGH_DATABASE_URL"
_EXPLANATIONS = {
    "idle-in-transaction": f"waited {MOST_IDLE_SECONDS} seconds for us in the midst of a change, "
    "and undid it; nothing of it was kept",
    "lock timeout": "stayed locked by another program; try again",
    "locked": f"stayed locked by another program for {LOCK_TIMEOUT_SECONDS} seconds; "
    "stop that one, or try again",
    "disk is full": "cannot grow, the disk is full; nothing was lost: make room and go on",
    "readonly": "cannot be written; give yourself the right, or set BALAGH_HOME to another folder",
    "not a database": "is no SQLite database; move it away, or set BALAGH_HOME to another folder",
    "malformed": "is damaged; bring back a backup (balagh db backup makes them)",
    "Connection refused": _GONE,
    "starting up": _GONE,
    "shutting down": _GONE,
    "terminating connection": _GONE,
    "closed the connection": _GONE,
    "connection is lost": _GONE,
    "connection is closed": _GONE,
    "failed to resolve": "has a server name that is not known; mend BALAGH_DATABASE_URL",
    "authentication failed": "does not let us in; mend user and password in BALAGH_DATABASE_URL",
    "does not exist": "is not there; make it (createdb), or mend BALAGH_DATABASE_URL",
    "No space left": "cannot grow, the server's disk is full; nothing was lost: make room and go on",
    "could not extend": "cannot grow, the server's disk is full; nothing was lost: make room and go on",
    "unable to open": "cannot be opened; see that its folder exists and is yours",
}


def _explain(words: str) -> str:
    known = (said for sign, said in _EXPLANATIONS.items() if sign in words)
    return next(known, f"does not answer as it should: {words}")
