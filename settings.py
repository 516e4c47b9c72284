"""The settings of Scrapy (upper case) and of Balagh (`Settings`), from balagh.toml and BALAGH_*.

Only the command line and Scrapy import this module; everything else is given values.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from storage.model import UsageError
from text.hosts import write_host
from text.suggesting import suggest

#: Environment variables that are read, with the setting each of them sets.
ENVIRONMENT = {
    "BALAGH_HOME": "home",
    "BALAGH_DATABASE_URL": "database_url",
    "BALAGH_ALLOW_PRIVATE": "allow_private",
    "BALAGH_DELAY_SECONDS": "delay_seconds",
    "BALAGH_REQUESTS_PER_DAY": "requests_per_day",
    "BALAGH_CONFIRM_SECONDS": "confirm_seconds",
    "BALAGH_POLL_SECONDS": "poll_seconds",
    "BALAGH_RECHECK_SECONDS": "recheck_seconds",
    "BALAGH_LEASE_SECONDS": "lease_seconds",
    "BALAGH_CONTACT": "contact",
    "BALAGH_TESSERACT": "tesseract",
    "BALAGH_OCR_SECONDS": "ocr_seconds",
    "BALAGH_EVIDENCE_DAYS": "evidence_days",
    "BALAGH_POLL_DAYS": "poll_days",
    "BALAGH_RESERVE_MEGABYTES": "reserve_megabytes",
    "BALAGH_LICENCE": "licence",
    "BALAGH_PUBLIC_URL": "public_url",
    "BALAGH_TRUSTED_PROXIES": "trusted_proxies",
    "BALAGH_LOG": "log",
    "BALAGH_LOG_READERS": "log_readers",
    "BALAGH_REQUESTS_PER_MINUTE": "requests_per_minute",
    "BALAGH_CORS_ORIGINS": "cors_origins",
    "BALAGH_WEBHOOK_SECRET": "webhook_secret",
    "BALAGH_SMTP_HOST": "smtp_host",
    "BALAGH_SMTP_PORT": "smtp_port",
    "BALAGH_SMTP_SECURITY": "smtp_security",
    "BALAGH_SMTP_USER": "smtp_user",
    "BALAGH_SMTP_PASSWORD": "smtp_password",
    "BALAGH_SMTP_PASSWORD_FILE": "smtp_password_file",
    "BALAGH_SMTP_FROM": "smtp_from",
}


#: A host is asked at most in this part of a day, where the user sets no number of requests.
_PART_OF_A_DAY = 0.1
#: A year: longer waits are mistakes, and infinite ones no dates can be reckoned with.
MOST_SECONDS = 366 * 24 * 3600


def _check_networks(said: str) -> str:
    for one in said.split(","):
        ip_network(one.strip(), strict=False)  # its error says what is none
    return said


class Settings(BaseModel):
    """What can be set; each in balagh.toml under its name, or by its environment variable, which wins."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    home: Path = Field(description="folder of the data")
    portals: Path = Field(description="folder of your own definitions")
    database_url: str = Field(description="where the archive is; SQLite in `home` by default")
    allow_private: bool = Field(False, description="permit portals and webhooks on private addresses")
    delay_seconds: float = Field(2.0, ge=0, le=MOST_SECONDS, description="between two requests to one host")
    requests_per_day: int | None = Field(
        None,
        ge=1,
        le=1_000_000,
        description="of one host; by default a tenth of what the delay allows",
    )
    confirm_seconds: float = Field(
        6 * 3600, ge=0, le=MOST_SECONDS, description="between the two looks that prove a withdrawal"
    )
    # None: each portal is polled when it is likely to publish (monitor/schedule.py).
    poll_seconds: float | None = Field(
        None, gt=0, le=MOST_SECONDS, description="between two polls of a portal"
    )
    recheck_seconds: float = Field(
        3600, gt=0, le=MOST_SECONDS, description="before the first new visit to a known article"
    )
    lease_seconds: float = Field(
        30.0,
        ge=1,
        le=3600,
        description="after which the portals of a worker that is not heard of go to others",
    )
    timeout_seconds: float = Field(
        60.0, gt=0, le=MOST_SECONDS, description="for one request, from start to end"
    )
    tesseract: str = Field("tesseract", description="the program that reads pictures; empty: none does")
    ocr_seconds: float = Field(60.0, ge=0, le=3600, description="for one picture; 0: none is read")
    contact: str = Field(
        "https://github.com/balagh-monitor/balagh", description="told to each portal in the User-Agent"
    )
    evidence_days: float | None = Field(
        None, gt=0, le=366_000, description="that evidence is kept; for ever by default"
    )
    poll_days: float = Field(
        30.0, ge=1, le=366_000, description="that each poll stays in the log; its day is counted for ever"
    )
    reserve_megabytes: float = Field(
        100.0,
        ge=0,
        le=1_000_000,
        description="that stay free on each disk: with less, nothing is polled or sent",
    )
    evidence_file_megabytes: float = Field(
        100.0, gt=0, le=100_000, description="of a file of evidence before the next one is begun"
    )
    licence: str | None = Field(
        None, min_length=1, description="of the data that are exported; unknown by default"
    )
    public_url: Annotated[str | None, AfterValidator(write_host)] = Field(
        None,
        pattern=r"^https?://[^/?#]+/?$",
        description="by which readers reach `balagh serve` behind a proxy, as https://balagh.example",
    )
    trusted_proxies: Annotated[str, AfterValidator(_check_networks)] = Field(
        "127.0.0.1,::1",
        description="addresses or networks of proxies whose word on a reader's address is taken",
    )
    log: Literal["text", "json"] = Field("text", description="form of what watch, serve and up log")
    log_readers: bool = Field(False, description="tell in the log the addresses that readers come from")
    requests_per_minute: int = Field(
        600, ge=1, le=1_000_000, description="that one address may make to /api and /feeds"
    )
    cors_origins: str = Field(
        "",
        pattern=r"^ *(\*|https?://[^/?#\s]+( +https?://[^/?#\s]+)*)? *$",
        description="sites whose scripts may ask /api, as https://dashboard.example; *: any",
    )
    webhook_secret: str | None = Field(
        None,
        repr=False,
        description="whsec_…; signs what webhooks get; an old and a new one with a space between",
    )
    smtp_host: str | None = Field(None, description="the server that takes Balagh's mail")
    smtp_port: int | None = Field(None, ge=1, le=65535, description="of that server; by its security")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", description="encryption of the way there"
    )
    smtp_user: str | None = Field(None, description="who logs in there; nobody by default")
    smtp_password: str | None = Field(None, repr=False, description="of that user")
    smtp_password_file: Path | None = Field(None, description="file with that password on its first line")
    smtp_from: str | None = Field(None, description="the address that Balagh's mail comes from")

    @property
    def requests_of_a_day(self) -> int | None:
        """How many requests one host gets on a day at most; None: there is no limit."""
        if self.requests_per_day is not None or self.delay_seconds == 0:
            return self.requests_per_day
        return max(1, round(_PART_OF_A_DAY * 24 * 3600 / self.delay_seconds))

    @property
    def user_agent(self) -> str:
        """Who asks, for a site's owner: a page of ours, where others can open it, and the contact."""
        page = "" if self.public_url is None else f"{self.public_url.rstrip('/')}/about-the-robot; "
        return f"Balagh/0.1 (+{page}{self.contact})"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings in force. Raises UsageError, which names the file or variable and the cure."""
    path = name_file(environ)
    stated = _read_file(path, required="BALAGH_CONFIG" in environ)
    stated |= {name: environ[variable] for variable, name in ENVIRONMENT.items() if environ.get(variable)}
    beside = path.parent if path.exists() else find_data_folder(environ)
    home = Path(str(stated.get("home", beside))).expanduser().absolute()
    stated = {
        "portals": (path.parent if path.exists() else home) / "portals",
        "database_url": f"sqlite:///{home / 'balagh.db'}",
        **stated,
        "home": home,
    }
    try:
        return Settings.model_validate(stated)
    except ValidationError as error:
        raise UsageError(_explain(error, path, environ)) from None  # its own words show the value


def name_file(environ: Mapping[str, str]) -> Path:
    """The balagh.toml that is read, if it is there."""
    return Path(environ.get("BALAGH_CONFIG", "balagh.toml"))


def _read_file(path: Path, *, required: bool) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        if required:
            raise UsageError(f"there is no {path}; BALAGH_CONFIG names it") from error
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from error
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, endless digits; brackets in brackets
        raise UsageError(f"{path} is no readable TOML: {error}; mend that place") from error


def find_data_folder(environ: Mapping[str, str]) -> Path:
    """Where the data lie when nothing says otherwise."""
    base = environ.get("XDG_DATA_HOME") or Path("~/.local/share").expanduser()
    return Path(base) / "balagh"


_CURES = {"bool_parsing": "give 1 or 0", "float_parsing": "give a number"}


def _explain(error: ValidationError, path: Path, environ: Mapping[str, str]) -> str:
    """What is wrong, and where; never the value, which may be a secret."""
    problem = error.errors()[0]
    name = str(problem["loc"][0])
    if problem["type"] == "extra_forbidden":
        others = f"there are {', '.join(sorted(Settings.model_fields))}"
        return f"{path}: unknown key `{name}`; {suggest(name, Settings.model_fields, others)}"
    variable = next((key for key, field in ENVIRONMENT.items() if field == name), None)
    place = variable if variable and environ.get(variable) else f"{path}: `{name}`"
    cure = _CURES.get(
        problem["type"], problem["msg"].replace("Input should", "it should").removeprefix("Value error, ")
    )
    return f"{place} ({Settings.model_fields[name].description}) cannot be used: {cure}"


_balagh = load_settings(os.environ)


def scrapy_settings(chosen: Settings) -> dict[str, Any]:
    """Scrapy's settings for a crawl of our own, with what these settings say."""
    return {name: value for name, value in globals().items() if name.isupper()} | _chosen(chosen)


