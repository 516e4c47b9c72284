"""Who reads a page: in which language, and how addresses keep it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote, urlencode

from babel import negotiate_locale
from fastapi import Depends, Request

from monitor.saying import Language
from web.problems import Problem

#: Months, digits and order as Morocco writes them.
LOCALES = {Language.AR: "ar_MA", Language.FR: "fr_MA", Language.EN: "en_GB"}


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody before a page. A language that an address names wins over the browser's."""

    language: Language
    is_chosen: bool  #: the address names the language, so the page's links do, too
    here: str = "/"  #: the address that is read, with its query, but for the language

    @property
    def locale(self) -> str:
        """The name of the locale, for Babel."""
        return LOCALES[self.language]

    @property
    def direction(self) -> str:
        """The way that the interface runs."""
        return "rtl" if self.language is Language.AR else "ltr"

    def link(self, path: str, **query: object) -> str:
        """An address of this site; empty conditions are left out."""
        asked = {name: str(value) for name, value in query.items() if value not in (None, "")}
        if self.is_chosen:
            asked.setdefault("lang", self.language.value)
        return quote(path) + (f"?{urlencode(asked)}" if asked else "")


def find_reader(request: Request) -> Reader:
    """Who reads. Raises Problem where the address names a language that we do not speak."""
    here = _find_address(request)
    chosen = request.query_params.get("lang")
    if chosen is not None:
        try:
            return Reader(Language(chosen), is_chosen=True, here=here)
        except ValueError as error:
            known = ", ".join(Language)
            raise Problem(422, "lang", f"there is no language {chosen}", f"give one of {known}") from error
    return guess_reader(request)


def guess_reader(request: Request) -> Reader:
    """Who reads, whatever language the address names."""
    language = _prefer(request.headers.get("accept-language", ""))
    return Reader(language, is_chosen=False, here=_find_address(request))


def _find_address(request: Request) -> str:
    """Path and query without the language and what is empty; never another site's (`//elsewhere`)."""
    asked = [(name, value) for name, value in request.query_params.multi_items() if value and name != "lang"]
    path = "/" + quote(request.scope["path"].lstrip("/"))
    return path + (f"?{urlencode(asked)}" if asked else "")


def _prefer(header: str) -> Language:
    """The first language of a browser's list that we speak; Arabic where it names none of ours."""
    ranked = sorted(map(_read_wish, header.split(",")), key=lambda wish: -wish[1])
    found = negotiate_locale([name for name, weight in ranked if weight > 0], list(Language), sep="-")
    return Language(found) if found else Language.AR


def _read_wish(wish: str) -> tuple[str, float]:
    """A language and its weight, as `fr-MA;q=0.8` writes it; an unreadable one weighs nothing."""
    name, _, weight = wish.partition(";")
    try:
        return name.strip(), float(weight.strip().removeprefix("q=") or 1)
    except ValueError:
        return name.strip(), 0.0


#: The reader, as an argument of a route.
ReaderHere = Annotated[Reader, Depends(find_reader)]
