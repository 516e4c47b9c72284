"""`file:PATH` one line of JSON for each alert, appended and on the disk before it counts as sent."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import unquote

from monitor.message import Message
from storage.model import DeliveryError, UnusableTargetError


class FileChannel:
    """Appends to one file, which may be read or rotated by others."""

    def __init__(self, rest: str) -> None:
        self.path = _find_path(rest)
        self.name = f"file {self.path}"
        _refuse_unwritable(self.path)

    def send(self, message: Message) -> None:
        """Append a line, for each delivery of a digest, in one write, and wait until the disk has them."""
        lines = (
            json.dumps(payload, ensure_ascii=False) + "\n"
            for payload in message.payloads or (message.payload,)
        )
        line = "".join(lines).encode()
        try:
            file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o666)
            try:
                # A crash in the middle of a line must not spoil the next one.
                line = line if _ends_in_newline(file) else b"\n" + line
                written = os.write(file, line)
                os.fsync(file)
            finally:
                os.close(file)
        except OSError as error:
            raise DeliveryError(f"{self.path} cannot be written ({error.strerror})") from error
        if written != len(line):
            raise DeliveryError(f"{self.path} took only a part of the line; is the disk full?")

    def close(self) -> None:
        """Nothing is kept open."""


def _find_path(rest: str) -> Path:
    if rest.startswith("//"):
        host, slash, path = rest[2:].partition("/")
        if host not in ("", "localhost"):
            raise UnusableTargetError(f"file://{host}/ names another machine; give file:PATH or file:///PATH")
        rest = unquote(slash + path)
    if not rest.strip() or "\0" in rest:
        raise UnusableTargetError("file: needs a path, such as file:alerts.jsonl")
    try:
        return Path(rest).expanduser()
    except RuntimeError as error:
        raise UnusableTargetError(f"{rest} names the home of nobody here; give the whole path") from error


def _refuse_unwritable(path: Path) -> None:
    folder = path.parent
    if not folder.is_dir():
        raise UnusableTargetError(f"the folder {folder} does not exist; make it, or give another path")
    if path.exists() and not path.is_file():
        raise UnusableTargetError(f"{path} is no file; give the path of one")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise UnusableTargetError(f"{path} cannot be written; give yourself the right, or give another path")


def _ends_in_newline(file: int) -> bool:
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"
