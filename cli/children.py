"""Commands of our own, kept running: what falls is started again, after pauses that grow."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from functools import partial
from threading import Event
from time import monotonic

from cli.output import say_duration

logger = logging.getLogger(__name__)

#: Seconds between two looks at what runs.
LOOK = 0.2
#: Before what has fallen is started again: at first, and at most; each fall doubles it.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
#: What ran so long was well, and its next fall is its first.
WELL = 60.0
#: So many falls in a row are no accident.
TOO_MANY = 5
#: For an end in order, in seconds; then it is killed.
GRACE = 60.0
_RUN = "from cli.main import run; run()"
_PR_SET_PDEATHSIG = 1


class Child:
    """One command that is to run."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        self.name = name
        self._words = [sys.executable, "-c", _RUN, *words]
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._falls = 0  #: one after the other
        self._due_at = 0.0  #: when it is started again

    def look(self, now: float) -> None:
        """Start it where it is due, and note where it has fallen. `now` is of a clock that only goes on."""
        if self._process is None:
            if now >= self._due_at:
                self._start(now)
        elif self._process.poll() is not None:
            self._note_fall(self._process.returncode, now)
            self._process = None

    def stop(self) -> None:
        """End it in order, or after a while in any way."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            logger.warning("%s did not end within %s; it is killed", self.name, say_duration(GRACE))
            self._process.kill()
            self._process.wait()

    def _start(self, now: float) -> None:
        # A session of its own: Ctrl+C in the terminal is for us, who end both in order.
        self._process = subprocess.Popen(  # noqa: S603  # words of our own
            self._words,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(_end_with, os.getpid()),  # noqa: PLW1509  # there are no threads here
        )
        self._started_at = now

    def _note_fall(self, code: int, now: float) -> None:
        self._falls = 1 if now - self._started_at >= WELL else self._falls + 1
        pause = min(FIRST_PAUSE * 2 ** (self._falls - 1), LONGEST_PAUSE)
        self._due_at = now + pause
        why = f"was ended by {_name_signal(-code)}" if code < 0 else f"ended with exit code {code}"
        often = f", {self._falls} times in a row" if self._falls > 1 else ""
        see = "; what it said before tells why" if self._falls >= TOO_MANY else ""
        logger.log(
            logging.ERROR if self._falls >= TOO_MANY else logging.WARNING,
            "%s %s%s%s; it is started again in %s",
            *(self.name, why, often, see, say_duration(pause)),
            extra={"child": self.name, "code": code},
        )


def keep_running(children: Sequence[Child], stopped: Event) -> None:
    """Keep them running until `stopped` is set; then end them in their order."""
    while not stopped.wait(LOOK):
        for child in children:
            child.look(monotonic())
    for child in children:
        child.stop()


def _end_with(parent: int) -> None:
    """Be ended where whoever keeps us running is killed: or two would watch when it is started again."""
    # A signal that our parent's handler took, which the new program does not have, would be lost.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was killed before it could be asked for
        os._exit(1)


def _name_signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
