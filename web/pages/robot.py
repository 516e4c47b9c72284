"""For the owner of a site that we read: who we are, what we fetch, how often, and how to stop us."""

from __future__ import annotations

from datetime import timedelta

from babel.units import format_unit
from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from monitor.schedule import SHORTEST_WAIT
from web.reader import Reader, ReaderHere
from web.rendering import render
from web.site import Site, SiteHere

router = APIRouter()


@router.get("/about-the-robot", include_in_schema=False)
def show_robot(site: SiteHere, reader: ReaderHere) -> HTMLResponse:
    """The page that our User-Agent names where others can open it."""
    return render(
        reader,
        "robot",
        user_agent=site.robot.user_agent,
        contact=site.contact,
        pause=_show_seconds(timedelta(seconds=site.robot.delay_seconds), reader),
        interval=_show_seconds(_find_shortest(site), reader),
        per_day=site.robot.requests_per_day,
    )


def _find_shortest(site: Site) -> timedelta:
    """How much time lies at least between two times that a list is asked for."""
    return SHORTEST_WAIT if site.timing is not None and site.timing.is_learned else site.poll_interval


def _show_seconds(time: timedelta, reader: Reader) -> str:
    """A length of time in the largest unit of which it is a whole number."""
    for seconds, unit in ((3600, "hour"), (60, "minute")):
        if time >= timedelta(seconds=seconds) and time.total_seconds() % seconds == 0:
            return format_unit(time.total_seconds() / seconds, f"duration-{unit}", locale=reader.locale)
    return format_unit(round(time.total_seconds(), 1), "duration-second", locale=reader.locale)
