"""The parameters of an address: those that nothing reads are refused, not overlooked."""

from __future__ import annotations

from collections.abc import Iterator, Set

from fastapi import Request
from fastapi.dependencies.models import Dependant

from text.visits import names_visit
from web.asking import quote
from web.problems import Problem

#: Read of every page's address (`web.reader`).
LANGUAGE = "lang"
#: What networks and senders of mail hang on a page's address, beside what `text.visits` knows: its list
#: decides which addresses of portals are one article, and cannot grow without making two of some.
_NETWORKS = ("igsh", "ttclid", "mibextid", "ref", "ref_src", "si", "li_fat_id")
_ADVERTS = ("gbraid", "wbraid", "gad_source", "gad_campaignid", "srsltid", "mkt_tok", "_hsenc", "_hsmi")
_SHARED = frozenset(_NETWORKS + _ADVERTS)


def refuse_unknown(request: Request) -> None:
    """Raise Problem for a parameter that nothing reads, that comes twice, or holds what no text holds.

    A mistyped filter would otherwise be none, and give everything.
    """
    _refuse(request, set(_list_parameters(request.scope["route"].dependant)))


def refuse_unknown_of_page(request: Request) -> None:
    """The same of a page, whose address names a language, and on its way through others' hands a visit."""
    visits = {name for name in request.query_params if names_visit(name) or name.casefold() in _SHARED}
    _refuse(request, {LANGUAGE, *_list_parameters(request.scope["route"].dependant)}, visits)


def _refuse(request: Request, known: Set[str], overlooked: Set[str] = frozenset()) -> None:
    given = [name for name, _ in request.query_params.multi_items()]
    for name, value in [*request.query_params.multi_items(), *request.path_params.items()]:
        if name in overlooked:
            continue
        if name in given and name not in known:
            there = f"there are {', '.join(sorted(known))}" if known else "leave it out: there is none here"
            raise Problem(422, quote(name), f"there is no parameter {quote(name)}", there)
        if given.count(name) > 1:
            raise Problem(422, name, f"{name} is given more than once", "give it once")
        if "\0" in str(value):
            raise Problem(422, name, f"{name} holds a character that no text holds", "leave U+0000 out")


def _list_parameters(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _list_parameters(inner)
