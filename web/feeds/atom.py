"""Feeds as Atom (RFC 4287), one page after the other (RFC 5005); pure."""

from __future__ import annotations

import re

from lxml import etree

from web.feeds.feed import Enclosure, Feed, Item, show_instant

ATOM = "http://www.w3.org/2005/Atom"
#: Of what Atom has no word for: how exactly a date is known, and where it was read.
BALAGH = "urn:balagh:feed"
MEDIA_TYPE = "application/atom+xml"
_PREFIXES: dict[str, str] = {None: ATOM, "balagh": BALAGH}  # type: ignore[dict-item]  # what lxml means
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: What no XML document may hold.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_atom(feed: Feed) -> bytes:
    """The feed as an Atom document."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap=_PREFIXES)
    root.set(_LANGUAGE, feed.language)
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", show_instant(feed.updated))
    _add(root, "generator", "Balagh")
    _add_link(root, "alternate", feed.home, type="text/html")
    for link in feed.links:
        _add_link(root, link.rel, link.href, type=link.type)
    for item in feed.items:
        _add_entry(root, item, feed)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def drop_forbidden(text: str) -> str:
    """A text without the characters that no XML document may hold."""
    return _FORBIDDEN.sub("", text)


def _add_entry(root: etree._Element, item: Item, feed: Feed) -> None:
    entry = etree.SubElement(root, f"{{{ATOM}}}entry")
    if item.language:
        entry.set(_LANGUAGE, item.language)
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    _add(entry, "updated", show_instant(item.updated))
    _add_published(entry, item)
    author = etree.SubElement(entry, f"{{{ATOM}}}author")
    _add(author, "name", item.author)
    _add(author, "uri", item.author_url)
    _add_link(entry, "alternate", item.url)
    _add_link(entry, "related", item.page, type="text/html")
    _add_category(entry, item.kind, "kind", item.kind_name)
    _add_category(entry, item.portal, "portal", item.author)
    if item.is_withdrawn:
        _add_category(entry, "withdrawn", "status", feed.withdrawn)
    _add(entry, "content", item.html).set("type", "html")
    for enclosure in item.enclosures:
        _add_enclosure(entry, enclosure)


def _add_published(entry: etree._Element, item: Item) -> None:
    if item.published is not None:
        _add(entry, "published", show_instant(item.published))
    known = item.known
    said = {
        "precision": known.precision,
        "provenance": known.provenance,
        "after": known.after,
        "before": known.before,
    }
    element = etree.SubElement(entry, f"{{{BALAGH}}}published")
    element.text = known.value
    for name, value in said.items():
        if value is not None:
            element.set(name, value)


def _add(parent: etree._Element, name: str, text: str) -> etree._Element:
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = drop_forbidden(text)
    return element


def _add_link(parent: etree._Element, rel: str, href: str, **said: str | None) -> None:
    link = etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=drop_forbidden(href))
    for name, value in said.items():
        if value is not None:
            link.set(name, drop_forbidden(value))


def _add_category(entry: etree._Element, term: str, scheme: str, label: str) -> None:
    category = etree.SubElement(entry, f"{{{ATOM}}}category", term=drop_forbidden(term))
    category.set("scheme", f"{BALAGH}:{scheme}")
    category.set("label", drop_forbidden(label))


def _add_enclosure(entry: etree._Element, one: Enclosure) -> None:
    size = None if one.size_bytes is None else str(one.size_bytes)
    _add_link(entry, "enclosure", one.url, type=one.media_type, length=size, title=one.title or None)
