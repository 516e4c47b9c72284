"""The documents say what is there: words, dependencies, files, commands."""

from __future__ import annotations

import base64
import json
import os
import re
import tomllib
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from cli import portal_keys, portals_page
from cli.main import balagh as every_command
from crawler.definitions import load_definition
from crawler.regions import REGIONS
from monitor.message import render_message
from settings import ENVIRONMENT, Settings
from storage.articles import find_article
from storage.deliveries import DueDelivery
from storage.evidence.manifest import make_warc
from storage.model import (
    SMALL,
    ArticleStatus,
    Delivery,
    DeliveryStatus,
    Erasure,
    Event,
    EventType,
    EvidenceRole,
    Origin,
    PortalState,
    Reason,
    ReasonSort,
    SourceKind,
    Subscription,
    TextStatus,
)
from tests.storage.archive import fill, make_archive

ROOT = Path(__file__).parent.parent
PAGES = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md"]
NOW = datetime(2024, 2, 12, 9, 30, tzinfo=UTC)
DOCS = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))


def read(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def read_toml(page: str) -> dict[str, Any]:
    return tomllib.loads(read(page))


def section(page: str, heading: str) -> str:
    parts = re.split(r"^## +(.+)$", read(page), flags=re.M)
    sections = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert heading in sections, f"{page} has no section '{heading}'"
    return sections[heading]


def first_cells(text: str) -> list[str]:
    """What stands in the first column of a table."""
    rows = re.findall(r"^\| *(.+?) *\|", text, flags=re.M)
    return [row.strip("`") for row in rows[1:] if set(row) != {"-"}]


@pytest.mark.parametrize(
    ("heading", "enum"),
    [
        ("Portal states", PortalState),
        ("Event types", EventType),
        ("Origins", Origin),
        ("Delivery statuses", DeliveryStatus),
        ("Article statuses", ArticleStatus),
        ("Source kinds", SourceKind),
        ("Evidence roles", EvidenceRole),
        ("Erasures", Erasure),
    ],
)
def test_vocabulary_explains_each_value_and_no_other(heading: str, enum: type[StrEnum]) -> None:
    explained = first_cells(section("docs/vocabulary.md", heading))
    assert sorted(explained) == sorted(enum), (
        f"put docs/vocabulary.md, '{heading}', in step with {enum.__name__}"
    )


def test_each_status_of_a_file_is_explained() -> None:
    assert first_cells(section("docs/attachments.md", "What came of it")) == list(TextStatus)


def test_each_reason_is_explained_and_weighed() -> None:
    explained = section("docs/changes.md", "Reasons")
    assert first_cells(explained) == list(ReasonSort)
    small = re.findall(r"^\| `([\w-]+)` \|.*\| no \|$", explained, flags=re.M)
    assert set(small) == SMALL


def list_dependencies() -> set[str]:
    project = read_toml("pyproject.toml")
    extras = project["project"]["optional-dependencies"].values()
    groups = [*project["dependency-groups"].values(), *extras]
    stated = [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *(one for group in groups for one in group if isinstance(one, str)),
    ]
    return {re.split(r"[^A-Za-z0-9._-]", one, maxsplit=1)[0].lower() for one in stated}


def test_each_dependency_has_its_reason_and_no_other_has() -> None:
    parts = re.split(r"^## ", read("docs/dependencies.md"), flags=re.M)[1:]
    explained = [name for part in parts for name in first_cells(part)]
    assert sorted(explained) == sorted(list_dependencies())


@pytest.mark.parametrize("page", [portal_keys, portals_page], ids=lambda page: page.PAGE.name)
def test_generated_pages_are_what_they_are_generated_from(page: Any) -> None:
    assert read(str(page.PAGE)) == page.render(), "run `make docs`"


def test_architecture_is_short() -> None:
    assert len(read("ARCHITECTURE.md").splitlines()) <= 150


#: `crawler/spider.py` or, with names of what is in it, `crawler/spider.py: PortalSpider.start, read_article`.
FILE = re.compile(r"`((?:[\w.-]+/)*[\w-]*\.?[\w-]+(?:\.\w+|/))(?:: ([\w., ]+))?`")
#: What is in no checkout: written beside it by the user.
USERS_OWN = {"balagh.toml", "balagh.db", "portals/", "evidence/"}


def named_files(page: str) -> list[tuple[str, str]]:
    return [
        (path, names) for path, names in FILE.findall(read(page)) if is_path(path) and path not in USERS_OWN
    ]


def is_path(text: str) -> bool:
    return "/" in text or text.endswith((".py", ".md", ".toml", ".cfg"))


@pytest.mark.parametrize("page", [*PAGES, *DOCS])
def test_files_named_are_there(page: str) -> None:
    missing = {path for path, _ in named_files(page) if not (ROOT / path).exists()}
    assert not missing, f"{page} names what is not there: {sorted(missing)}"


def test_architecture_names_what_is_in_the_files() -> None:
    wrong = [
        f"{path}: {name}"
        for path, names in named_files("ARCHITECTURE.md")
        for name in names.replace(",", " ").split()
        if not all(defines(path, part) for part in name.split("."))
    ]
    assert not wrong, f"ARCHITECTURE.md names what is not there: {wrong}"


def defines(path: str, name: str) -> bool:
    pattern = rf"^ *(?:(?:async )?def|class) {name}\b|^{name}\b.* ="
    return (ROOT / path).exists() and re.search(pattern, read(path), flags=re.M) is not None


def test_the_tale_is_complete() -> None:
    steps = re.findall(
        r"^(\d+)\. ", section("ARCHITECTURE.md", "The way through the house, in eleven steps"), re.M
    )
    assert steps == [str(number) for number in range(1, 12)]


@pytest.mark.parametrize("page", [*PAGES, *DOCS])
def test_links_lead_somewhere(page: str) -> None:
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", read(page))
    inside = [link for link in links if "://" not in link]
    assert not [link for link in inside if not (ROOT / page).parent.joinpath(link).exists()]


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, queue = set(), ["README.md"]
    while queue:
        page = queue.pop()
        reached.add(page)
        links = re.findall(r"\]\(([^)#:]+\.md)[^)]*\)", read(page))
        found = {os.path.normpath(Path(page).parent / link) for link in links}
        queue += sorted(found - reached)
    assert set(DOCS) <= reached, "link it where a reader would look for it"


COMMAND = re.compile(r"(?:^ *|`|; )(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?balagh ([a-z]+)\b(?! *=)(.*)$", re.M)


def named_commands(page: str) -> list[tuple[str, str]]:
    """Each `balagh …` of a page, with what follows it up to the end of the code."""
    return [(word, re.split(r"[`#;]", rest)[0]) for word, rest in COMMAND.findall(read(page))]


def test_commands_and_options_named_are_there(balagh: Any) -> None:
    listed = {line.split()[0] for line in balagh.ok("--help").splitlines() if line.strip()}
    assert set(every_command.commands) <= listed, "each command has its section in `balagh --help`"
    named = [(page, *command) for page in [*PAGES, *DOCS] for command in named_commands(page)]
    assert {"add", "subscribe", "watch"} <= {word for page, word, _ in named if page == "README.md"}
    unknown = {f"{page}: balagh {word}" for page, word, _ in named if word not in listed}
    assert not unknown, f"`balagh --help` does not list these: {sorted(unknown)}"

    options = {(word, option) for _, word, rest in named for option in re.findall(r"(?<!\S)--[a-z-]+", rest)}
    helps = {word: balagh.ok(word, "--help") for word, _ in options}
    assert not {f"balagh {word} {option}" for word, option in options if option not in helps[word]}


def test_readme_lists_the_environment() -> None:
    """Every setting, once: by its variable, or by its key where it has none; with its default and unit."""
    text = section("README.md", "Where the data lives, and other settings")
    variables = {field: variable for variable, field in ENVIRONMENT.items()}
    names = {field: variables.get(field, field) for field in Settings.model_fields}
    assert sorted(first_cells(text)) == sorted(["BALAGH_CONFIG", *names.values()])
    rows = dict(re.findall(r"^\| *`(\w+)` *\|.*\| *(.+?) *\|$", text, flags=re.M))
    for field, about in Settings.model_fields.items():
        if field.endswith("_seconds") and about.default is not None:
            assert rows[names[field]] == f"{about.default:g} seconds"
        elif isinstance(about.default, bool):
            assert rows[names[field]] == ("on" if about.default else "off")


def code_block(page: str, language: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", read(page), flags=re.S)
    assert len(blocks) == 1
    return str(blocks[0])


def test_alert_is_documented_as_it_is() -> None:
    event = Event(
        id=42, type=EventType.EDITED, origin=Origin.WATCH, portal="meknes", article=7, revision=2,
        changed=("text",), url="http://meknes.ma/", title="بلاغ", at=NOW, summary="Changed",
        reasons=(Reason("text", ReasonSort.DATE, "12", "15"),),
    )  # fmt: skip
    subscription = Subscription(1, "uid", "terminal:", (), (), (), NOW)
    delivery = Delivery("dlv_1", 1, 42, DeliveryStatus.LEASED, 1, NOW)
    payload = render_message(DueDelivery(delivery, event, subscription)).payload
    shown = json.loads(code_block("docs/alerts.md", "json"))
    assert keys(shown) == keys(payload)


def keys(document: dict[str, Any]) -> dict[str, Any]:
    """The names in a document, in their order, without the values."""
    return {name: keys(value) if isinstance(value, dict) else None for name, value in document.items()}


def test_the_definition_that_volunteers_are_shown_can_be_used(tmp_path: Path) -> None:
    example = code_block("docs/add-a-portal.md", "toml")
    assert len(example.splitlines()) <= 15
    (tmp_path / "example.toml").write_text(example, encoding="utf-8")
    definition = load_definition(tmp_path / "example.toml")
    assert definition.region in REGIONS
    assert portals_page.is_checked_live(definition)


def test_documented_check_of_a_webhook_works() -> None:
    example: dict[str, Any] = {}
    exec(code_block("docs/alerts.md", "python"), example)
    secret = "whsec_" + base64.b64encode(b"32 bytes that nobody else can know").decode()
    body, now = '{"data": {"event": {"id": 42}}}', datetime.now(UTC)
    headers = {
        "webhook-id": "dlv_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("dlv_1", now, body),
    }
    assert example["receive"](secret, body.encode(), headers) == {"id": 42}
    with pytest.raises(WebhookVerificationError):
        example["receive"](secret, body.replace("42", "43").encode(), headers)


def test_documented_check_of_the_chain_works(tmp_path: Path) -> None:
    example: dict[str, Any] = {}
    exec(code_block("docs/evidence.md", "python"), example)
    archive = fill(make_archive(tmp_path))
    with archive.store.read() as connection:
        article = find_article(connection, 1)
        assert article is not None
        _, manifest = make_warc(connection, archive.evidence, article, "a.warc.gz", NOW)
    archive.store.close()
    assert [example["is_chained"](one) for one in manifest["records"]] == [True] * 5
    assert not example["is_chained"](manifest["records"][0] | {"status": 500})


def test_make_targets_named_are_there() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), flags=re.M))
    named = {
        word for page in PAGES for word in re.findall(r"(?:^ +|`)make ([a-z-]+)", read(page), flags=re.M)
    }
    assert named <= targets
