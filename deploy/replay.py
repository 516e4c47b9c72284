"""Try the Containerfile without a container: its steps in a clean folder, then the command and its check.

Run from the root of the repository: python3.11 deploy/replay.py FOLDER. The step that makes a user is left
out, and named. Packages come from where pip is set to take them.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What the image has at its root, and the replay in its folder.
PLACES = ("/opt/", "/src", "/dist", "/var/lib/balagh")


def list_steps() -> Iterator[tuple[str, str]]:
    """Each instruction with what follows it."""
    for line in (ROOT / "deploy" / "Containerfile").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            word, _, rest = line.partition(" ")
            yield word, rest


def place(text: str, folder: Path) -> str:
    """A step's text with the image's places in the folder, and this Python for the image's."""
    for one in PLACES:
        text = text.replace(one, f"{folder}{one}")
    return text.replace("python -m venv", f"{shlex.quote(sys.executable)} -m venv")


def copy(rest: str, folder: Path) -> None:
    """Copy from the repository, as the image's build does."""
    *names, _ = rest.split()
    for name in names:
        source, target = ROOT / name, folder / "src" / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)


def build(folder: Path) -> dict[str, str]:
    """Take the steps; gives what the image's start and check are."""
    said: dict[str, str] = {}
    for word, rest in list_steps():
        if word == "COPY" and not rest.startswith("--from"):
            copy(rest, folder)
        elif word == "RUN" and "useradd" in rest:
            print(f"left out: {rest}", flush=True)
        elif word == "RUN":
            print(f"step: {rest}", flush=True)
            subprocess.run(["/bin/sh", "-ec", place(rest, folder)], cwd=folder / "src", check=True)
        else:
            said[word] = rest
    return said


def start(folder: Path, said: dict[str, str]) -> None:
    """Run the image's command until its own check is content."""
    program = str(folder / "opt" / "balagh" / "bin" / "balagh")
    environment = os.environ | {"BALAGH_HOME": str(folder / "home"), "BALAGH_LOG": "json"}
    words = [program, *json.loads(said["CMD"])]
    check = json.loads(said["HEALTHCHECK"].partition(" CMD ")[2])
    subprocess.run([program, "--help"], check=True, stdout=subprocess.DEVNULL)
    with subprocess.Popen(words, env=environment, cwd=folder / "home") as running:
        for _ in range(60):
            time.sleep(1)
            done = subprocess.run([sys.executable, *check[1:]], capture_output=True, check=False)
            if done.returncode == 0 or running.poll() is not None:
                break
        running.terminate()
        code = running.wait(120)
    print(f"the check says {done.returncode}, the end {code}", flush=True)
    sys.exit(done.returncode or code)


def main() -> None:
    """Build in a folder that is not there yet, and start what was built."""
    folder = Path(sys.argv[1]).resolve()
    for name in ("src", "home"):
        (folder / name).mkdir(parents=True)
    start(folder, build(folder))


if __name__ == "__main__":
    main()
