"""Paging: from one page of a list to the next, by link or by form (pure)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Literal

from lxml.html import FormElement
from scrapy.http import TextResponse

from crawler.addresses import canonical_address, same_site
from crawler.listing.pagenumbers import find_page_number, is_first_page
from crawler.page.blocks import visible_text
from crawler.page.links import absolute_url
from crawler.page.phrases import fold_phrase, read_phrases
from crawler.page.tree import Element, page_root, select, tag_of
from storage.model import ListingKeys
from text.folding import fold

_POSTBACK = re.compile(
    r"""(?:__doPostBack|WebForm_PostBackOptions)\(\s*(['"])(?P<target>.*?)\1\s*,\s*(['"])(?P<argument>.*?)\3""",
    re.IGNORECASE,
)
#: An address that is given to a script, in quotes.
_CALLED = re.compile(r"""(['"])((?:https?:)?\\?/[^'"\s]*|\?[^'"\s]+)\1""")
_NEXT_WORDS = read_phrases(
    """
الصفحة التالية|التالي|التالية|الصفحة الموالية|الموالية|الموالي|next page|next|page suivante|suivante|suivant
مقالات أقدم|تدوينات أقدم|رسائل أقدم|مشاركات أقدم|أخبار أقدم|المقالات الأقدم|الرسائل الأقدم|المشاركات الأقدم
الأخبار الأقدم|المقالات القديمة|الأقدم|أقدم|older posts|older entries|older|articles plus anciens
articles précédents|plus anciens|عرض المزيد|تحميل المزيد|load more|voir plus|afficher plus|charger plus
        """
)
_MOST_DIGITS = 10
_NEXT_NAMES = re.compile(r"\b(?:older|next)[-_]?(?:posts?|page|link|entries)\b", re.IGNORECASE)
_NEXT_SIGNS = ("›", "»", ">", ">>", "→", "←", "«", "‹")
_MOST_CONTROLS = 400  # of a page that are looked at; a page of ten thousand links is no pager
_CALENDAR_DAYS = frozenset({"27", "28"})


@dataclass(frozen=True)
class NextPage:
    """How to ask for the next page of a list."""

    url: str
    method: Literal["GET", "POST"]
    form: tuple[tuple[str, str], ...] = ()  #: what a browser would send, in its order; empty for GET


@dataclass(frozen=True, slots=True)
class Control:
    """A link or button of the page, with what a reader sees on it."""

    element: Element
    text: str  #: folded
    script: str  #: its address and scripts

    @property
    def argument(self) -> str:
        """What it posts back with: `Page$2`."""
        match = _POSTBACK.search(self.script)
        return match["argument"] if match else ""


def find_next_page(response: TextResponse, keys: ListingKeys, page_number: int) -> NextPage | None:
    """How to get the page after `page_number` (from 1); None at the end of the list."""
    controls = list(_stated_controls(response, keys)) or list(_find_controls(response, page_number))
    for control in controls:
        found = read_control(response, control)
        if found is not None and not _leads_back(found, response):
            return found
    return None


def _leads_back(following: NextPage, response: TextResponse) -> bool:
    """Whether an address is that of a page before this one, by the numbers of both."""
    here, there = canonical_address(response.url), canonical_address(following.url)
    number = find_page_number(here, here)
    before = find_page_number(there, here) or (0 if is_first_page(there, here) else None)
    return following.method == "GET" and number is not None and before is not None and before < number


def _stated_controls(response: TextResponse, keys: ListingKeys) -> Iterator[Control]:
    for element in select(response, keys.next) if keys.next else ():
        yield _control(element)


def _find_controls(response: TextResponse, page_number: int) -> Iterator[Control]:
    """What may lead to the next page, the surest first."""
    root = page_root(response)
    for element in root.iter("link", "a"):
        if "next" in element.get("rel", "").lower().split():
            yield _control(element)
    pager = list_controls(response)
    wanted = str(page_number + 1)
    places: dict[str, set[str]] = {}
    for control in pager:
        places.setdefault(control.text, set()).add(control.script)
    tests: tuple[Callable[[Control], bool], ...] = (
        lambda control: control.argument == f"Page${wanted}",
        lambda control: control.text == wanted and is_in_pager(control.element, str(page_number)),
        lambda control: is_count(control.text) and _is_next_offset(control, page_number),
        lambda control: control.argument == "Page$Next",
        # A word that leads to several places is each row's own, as "more" is.
        lambda control: (
            is_next_word(control.text) and _is_live(control.element) and len(places[control.text]) == 1
        ),
        lambda control: (
            bool(_NEXT_NAMES.search(control.element.get("class", ""))) and _is_live(control.element)
        ),
    )
    for test in tests:
        yield from filter(test, pager)
    yield from _find_signs(pager, page_number)
    yield from _find_numbered(response, pager, page_number + 1)


def _find_numbered(response: TextResponse, pager: list[Control], wanted: int) -> Iterator[Control]:
    """What leads to the page of that number, by its address, whatever a reader sees on it."""
    own = canonical_address(response.url)
    for control in pager:
        url = absolute_url(response, control.element.get("href", ""))
        numbered = find_page_number(canonical_address(url), own) if url else None
        if numbered == wanted and _is_live(control.element):
            yield control


def list_controls(response: TextResponse) -> list[Control]:
    """The links and buttons of a page that may be its pager's, in order."""
    # From the end, where pagers stand, and no further than needed: some pages have ten thousand links.
    controls = map(_control, reversed(list(page_root(response).iter("a", "input", "button"))))
    return list(islice(filter(_is_short, controls), _MOST_CONTROLS))[::-1]


def _find_signs(pager: list[Control], page_number: int) -> Iterator[Control]:
    """Arrows that point on, the one for a single step before the one for the end.

    Which way an arrow points depends on the script: one that leads where a lower number leads points back.
    """
    back = {one.script for one in pager if is_count(one.text) and int(one.text) <= page_number}
    for sign in _NEXT_SIGNS:
        for control in pager:
            element = control.element
            is_back = control.script in back or "prev" in element.get("rel", "")
            if control.text == sign and not is_back and _is_live(element) and _has_numbers(element):
                yield control


def _control(element: Element) -> Control:
    shown = visible_text(element) if tag_of(element) == "a" else element.get("value", "")
    label = shown or button_text(element) or element.get("title", "") or element.get("aria-label", "")
    script = " ".join(element.get(name, "") for name in ("href", "onclick"))
    return Control(element, fold(label).strip(), script)


def button_text(element: Element) -> str:
    """The text of a button, or the alternative of the picture on a link or button."""
    texts = ["".join(str(text) for text in element.itertext()).strip()]
    texts += [picture.get("alt", "") for picture in element.iter("img")] + [element.get("alt", "")]
    return next((text for text in texts if text), "")


def _is_short(control: Control) -> bool:
    return len(control.text) <= 40 and (
        tag_of(control.element) == "a" or control.element.get("type") != "hidden"
    )


def is_next_word(text: str) -> bool:
    """Whether a text says "next", whatever arrows stand beside it."""
    return fold_phrase(text) in _NEXT_WORDS


def _is_live(element: Element) -> bool:
    """Whether a control is not greyed out."""
    classes = f"{element.get('class', '')} {_parent_class(element)}".lower()
    return element.get("disabled") is None and not re.search(r"disabled|inactive", classes)


def _parent_class(element: Element) -> str:
    parent = element.getparent()
    return "" if parent is None else parent.get("class", "")


def is_count(text: str) -> bool:
    """Whether a text is a number that may count pages or entries: `²` is none, nor are a thousand digits."""
    return text.isdecimal() and len(text) < _MOST_DIGITS


def numbers_around(element: Element) -> set[str]:
    """The numbers that stand alone in the nearest block with several short texts around the element."""
    for parent in list(element.iterancestors())[:5]:
        texts = {fold(str(text)).strip(" \u00a0\n\r\t[]|.-") for text in parent.itertext()}
        if len(texts - {""}) > 1:
            return {text for text in texts if is_count(text)}
    return set()


def is_in_pager(element: Element, current: str) -> bool:
    """Whether the page's own number stands beside the element, and the numbers are no month's days."""
    numbers = numbers_around(element)
    return current in numbers and not (numbers >= _CALENDAR_DAYS and len(numbers) <= 35)


def _is_next_offset(control: Control, page_number: int) -> bool:
    """Whether a pager that counts entries (0, 8, 16) leads to the next page by this number."""
    around = sorted(int(number) for number in numbers_around(control.element))
    steps = [after - before for before, after in pairwise(around)]
    step = min(steps, default=0)
    here = (page_number - 1) * step
    return step > 1 and int(control.text) == here + step and here in around and not around[0] % step


def _has_numbers(element: Element) -> bool:
    return bool(numbers_around(element))


def read_control(response: TextResponse, control: Control) -> NextPage | None:
    """What a click on a control asks for; None where it leads nowhere, off the site, or to this page."""
    postback = _POSTBACK.search(control.script)
    if postback:
        extra = (("__EVENTTARGET", postback["target"]), ("__EVENTARGUMENT", postback["argument"]))
        return _posted(response, control.element, extra)
    pressed = _read_button(response, control.element)
    if pressed is not None:
        return pressed
    url = absolute_url(response, control.element.get("href", "")) or _find_called(response, control.script)
    return NextPage(url, "GET") if url and leads_on(url, response) else None


def _find_called(response: TextResponse, script: str) -> str | None:
    """The address that a script calls: `RefreshPageTo(event, "/list?first=21\\u0026all=1")`."""
    called = _CALLED.search(script)
    if called is None:
        return None
    written = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), called[2])
    return absolute_url(response, written.replace("\\/", "/"))


