"""Which links of a page may be the rows of one list: those that stand alike, or whose addresses do (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scrapy.http import TextResponse

from crawler.addresses import same_site
from crawler.listing.places import Places
from crawler.page.links import Link, find_links, group_by_shape
from crawler.page.tree import Element, tag_of

_FEWEST_KEYS = 2  # addresses that can make a list
_ONCE = 0.7  # of the links at one place lead each to another article
_MOST_GROUPS = 120  # of one page that are read; a page of ten thousand kinds of link lists nothing


def group_links(response: TextResponse, places: Places) -> list[tuple[list[Link], bool]]:
    """The page's links as they may make lists, by place or by shape of address; whether it is by place."""
    here = [link for link in find_links(response) if same_site(link.url, response.url)]
    by_shape = group_by_shape(here, response.url)
    shapes = {link.element: shape for shape, links in by_shape.items() for link in links}
    by_place: list[list[Link]] = []
    for links in places.group(here):
        apart = _part(links, lambda link: shapes.get(link.element, ""))
        by_place += [links, *(apart if len(apart) > 1 else ())]
    for links in by_shape.values():
        by_place += _part(links, lambda link: places.tail(link.element))
    # What stands at one place is read first: its rows tell best where their titles are.
    groups = [(links, True) for links in _usable(filter(_is_one_each, by_place))]
    groups += [(links, False) for links in _usable(by_shape.values())]
    return [(_with_twins(links, here), together) for links, together in groups[:_MOST_GROUPS]]


def _part(links: Iterable[Link], key: Callable[[Link], str]) -> list[list[Link]]:
    """The links by what a key says of each, in page order."""
    parts: dict[str, list[Link]] = {}
    for link in links:
        parts.setdefault(key(link), []).append(link)
    return list(parts.values())


def _usable(groups: Iterable[list[Link]]) -> list[list[Link]]:
    """The groups with enough addresses for a list, the largest first."""
    return sorted(
        (links for links in groups if _count_keys(links) >= _FEWEST_KEYS), key=lambda one: -_count_keys(one)
    )


def _is_one_each(links: list[Link]) -> bool:
    """Whether each address stands about once: what recurs at one place is an author or a section."""
    return _count_keys(links) >= _ONCE * len(links)


def _count_keys(links: Iterable[Link]) -> int:
    return len({link.key for link in links})


def _with_twins(links: list[Link], here: Sequence[Link]) -> list[Link]:
    """These links with the others to the same addresses that stand beside them: a picture, a "read more"."""
    keys = {link.key for link in links}
    near = {parent for link in links for parent in _near(link.element)}
    chosen = {link.element for link in links}
    return [
        link
        for link in here
        if link.element in chosen
        or (link.key in keys and any(parent in near for parent in _near(link.element)))
    ]


def _near(element: Element, levels: int = 3) -> list[Element]:
    """The first few elements around a link: those that can still be its own row's."""
    around: list[Element] = []
    for parent in element.iterancestors():
        if len(around) == levels or tag_of(parent) in ("body", "html", "ul", "ol", "tbody", "table"):
            break
        around.append(parent)
    return around
