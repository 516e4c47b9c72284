"""Make a page of a feed from what the archive holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote, urlencode

from monitor.choices import REGIONS
from monitor.saying import Language, name_kind
from storage.articles import find_articles
from storage.database import Connection
from storage.model import Article, ArticleStatus, PortalDefinition
from storage.timeline import Placed, Standing, list_before, list_first_keys, list_latest
from web.feeds import atom, jsonfeed
from web.feeds.asked import Asked
from web.feeds.content import make_html
from web.feeds.feed import (
    Feed,
    Item,
    Link,
    article_id,
    feed_id,
    find_instant,
    is_web_address,
    list_enclosures,
)
from web.feeds.words import find_feed_words
from web.harvested import shorten

#: Articles on one page.
PAGE = 50
#: Of a feed in which there is nothing yet.
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
MEDIA_TYPES = {"atom": atom.MEDIA_TYPE, "json": jsonfeed.MEDIA_TYPE}


class Maker:
    """Makes one page of one feed, for readers of one language who ask at one address."""

    def __init__(
        self, asked: Asked, form: str, language: Language, base: str, *, is_language_chosen: bool
    ) -> None:
        self._asked = asked
        self._form = form
        self._language = language
        self._base = base.rstrip("/")
        self._chosen = {"lang": language.value} if is_language_chosen else {}
        self._words = find_feed_words(language)

    def make(
        self, connection: Connection, portals: Mapping[str, PortalDefinition], standing: Standing
    ) -> Feed:
        """The page as it is now."""
        placed = self._list_placed(connection)
        shown = placed[:PAGE] if self._asked.after is None else placed[-PAGE:]
        numbers = [one.article for one in shown]
        keys = list_first_keys(connection, numbers)
        items = [
            self._make_item(article, one, keys[article.id], portals[article.portal])
            for one, article in zip(shown, find_articles(connection, numbers), strict=True)
        ]
        said = self._asked.path + (f"?{urlencode(self._asked.conditions)}" if self._asked.conditions else "")
        return Feed(
            id=feed_id(said),
            title=self._make_title(portals),
            subtitle=str(self._words["subtitle"]),
            language=self._language.value,
            updated=max((one.updated for one in shown), default=standing.at or _NEVER),
            home=self._home(),
            address=self._address(self._form),
            links=tuple(self._list_links(placed, shown)),
            items=tuple(items),
            withdrawn=str(self._words["withdrawn"]),
        )

    def _list_placed(self, connection: Connection) -> list[Placed]:
        """The articles of the page, and one more where the feed goes on beyond it."""
        asked = self._asked
        if asked.after is not None:
            return list_before(connection, asked.wanted, asked.after, PAGE + 1)
        return list_latest(connection, asked.wanted, asked.before, PAGE + 1)

    def _list_links(self, placed: list[Placed], shown: list[Placed]) -> list[Link]:
        """Pages are named by the articles at which they end: what comes meanwhile does not move them."""
        asked = self._asked
        own = {
            name: str(place) for name, place in (("before", asked.before), ("after", asked.after)) if place
        }
        other = next(form for form in MEDIA_TYPES if form != self._form)
        links = [
            Link("self", self._address(self._form, **own), MEDIA_TYPES[self._form]),
            Link("alternate", self._address(other, **own), MEDIA_TYPES[other]),
            Link("first", self._address(self._form)),
            Link("last", self._address(self._form, after="s0")),
        ]
        has_more = len(placed) > len(shown)
        is_newer_there = asked.before is not None or (asked.after is not None and has_more)
        is_older_there = has_more if asked.after is None else asked.after.number > 0
        if shown and is_newer_there:
            links.append(Link("previous", self._address(self._form, after=str(shown[0].place))))
        if shown and is_older_there:
            links.append(Link("next", self._address(self._form, before=str(shown[-1].place))))
        return links

    def _address(self, form: str, **place: str) -> str:
        query = urlencode(self._asked.conditions | place | self._chosen)
        return f"{self._base}{quote(self._asked.path)}.{form}" + (f"?{query}" if query else "")

    def _home(self) -> str:
        """The page for people that shows the same."""
        said = dict(self._asked.named)
        path = "/search" if "q" in said else "/"
        if self._asked.path.startswith("/feeds/portals/"):
            path = f"/portals/{quote(said.pop('portal'))}"
        query = urlencode(said | self._chosen)
        return f"{self._base}{path}" + (f"?{query}" if query else "")

    def _make_title(self, portals: Mapping[str, PortalDefinition]) -> str:
        parts = [str(self._words["title"])]
        for name, value in self._asked.named.items():
            parts.append(str(self._words[name]).format(self._name(name, value, portals)))
        return " – ".join(parts)

    def _name(self, condition: str, value: str, portals: Mapping[str, PortalDefinition]) -> str:
        if condition == "portal":
            return portals[value].display_name(self._language) or value
        if condition == "kind":
            return name_kind(value, self._language)
        if condition == "region":
            return REGIONS[value] if self._language is Language.AR else value
        named = {"status": "statuses", "event": "events"}.get(condition)
        return str(self._words[named][value]) if named else value

    def _make_item(self, article: Article, placed: Placed, key: str, portal: PortalDefinition) -> Item:
        words, enclosures = self._words, list_enclosures(article)
        page = f"{self._base}/articles/{article.id}"
        is_withdrawn = article.status is ArticleStatus.WITHDRAWN
        title = atom.drop_forbidden(shorten(article.title)) or str(words["untitled"])
        labels = {name: str(words[name]) for name in ("files", "versions")}
        html = make_html(article, self._list_notes(article), enclosures, labels, page)
        return Item(
            id=article_id(article.portal, key),
            title=f"[{words['withdrawn']}] {title}" if is_withdrawn else title,
            url=article.url if is_web_address(article.url) else page,
            page=page,
            author=portal.display_name(self._language) or article.portal,
            author_url=portal.url,
            updated=placed.updated,
            published=find_instant(article.published),
            known=article.published,
            is_withdrawn=is_withdrawn,
            portal=article.portal,
            kind=article.kind,
            kind_name=name_kind(article.kind, self._language),
            revision=article.revision,
            html=atom.drop_forbidden(html),
            language=article.language,
            enclosures=enclosures,
        )

    def _list_notes(self, article: Article) -> list[str]:
        """What readers are to know before they read: that it is gone, and that its day is not known."""
        words, known = self._words, article.published
        notes = [str(words["withdrawn_note"])] if article.status is ArticleStatus.WITHDRAWN else []
        if known.value is None and known.after and known.before:
            notes.append(str(words["bounded"]).format(known.after, known.before))
        elif known.value is None:
            notes.append(str(words["undated"]))
        return notes
