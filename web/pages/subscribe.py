"""The form of a new subscription: tried on the last month, tested, made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any, TypeVar

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from monitor.conditions import (
    TOLD,
    ConditionError,
    Conditions,
    check_conditions,
    is_somewhere,
    list_provinces,
    list_regions,
    read_conditions,
)
from monitor.rehearsal import MOST_WEIGHED, REHEARSED_DAYS, Rehearsal, Share, measure_share
from monitor.saying import Language
from monitor.subscribing import list_alike, list_happenings, refuse_local, rehearse_since
from monitor.timing import WEEKDAYS, read_digest, read_quiet, read_timezone
from storage.database import Connection
from storage.directory import list_cards
from storage.events import count_told
from storage.model import BalaghError, Manner, PortalError, Subscription, UsageError
from storage.subscriptions import insert_subscription
from web.forms import Form, FormHere, WriterHere
from web.pages.listing import list_kinds
from web.pages.subscription import try_target
from web.pages.subscriptions import HEADERS, show_login, show_private
from web.places import call_place
from web.reader import Reader, ReaderHere
from web.rendering import find_words
from web.sessions import Session, SessionHere
from web.site import Site, SiteHere

router = APIRouter()

T = TypeVar("T")
#: Titles that are shown of what would have been sent.
MOST_SHOWN = 10
#: Fields of the form that are conditions, in the order of `Conditions`.
_CONDITIONS = ("portal", "kind", "words", "event", "language", "region", "province")
_LONGEST_ALIVE = 3650  # days
_LONGEST_TARGET = 2_000  # characters


class RefusedError(Exception):
    """A field of the form that cannot be used, and why."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field, self.why = field, why


@dataclass(frozen=True, slots=True)
class Answer:
    """What the form is answered when nothing is stored."""

    sort: str  #: `rehearsed`, `tested`, `refused`, `there`
    count: int = 0  #: alerts of the last month
    shown: tuple[Any, ...] = ()  #: events, the newest
    is_everything: bool = False
    is_nowhere: bool = False
    portals: int = 0  #: that are watched
    share: Share | None = None  #: of the newest events of the month
    why: str | None = None
    number: int | None = None  #: of the subscription that tells the same


@router.get("/subscriptions/new", include_in_schema=False)
def show_form(site: SiteHere, reader: ReaderHere, session: SessionHere) -> Response:
    """The empty form."""
    if session is None:
        return show_login(reader)
    return _show(site, reader, session, Form({"in": [reader.language.value]}))


@router.post("/subscriptions/new", include_in_schema=False)
def take_form(site: SiteHere, reader: ReaderHere, session: WriterHere, form: FormHere) -> Response:
    """Try it on the last month, send a test, or make it: what its button says."""
    try:
        with site.store.read() as connection:
            wanted = _read(site, connection, form)
        match form.first("do"):
            case "make":
                return _make(site, reader, wanted)
            case "test":
                refusal = try_target(site, wanted.target, wanted)
                answer = Answer("tested") if refusal is None else Answer("refused", why=refusal)
            case _:
                answer = _rehearse(site, wanted)
    except RefusedError as error:
        return _show(site, reader, session, form, refused=error)
    return _show(site, reader, session, form, answer=answer)


def _read(site: Site, connection: Connection, form: Form) -> Subscription:
    """What the form asks for. Raises RefusedError."""
    target = _read_target(site, form.first("target"))
    manner = Manner(
        language=_attempt("in", lambda: Language(form.first("in")).value),
        digest=_attempt("digest", lambda: read_digest(digest)) if (digest := _join_digest(form)) else None,
        quiet=_attempt("quiet", lambda: read_quiet(quiet)) if (quiet := _join_quiet(form)) else None,
        timezone=_attempt("timezone", lambda: read_timezone(form.first("timezone") or Manner().timezone)),
        alive_days=_read_alive(form.first("alive")),
    )
    words = tuple(line.strip() for line in form.first("words").splitlines() if line.strip())
    written = Conditions(*(words if name == "words" else form.all(name) for name in _CONDITIONS))
    try:
        wanted = check_conditions(connection, written)
    except ConditionError as error:
        raise RefusedError(error.field, error.why) from error
    except PortalError as error:
        raise RefusedError("portal", str(error)) from error
    return Subscription(0, "", target, created_at=site.now(), manner=manner, **asdict(wanted))


