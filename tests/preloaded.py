"""The `balagh` command with what it imports already in memory: each run is a fork of one process that has it.

Importing takes most of a short command's time, and the tests run hundreds. All else is as a user has it:
a process of its own with its own arguments, environment, folder, streams and exit code. Where a test needs
the very process that a user starts (to kill it, or to look at it while it runs), `Command.start` gives that.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

#: What commands import when they run. None of these opens Twisted's reactor: each fork opens its own.
IMPORTED = [
    "alembic.command",
    "cli.backfill",
    "cli.main",
    "crawler.contract",
    "crawler.leave",
    "crawler.ledger",
    "crawler.politeness.middleware",
    "crawler.spider",
    "monitor.add",
    "monitor.alert_rows",
    "monitor.channels",
    "monitor.crawl",
    "monitor.decide",
    "monitor.deliver",
    "monitor.due",
    "monitor.pipeline",
    "monitor.tidying",
    "monitor.room",
    "monitor.watch",
    "procrastinate",
    "protego",
    "pydantic.type_adapter",
    "rich._emoji_codes",
    "scrapy.core.downloader.handlers.http11",
    "scrapy.core.engine",
    "scrapy.downloadermiddlewares.defaultheaders",
    "scrapy.downloadermiddlewares.downloadtimeout",
    "scrapy.downloadermiddlewares.httpauth",
    "scrapy.downloadermiddlewares.httpcache",
    "scrapy.downloadermiddlewares.httpcompression",
    "scrapy.downloadermiddlewares.httpproxy",
    "scrapy.downloadermiddlewares.offsite",
    "scrapy.downloadermiddlewares.redirect",
    "scrapy.downloadermiddlewares.retry",
    "scrapy.downloadermiddlewares.robotstxt",
    "scrapy.downloadermiddlewares.stats",
    "scrapy.downloadermiddlewares.useragent",
    "scrapy.dupefilters",
    "scrapy.extensions.closespider",
    "scrapy.extensions.corestats",
    "scrapy.extensions.feedexport",
    "scrapy.extensions.logcount",
    "scrapy.extensions.logstats",
    "scrapy.extensions.memdebug",
    "scrapy.extensions.memusage",
    "scrapy.extensions.remote_control",
    "scrapy.extensions.spiderstate",
    "scrapy.extensions.telnet",
    "scrapy.extensions.throttle",
    "scrapy.logformatter",
    "scrapy.pqueues",
    "scrapy.spidermiddlewares.depth",
    "scrapy.spidermiddlewares.httperror",
    "scrapy.spidermiddlewares.referer",
    "scrapy.spidermiddlewares.start",
    "scrapy.spidermiddlewares.urllength",
    "scrapy.squeues",
    "scrapy.statscollectors",
    "settings",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
    "typer._adapters",
    "tests.settled",  # last
]

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(IMPORTED)


def start(
    words: Sequence[str], environ: Mapping[str, str], folder: Path, out: Path, err: Path
) -> BaseProcess:
    """Run without waiting for the end; gives the process, which is a fork of one that has imported all."""
    process = _forks.Process(target=_command, args=(words, dict(environ), folder, out, err))
    process.start()
    return process


def run(
    words: Sequence[str], environ: Mapping[str, str], folder: Path, seconds: float
) -> subprocess.CompletedProcess[str]:
    """Run to the end, whatever the exit code. Raises subprocess.TimeoutExpired after that many seconds."""
    with tempfile.TemporaryDirectory() as streams:
        out, err = Path(streams, "out"), Path(streams, "err")
        process = start(words, environ, folder, out, err)
        process.join(seconds)
        code = process.exitcode
        if code is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(words), seconds, out.read_bytes(), err.read_bytes())
        process.close()
        return subprocess.CompletedProcess(
            list(words), code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")
        )


def _command(words: Sequence[str], environ: Mapping[str, str], folder: Path, out: Path, err: Path) -> None:
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()
    os.chdir(folder)
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["balagh", *words]

    from cli.main import run as balagh

    balagh()
