"""Put what was written in its place: whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from storage.model import BalaghError


@contextmanager
def open_file(path: Path) -> Iterator[BinaryIO]:
    """A file that is under its name only when the block has ended well. Raises BalaghError.

    A pipe or a device (/dev/null) is no file: put in its place, ours would destroy it.
    """
    if path.is_dir():
        raise BalaghError(f"{path} is a folder; name a file in it")
    path = path.resolve()
    with _said_clearly(path):
        if path.exists() and not path.is_file():
            with path.open("wb") as out:
                yield out
            return
        part = _clear_place(path)
        try:
            with part.open("xb") as out:
                yield out
                settle(out)
            part.replace(path)
            _settle(path.parent)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def open_folder(path: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """A folder that is under its name only when the block has ended well. Raises BalaghError.

    One that is there is replaced if it is empty or one of ours.
    """
    path = path.resolve()
    with _said_clearly(path):
        if path.exists() and not (path.is_dir() and (not any(path.iterdir()) or is_ours(path))):
            raise BalaghError(f"{path} is there and is no data package of Balagh; choose another name")
        part = _clear_place(path)
        try:
            part.mkdir()
            yield part
            _settle(part)
            _swap(part, path)
            _settle(path.parent)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def settle(out: BinaryIO) -> None:
    """See that what was written to a file is on the disk."""
    out.flush()
    os.fsync(out.fileno())


def _clear_place(path: Path) -> Path:
    """Where it is written first: beside its place, where what a killed command has left goes."""
    for left in path.parent.glob(f".{path.name}.*.part"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)
    return path.with_name(f".{path.name}.{os.getpid()}.part")


def _swap(part: Path, path: Path) -> None:
    """No step replaces a folder with something in it: the one that was there goes aside first."""
    if not path.exists():
        part.rename(path)
        return
    aside = path.with_name(f".{path.name}.{os.getpid()}.old.part")
    path.rename(aside)
    try:
        part.rename(path)
    except OSError:
        aside.rename(path)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _settle(folder: Path) -> None:
    """See that the names in a folder are on the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


@contextmanager
def _said_clearly(path: Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise  # whoever read our output may go before its end
    except OSError as error:
        raise BalaghError(
            f"{path} cannot be written: {error.strerror or error}; choose another place"
        ) from error