def _chosen(chosen: Settings) -> dict[str, Any]:
    return {
        "USER_AGENT": chosen.user_agent,
        "BALAGH_DELAY_SECONDS": chosen.delay_seconds,
        "BALAGH_REQUESTS_PER_DAY": chosen.requests_of_a_day,
        "DOWNLOAD_TIMEOUT": chosen.timeout_seconds,
        "BALAGH_ALLOW_PRIVATE": chosen.allow_private,
        "BALAGH_PORTALS": str(chosen.portals),
        "BALAGH_TESSERACT": chosen.tesseract,
        "BALAGH_OCR_SECONDS": chosen.ocr_seconds,
    }


# -- Scrapy ------------------------------------------------------------------------------------------------
BOT_NAME = "balagh"
SPIDER_MODULES = ["crawler.spider"]
globals().update(_chosen(_balagh))
DOWNLOADER_MIDDLEWARES = {  # the last ones are next to the wire: bodies as sent
    "crawler.politeness.middleware.ObeyRobots": 100,
    "crawler.page.encodings.ReadableEncoding": 580,  # behind the unpacking
    "crawler.politeness.middleware.TakeTurns": 880,
    "crawler.exchanges.ExchangeRecorder": 890,
    "crawler.ledger.RequestLedger": 895,
    "crawler.leave.LeaveMiddleware": 897,
}
ITEM_PIPELINES = {"monitor.pipeline.DecidePipeline": 500}
CONCURRENT_ITEMS = 1  # readings are kept in the order in which they were made

