"""Forms that change something: read whole, and only from pages of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs, urlsplit

from fastapi import Depends, Request

from web.problems import Problem
from web.sessions import Session, SessionHere
from web.site import Site, SiteHere

#: The field by which a form shows that we made it for this session.
MARK = "mark"
_MOST_FIELDS = 5_000


@dataclass(frozen=True, slots=True)
class Form:
    """What was sent; a field may have several values."""

    fields: Mapping[str, list[str]]

    def first(self, name: str) -> str:
        """The value of a field without the spaces around it; empty where there is none."""
        return self.fields.get(name, [""])[0].strip()

    def all(self, name: str) -> tuple[str, ...]:
        """All values of a field that say anything."""
        return tuple(dict.fromkeys(one.strip() for one in self.fields.get(name, []) if one.strip()))


async def read_form(request: Request, site: SiteHere) -> Form:
    """A form that a page of our own sent. Raises Problem (403) for one that came from elsewhere."""
    _require_own(request, site)
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise Problem(415, "form", "this is no form", "send it from the page")
    try:
        written = (await request.body()).decode("ascii")
        fields = parse_qs(written, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError as error:
        raise Problem(422, "form", "the form cannot be read", "send it from the page again") from error
    if any("\0" in value for values in fields.values() for value in values):
        raise Problem(422, "form", "the form holds a character that no text holds", "leave U+0000 out")
    return Form(fields)


FormHere = Annotated[Form, Depends(read_form)]


def require_writer(session: SessionHere, form: FormHere) -> Session:
    """The session of whoever sent a form of ours. Raises Problem (403)."""
    if session is None:
        raise Problem(403, "token", "no token was shown, or it counts no more", "show one at /subscriptions")
    if not session.has_mark(form.first(MARK)):
        raise Problem(403, "form", "the form is not of this session", "open the page again and send it anew")
    return session


#: Who may change something and sent a form of ours, as an argument of a route.
WriterHere = Annotated[Session, Depends(require_writer)]


def _require_own(request: Request, site: Site) -> None:
    """Raise Problem where a browser says that another site sent the form."""
    fetched, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    hosts = {request.headers.get("host"), urlsplit(site.public_url or "").netloc or None}
    if fetched not in (None, "same-origin") or (origin is not None and _find_host(origin) not in hosts):
        raise Problem(403, "form", "the form was sent from another site", "send it from the page here")


def _find_host(origin: str) -> str:
    """The host and port of an origin; of what is none, `null` or half an address, a name that nobody has."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
