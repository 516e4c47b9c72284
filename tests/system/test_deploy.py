"""What `deploy/` holds, as far as it can be tried without a container or a system of its own."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy import replay

DEPLOY = Path(replay.__file__).parent


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
@pytest.mark.parametrize("name", ["balagh.service", "balagh-user.service"])
def test_the_unit_is_understood(tmp_path: Path, name: str) -> None:
    unit = tmp_path / name
    said = (DEPLOY / name).read_text(encoding="utf-8")
    unit.write_text(re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", said, flags=re.M), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        check=False,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert [line for line in done.stderr.splitlines() if name in line] == []


def test_the_image_is_built_from_what_is_locked_and_runs_as_nobody_else() -> None:
    steps = list(replay.list_steps())
    installs = [rest for word, rest in steps if word == "RUN" and "pip install" in rest]
    assert installs
    assert all("--require-hashes" in one or "--no-index" in one for one in installs)
    assert [rest for word, rest in steps if word == "FROM"] == ["${PYTHON} AS build", "${PYTHON}"]
    base = dict(steps)["ARG"].partition("=")[2]
    assert "/" not in base
    words = [word for word, _ in steps]
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert dict(steps)["USER"] not in ("0", "root")
    assert "HEALTHCHECK" in words
    copied = {
        name for word, rest in steps if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]
    }
    assert not [name for name in copied if not (replay.ROOT / name).exists()]
    wheel = (replay.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    packages = re.findall(r'"([\w.]+)"', re.search(r"^only-include = \[(.*)\]", wheel, re.M)[1])  # type: ignore[index]
    assert set(packages) <= copied
