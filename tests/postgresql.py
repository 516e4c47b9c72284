"""A real PostgreSQL server for the tests, with data of its own, gone with the process that started it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from storage import migrate
from storage.database import open_store

#: Debian keeps the server's programs out of the PATH, by version.
DEBIAN = Path("/usr/lib/postgresql")
TEMPLATE = "with_tables"


def find_programs() -> Path | None:
    """The folder of initdb and pg_ctl; the newest version, None where there is none."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda one: float(one.parents[1].name))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


@dataclass
class Server:
    """A running server; databases with all tables are copied from one that was migrated once."""

    port: int
    stop: Callable[[], None] = lambda: None  #: at once, as by a failure; all connections are lost
    start: Callable[[], None] = lambda: None
    made: int = 0
    templates: set[str] = field(default_factory=set)

    def restart(self) -> None:
        """Stop and start: all connections are lost."""
        self.stop()
        self.start()

    def url(self, database: str) -> str:
        """What BALAGH_DATABASE_URL says of a database."""
        return f"postgresql+psycopg://balagh@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, *names: str) -> None:
        """Run one statement as the server's owner."""
        where = f"postgresql://balagh@127.0.0.1:{self.port}/postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def make_empty(self) -> str:
        """A new database without tables; gives its address."""
        self.made += 1
        name = f"test_{self.made}"
        self.run("create database {}", name)
        return self.url(name)

    def make_migrated(self) -> str:
        """A new database with its tables; gives its address."""
        if TEMPLATE not in self.templates:
            self.run("create database {}", TEMPLATE)
            store = open_store(self.url(TEMPLATE))
            migrate.upgrade(store)
            store.close()
            self.templates.add(TEMPLATE)
        self.made += 1
        name = f"test_{self.made}"
        self.run("create database {} template {}", name, TEMPLATE)
        return self.url(name)

    @contextmanager
    def on_disk(self, folder: str) -> Iterator[str]:
        """An empty database whose files lie in a folder of the server's user, until the end of the block."""
        self.made += 1
        name = f"test_{self.made}"
        self.run(f"create tablespace {{}} location '{folder}'", name)
        self.run("create database {} tablespace {}", name, name)
        try:
            yield self.url(name)
        finally:
            self.run("drop database {} with (force)", name)
            self.run("drop tablespace {}", name)


@contextmanager
def running(programs: Path, *, fsync: bool = False, network: str | None = None) -> Iterator[Server]:
    """A server with an empty cluster, until the end of the block; tests need not wait for the disk.

    Who comes from `network` is let in, too; by default this machine alone.
    """
    # PostgreSQL refuses to run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="balagh-postgresql-", ignore_cleanup_errors=True) as folder:
        if user is not None:
            shutil.chown(folder, user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])

        def call(program: str, *words: str) -> None:
            command = [programs / program, *words]
            done = subprocess.run(
                command, user=user, cwd=folder, capture_output=True, text=True, timeout=120, check=False
            )
            assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"

        data, log = f"{folder}/data", f"{folder}/log"
        call("initdb", "-D", data, "-U", "balagh", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        if network is not None:
            with Path(data, "pg_hba.conf").open("a") as rules:
                rules.write(f"host all all {network} trust\n")
        listens = "127.0.0.1" if network is None else "*"
        options = f"-c port={port} -c listen_addresses={listens} -c unix_socket_directories="
        options += f" -c fsync={'on' if fsync else 'off'}"

        def start() -> None:
            call("pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")

        start()
        try:
            yield Server(port, lambda: call("pg_ctl", "-D", data, "-m", "fast", "-w", "stop"), start)
        finally:
            call("pg_ctl", "-D", data, "-m", "immediate", "stop")
