"""The OpenAPI document is true: answers are as it declares them, also to questions made by chance."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.web.api.conftest import Shown

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
#: What only the archive knows, such as which portals there are, no schema can say: it is refused with 422.
UNKNOWABLE = "positive_data_acceptance"


def test_answers_are_as_declared(shown: Shown, tmp_path: Path) -> None:
    """A short run; docs/api.md tells how a long one is made."""
    done = subprocess.run(
        [
            SCHEMATHESIS, "run", f"{shown.client.base_url}/openapi.json".replace("//openapi", "/openapi"),
            "--header", f"Authorization: Bearer {shown.token}", "--exclude-checks", UNKNOWABLE,
            "--phases", "examples,fuzzing", "--max-examples", "6", "--seed", "1", "--no-color",
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-4_000:]
    assert "Selected: 21/21" in done.stdout


def test_every_address_is_explained(shown: Shown) -> None:
    document: dict[str, Any] = shown.client.get("/openapi.json").json()
    for address, methods in document["paths"].items():
        assert address.startswith("/api/v1/")
        for method, operation in methods.items():
            assert operation["summary"], address
            assert operation["description"], address
            answers = operation["responses"]
            assert {"422", "429", "503"} <= set(answers), address
            assert ("304" in answers) == (method == "get" and address != "/api/v1/export"), address
            assert (
                ("security" in operation) == ("401" in answers) == ("subscr" in address or "deliv" in address)
            )
            for status in set(answers) - {"200", "201", "204", "304"}:
                assert list(answers[status]["content"]) == ["application/problem+json"], (address, status)
            for parameter in operation.get("parameters", []):
                assert parameter["description"], (address, parameter["name"])
