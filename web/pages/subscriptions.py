"""Who is told what: for whoever shows a token; and the page on which one is shown."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from monitor.speech import speak
from monitor.targets import show_target
from storage.directory import list_cards
from storage.model import Subscription
from storage.outbox import count_by_status
from storage.subscriptions import list_subscriptions
from web.access import read_token
from web.forms import FormHere, WriterHere
from web.places import call_place
from web.reader import Reader, ReaderHere
from web.rendering import find_words, render
from web.sayings import speak_to
from web.sessions import Session, SessionHere, Sessions, give_cookie, take_cookie
from web.site import SiteHere

router = APIRouter()

#: Of pages that a token opens: nobody keeps them, and browsers name the site that a form comes from.
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "same-origin"}


@router.get("/subscriptions", include_in_schema=False)
def show_subscriptions(site: SiteHere, reader: ReaderHere, session: SessionHere) -> Response:
    """The subscriptions that stand; without a token, how one comes in."""
    if session is None:
        return show_login(reader)
    with site.store.read() as connection:
        standing = list_subscriptions(connection)
        counts = count_by_status(connection)
        names = {one.id: one.call(reader.language) for one in list_cards(connection).values()}
    rows = [describe(one, names, reader) | {"counts": counts.get(one.id, {})} for one in standing]
    return show_private(reader, "subscriptions", session, rows=rows)


@router.post("/subscriptions/login", include_in_schema=False)
def log_in(request: Request, site: SiteHere, reader: ReaderHere, form: FormHere) -> Response:
    """Begin a session for whoever shows a token that stands."""
    token = read_token(site, form.first("token"))
    if token is None:
        return show_login(reader, is_refused=True)
    sessions: Sessions = request.app.state.sessions
    answer = RedirectResponse(reader.link("/subscriptions"), 303, HEADERS)
    give_cookie(answer, sessions.begin(token, site.now()), request, site)
    return answer


@router.post("/subscriptions/logout", include_in_schema=False)
def log_out(request: Request, site: SiteHere, reader: ReaderHere, session: WriterHere) -> Response:
    """End a session."""
    sessions: Sessions = request.app.state.sessions
    sessions.end(session.key)
    answer = RedirectResponse(reader.link("/subscriptions"), 303, HEADERS)
    take_cookie(answer, request, site)
    return answer


def show_login(reader: Reader, *, is_refused: bool = False) -> Response:
    """The page that asks for a token; 403 where one was refused."""
    page = render(
        reader, "login", status=403 if is_refused else 200, path="/subscriptions", is_refused=is_refused
    )
    page.headers.update(HEADERS)
    return page


def show_private(
    reader: Reader, page: str, session: Session, *, status: int = 200, path: str | None = None, **values: Any
) -> Response:
    """A page that a token opened."""
    shown = render(
        reader,
        page,
        status=status,
        path=path,
        session=session,
        subscribing=find_words("subscribing", reader.language),
        **speak_to(reader),
        **values,
    )
    shown.headers.update(HEADERS)
    return shown


def describe(one: Subscription, names: dict[str, str], reader: Reader) -> dict[str, Any]:
    """A subscription as it is shown: its target without what is secret, its conditions in words."""
    words = find_words("subscribing", reader.language)
    said = {
        "portal": [names.get(portal, portal) for portal in one.portals],
        "region": [call_place(region, reader.language) for region in one.regions],
        "province": [call_place(province, reader.language) for province in one.provinces],
        "event": [words["events"].get(event, event) for event in one.events],
        "kind": [speak(reader.language.value).kinds.get(kind, kind) for kind in one.kinds],
        "language": [words["languages"].get(language, language) for language in one.languages],
        "words": one.words,
    }
    return {
        "own": one,
        "target": show_target(one.target),
        "conditions": {name: values for name, values in said.items() if values},
    }
