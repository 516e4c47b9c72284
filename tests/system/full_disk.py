"""A real disk of a few megabytes, filled and emptied: for tests of what happens where there is no room."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest


class SmallDisk:
    """A file system of its own, in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, free_bytes: int = 0) -> None:
        """Leave so much free, to the block."""
        with (self.folder / "filling").open("wb") as out:
            while (taken := self._count_free() - free_bytes) > 0:
                with suppress(OSError):  # somebody else took some of it meanwhile
                    os.posix_fallocate(out.fileno(), os.fstat(out.fileno()).st_size, taken)

    def _count_free(self) -> int:
        state = os.statvfs(self.folder)
        return state.f_bavail * state.f_frsize

    def make_room(self) -> None:
        (self.folder / "filling").unlink()


@contextmanager
def small_disk(folder: Path, megabytes: int = 8, owner: str | None = None) -> Iterator[SmallDisk]:
    """Mount one at a folder; skips where that is not permitted (it takes root)."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={megabytes}m" + (f",uid={owner},gid={owner},mode=700" if owner else "")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "balagh-test", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {done.stderr.strip()}")
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
