"""Whether there is room to go on: enough is free on each disk, and none has said that it is full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from time import monotonic

from storage.database import Store
from storage.model import BalaghError, NoRoomError
from storage.room import count_free, try_folder, try_server

#: How long a disk that said that it is full is left alone before it is tried again.
REST_SECONDS = 5.0
_MEGABYTE = 1_000_000
#: Why a portal is not read meanwhile.
NO_ROOM = "a disk was full"


class Room:
    """Watches over the disks of one archive: the database's, where it is a file, and the evidence's."""

    def __init__(
        self,
        store: Store,
        folders: Sequence[Path],
        reserve_bytes: int,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._store = store
        self._folders = folders
        self._reserve = reserve_bytes
        self._clock = clock
        self._said: str | None = None  # by a disk that was full when something was to be written
        self._try_at = 0.0

    def note(self, error: NoRoomError) -> None:
        """A disk was full when something was to be written."""
        self._said = str(error)
        self._try_at = self._clock() + REST_SECONDS

    def find_shortage(self) -> str | None:
        """Why nothing is to be polled or sent now, in half a sentence; None where there is room."""
        for folder in self._folders:
            free = count_free(folder)
            if free is not None and free <= self._reserve:
                return (
                    f"{free / _MEGABYTE:.1f} MB are free on the disk of {folder}, and "
                    f"{self._reserve / _MEGABYTE:g} are to stay free (reserve_megabytes)"
                )
        if self._said is not None and self._clock() >= self._try_at:
            self._try_again()
        return self._said

    def _try_again(self) -> None:
        try:
            for folder in self._folders:
                try_folder(folder)
            if not self._store.is_sqlite:
                try_server(self._store)
        except BalaghError:
            self._try_at = self._clock() + REST_SECONDS
        else:
            self._said = None
