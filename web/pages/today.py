"""The first page: the latest communiqués of all portals."""

from __future__ import annotations

from itertools import islice

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from storage.articles import list_articles
from storage.filter import ArticleFilter
from storage.portals import list_portals
from web.reader import ReaderHere
from web.rendering import render
from web.site import SiteHere

router = APIRouter()

#: Articles on one page.
PAGE = 50


@router.get("/", include_in_schema=False)
def show_today(site: SiteHere, reader: ReaderHere) -> HTMLResponse:
    """What was published last, newest first."""
    with site.store.read() as connection:
        names = {
            one.id: one.definition.display_name(reader.language) or one.id for one in list_portals(connection)
        }
        found = list(islice(list_articles(connection, ArticleFilter()), PAGE))
    return render(reader, "today", path="/", articles=found, names=names)
