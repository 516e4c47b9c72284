"""A process of few means that tries examples, and the one that watches it.

A crash, a hang or a want of memory ends there as an `Outcome`, and the next example has a new process.
`python -m tests.fuzz.child` reads lines of JSON, the target and the example, and answers each with an
empty line
when it begins, and with one that tells how it ended.
"""

from __future__ import annotations

import faulthandler
import json
import os
import re
import resource
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from tests.fuzz.checks import find_check
from tests.hostile.running import read_peak

#: Of one example: seconds of processor time, and of any time (a machine may be busy), and megabytes.
MOST_SECONDS, LONGEST_WAIT, MOST_MEGABYTES = 5.0, 120.0, 300
#: Of the whole process: address space.
MOST_SPACE = 3 * 1024**3
ROOT = Path(__file__).parents[2]
_OURS = re.compile(r'File "[^"]*/((?:crawler|text|storage|monitor|web)/[\w/]+\.py)"?,? line \d+,? in (\w+)')


@dataclass(frozen=True)
class Outcome:
    """How an example ended. `finding` names what went wrong, the same for the same fault; None: nothing."""

    finding: str | None
    said: str
    seconds: float  #: of processor time
    megabytes: float  #: the most that the process had meanwhile


class Child:
    """Tries one example at a time; is begun when it is needed, and anew after each that ended it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the child

    def __enter__(self) -> Child:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()
        self._errors.close()

    def run(self, target: str, example: bytes) -> Outcome:
        """Try an example, and tell how that ended; never raises for what the example does."""
        process = self._process = self._process or self._start()
        assert process.stdin and process.stdout
        process.stdin.write(json.dumps([target, example.decode("latin-1")]).encode() + b"\n")
        process.stdout.readline()  # it has imported what it needs, and begins
        began = self._count_seconds()
        if not self._wait(process, began):
            os.kill(process.pid, signal.SIGUSR1)
            time.sleep(0.2)
            return self._give_up("slow", self._count_seconds() - began)
        line = process.stdout.readline()
        if not line:
            process.wait()
            return self._give_up(f"died with {process.returncode}", 0.0)
        return Outcome(**json.loads(line))

    def _wait(self, process: subprocess.Popen[bytes], began: float) -> bool:
        """Whether an answer came within the bounds of one example."""
        asked = time.monotonic()
        while not select.select([process.stdout], [], [], 0.5)[0]:
            if self._count_seconds() - began > MOST_SECONDS or time.monotonic() - asked > LONGEST_WAIT:
                return False
        return True

    def _count_seconds(self) -> float:
        """Of processor time, that the process had so far."""
        assert self._process
        stat = Path(f"/proc/{self._process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def _give_up(self, finding: str, seconds: float) -> Outcome:
        self._errors.seek(0)
        said = self._errors.read().decode("utf-8", "replace")[-4000:]
        self._end(is_stuck=True)
        return Outcome(finding, said, seconds, 0.0)

    def _start(self) -> subprocess.Popen[bytes]:
        self._errors.seek(0)
        self._errors.truncate()
        words = [sys.executable, "-m", "tests.fuzz.child"]
        return subprocess.Popen(
            words, bufsize=0, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
        )

    def _end(self, *, is_stuck: bool = False) -> None:
        if self._process:
            assert self._process.stdin and self._process.stdout
            self._process.stdin.close()  # it ends by itself, and takes its archives along, unless it hangs
            try:
                self._process.wait(0 if is_stuck else 10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process.stdout.close()
        self._process = None


def _try(check: Callable[[bytes], None], example: bytes) -> dict[str, Any]:
    _forget_peak()
    before = read_peak()
    began = time.process_time()
    finding, said = None, ""
    try:
        check(example)
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        said = "".join(traceback.format_exception(error, limit=-12))[-4000:]
        finding = _name(error, said)
    seconds, peak = time.process_time() - began, read_peak()
    if finding is None and seconds > MOST_SECONDS:
        finding = "slow"
    if finding is None and peak - before > MOST_MEGABYTES:
        finding = "large"
    return {"finding": finding, "said": said, "seconds": seconds, "megabytes": peak}


def _name(error: Exception, said: str) -> str:
    """A fault's name: what was raised, and the innermost place of ours; of a broken rule, the rule."""
    if isinstance(error, AssertionError) and error.args:
        return f"broken: {str(error).partition(':')[0]}"
    places = _OURS.findall(said)
    return f"{type(error).__name__} in {' '.join(places[-1]) if places else 'no place of ours'}"


def _forget_peak() -> None:
    """Let the most memory that the process has had be counted anew."""
    Path("/proc/self/clear_refs").write_text("5", "ascii")


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_SPACE, MOST_SPACE))
    faulthandler.register(signal.SIGUSR1)
    faulthandler.enable()
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what anybody prints is no answer
    for line in sys.stdin.buffer:
        target, example = json.loads(line)
        check = find_check(target)
        answers.write(b"\n")
        answers.write(json.dumps(_try(check, example.encode("latin-1"))).encode() + b"\n")


if __name__ == "__main__":
    _main()