def _read_button(response: TextResponse, button: Element) -> NextPage | None:
    name, kind = button.get("name"), button.get("type", "submit").lower()
    if tag_of(button) not in ("input", "button") or not name or kind not in ("submit", "image"):
        return None
    if kind == "image":
        return _posted(response, button, ((f"{name}.x", "1"), (f"{name}.y", "1")))
    return _posted(response, button, ((name, button.get("value", "")),))


def _posted(response: TextResponse, element: Element, extra: Iterable[tuple[str, str]]) -> NextPage | None:
    """The form around the element as a browser would post it, with the control's own values."""
    form = _form_of(response, element)
    if form is None:
        return None
    fields = dict(_form_values(form)) | dict(extra)
    url = absolute_url(response, form.get("action", "")) or response.url
    return NextPage(url, "POST", tuple(fields.items()))


def _form_of(response: TextResponse, element: Element) -> FormElement | None:
    """The form around an element, or the page's form with a view state."""
    for parent in element.iterancestors("form"):
        if isinstance(parent, FormElement):
            return parent
    forms = [form for form in page_root(response).iter("form") if isinstance(form, FormElement)]
    with_state = (form for form in forms if form.find(".//input[@name='__VIEWSTATE']") is not None)
    return next(with_state, forms[0] if forms else None)


def _form_values(form: FormElement) -> Iterator[tuple[str, str]]:
    return ((name, str(value)) for name, value in form.form_values())


def leads_on(url: str, response: TextResponse) -> bool:
    """Whether an address is of the same site, and not the page that we are on."""
    return same_site(url, response.url) and canonical_address(url) != canonical_address(response.url)
