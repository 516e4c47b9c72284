"""One heap for all threads of a command that runs for months."""

from __future__ import annotations

import subprocess
import sys

import pytest

_COUNT_HEAPS = """
import ctypes, sys, threading
if sys.argv[1] == "bounded":
    from cli.footprint import give_back_memory
    give_back_memory()
held = threading.Barrier(9)
def work():
    block = bytes(20_000)
    held.wait(10)
    del block
threads = [threading.Thread(target=work) for _ in range(8)]
for thread in threads:
    thread.start()
held.wait(10)
libc = ctypes.CDLL(None)
libc.malloc_info(0, ctypes.c_void_p.in_dll(libc, "stdout"))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="another C library has other heaps")
@pytest.mark.parametrize(("how", "is_one"), [("bounded", True), ("as it is", False)])
def test_threads_share_a_heap(how: str, is_one: bool) -> None:
    words = [sys.executable, "-c", _COUNT_HEAPS, how]
    told = subprocess.run(words, capture_output=True, text=True, check=True)
    assert (told.stdout.count("<heap nr=") == 1) is is_one, told.stdout