# Polite: one request at a time and a pause for each host; nothing is asked twice behind our back.
ROBOTSTXT_OBEY = False  # we obey it ourselves: Scrapy's own way asks for it in each crawl
DOWNLOAD_DELAY = 0  # it would end with each crawl, and is the same for all
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_REQUESTS = 100  # a crawl's portals, all at once: slow ones hold up no others
RETRY_ENABLED = False
HTTPERROR_ALLOW_ALL = True

# Nothing fetched is trusted: Scrapy's defaults would open a console, read files, and take a gigabyte.
REMOTE_CONTROL_ENABLED = False
TELNETCONSOLE_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {
    **dict.fromkeys(("file", "data", "s3", "ftp")),
    **dict.fromkeys(("http", "https"), "crawler.headbound.BoundedHeadHandler"),
}
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024  # bytes
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
HTTPCACHE_ENABLED = False  # it answers from disk without asking the portal
HTTPPROXY_ENABLED = False  # a proxy would connect where we refuse to
DNSCACHE_ENABLED = False  # Scrapy's cache never forgets
TWISTED_DNS_RESOLVER = "crawler.network.PublicOnlyResolver"

# A poll reads its pages inside one callback, so an answer counts as active until its portal is read.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 500_000_000  # bytes
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
LOG_LEVEL = "WARNING"
FEED_EXPORT_ENCODING = "utf-8"
