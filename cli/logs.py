"""What `watch`, `serve` and `up` tell of their work: lines for people, or one JSON object a line."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from datetime import UTC, datetime
from io import StringIO
from types import TracebackType
from typing import TYPE_CHECKING, Any

from cli.output import clean, messages

if TYPE_CHECKING:
    from settings import Settings

#: Whose lines are wanted also where nothing is wrong: a poll that brings something, a request, a restart.
_TELLING = ("monitor.watch", "monitor.retrying", "web.requestlog", "cli")
#: What a line may say besides its message, under these names.
_PARTS = ("portal", "method", "route", "status", "ms", "reader", "child", "code")


def begin_log(chosen: Settings) -> None:
    """From now on, log as the settings say."""
    as_json = chosen.log == "json"
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else TextLines("%(asctime)s %(message)s"))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    for name in _TELLING:
        logging.getLogger(name).setLevel(logging.INFO)
    # A connection that is lost is told by who meets it, in words for people.
    logging.getLogger("psycopg").setLevel(logging.CRITICAL)
    if as_json:
        logging.captureWarnings(True)
        warnings.simplefilter("default")
        # Nor is a cursor closed whose connection was lost.
        warnings.filterwarnings("ignore", category=ResourceWarning, module=r"psycopg\.")
        sys.excepthook = _log_end
        messages.file = _Said()  # what is said to people is a line of the log, too


class TextLines(logging.Formatter):
    """A record as one line, but for where an error happened."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name of logging's
        """The line; what a portal said is in it, and neither steers a terminal nor begins a line."""
        return " ".join(clean(super().formatMessage(record)).splitlines())

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name of logging's
        """Where an error happened; what it says may be a portal's, too."""
        return _clean_lines(super().formatException(ei))


class JsonLines(logging.Formatter):
    """A record as one JSON object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        """Time in UTC, level, who says it, what, and the parts that are known."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": clean(record.getMessage()),
        }
        line |= {name: getattr(record, name) for name in _PARTS if hasattr(record, name)}
        if record.exc_info:
            line["error"] = _clean_lines(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _clean_lines(text: str) -> str:
    return "\n".join(map(clean, text.splitlines()))


class _Said(StringIO):
    """A file whose lines go to the log."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = ""

    def write(self, text: str) -> int:
        """Log the lines that are complete."""
        *lines, self._begun = (self._begun + text).split("\n")
        for line in filter(str.strip, lines):
            logging.getLogger("cli").info("%s", line)
        return len(text)


def _log_end(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """What ends the process and was not foreseen."""
    logging.getLogger("cli").critical("ended by %s", kind.__name__, exc_info=(kind, error, where))