def _attempt(field: str, read: Callable[[], T]) -> T:
    try:
        return read()
    except (UsageError, ValueError) as error:
        raise RefusedError(field, str(error)) from error


def _read_target(site: Site, target: str) -> str:
    """A target that a channel can be opened for. Raises RefusedError."""
    if not target or len(target) > _LONGEST_TARGET or site.open_channel is None:
        raise RefusedError("target", "give an address of at most 2,000 characters")
    try:
        refuse_local(target)
        site.open_channel(target).close()
    except BalaghError as error:
        raise RefusedError("target", str(error)) from error
    return target


def _join_digest(form: Form) -> str:
    every, hour = form.first("digest"), form.first("hour")
    match every:
        case "daily":
            return f"daily@{hour}" if hour else "daily"
        case "weekly":
            return f"weekly@{form.first('weekday') or WEEKDAYS[0]}-{hour or '08:00'}"
    return "" if every == "at_once" else every


def _join_quiet(form: Form) -> str:
    start, end = form.first("quiet_from"), form.first("quiet_to")
    return f"{start}-{end}" if start or end else ""


def _read_alive(text: str) -> int | None:
    if not text:
        return None
    days = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    if not 1 <= days <= _LONGEST_ALIVE:
        raise RefusedError("alive", f"give days from 1 to {_LONGEST_ALIVE}, or nothing")
    return days


def _rehearse(site: Site, wanted: Subscription) -> Answer:
    """What the last month would have sent."""
    since = site.now() - timedelta(days=REHEARSED_DAYS)
    conditions = read_conditions(wanted)
    with site.store.read() as connection:
        watched = sum(one.removed_at is None for one in list_cards(connection).values())
        if conditions == Conditions():
            count = count_told(connection, since)
            return Answer("rehearsed", count, is_everything=True, portals=watched)
        found: Rehearsal = rehearse_since(connection, wanted, since, near=False)
        nowhere = not is_somewhere(connection, conditions)
        share = measure_share(wanted, list_happenings(connection, since, newest=MOST_WEIGHED))
    shown = tuple(reversed(found.sent[-MOST_SHOWN:]))
    return Answer("rehearsed", len(found.sent), shown, is_nowhere=nowhere, portals=watched, share=share)


def _make(site: Site, reader: Reader, wanted: Subscription) -> Response:
    """Keep it, unless it stands already; to its own page."""
    conditions = read_conditions(wanted)
    with site.store.write() as connection:
        alike = list_alike(connection, wanted.target, conditions)
        same = next((one for one in alike if one.manner == wanted.manner), None)
        own = same or insert_subscription(
            connection, wanted.target, site.now(), manner=wanted.manner, **asdict(conditions)
        )
    said = "there" if same else "made"
    return RedirectResponse(reader.link(f"/subscriptions/{own.id}", said=said), 303, HEADERS)


def _show(  # what a page shows
    site: Site,
    reader: Reader,
    session: Session,
    form: Form,
    *,
    answer: Answer | None = None,
    refused: RefusedError | None = None,
) -> Response:
    with site.store.read() as connection:
        cards = [one for one in list_cards(connection).values() if one.removed_at is None]
        provinces = list_provinces(connection)
    words = find_words("subscribing", reader.language)
    named = sorted((one.call(reader.language), one.id) for one in cards)
    return show_private(
        reader,
        "subscribe",
        session,
        status=422 if refused else 200,
        path="/subscriptions/new",
        form=form,
        answer=answer,
        refused=refused,
        days=REHEARSED_DAYS,
        portals=[(portal, name) for name, portal in named],
        regions=[(one, call_place(one, reader.language)) for one in list_regions()],
        provinces=[(one, call_place(one, reader.language)) for one in provinces],
        events=[(one, words["events"][one]) for one in TOLD],
        kinds=list(list_kinds(reader).items()),
        text_languages=list(words["languages"].items()),
        weekdays=[(one, words["weekdays"][one]) for one in WEEKDAYS],
        usual=Manner(),
    )
