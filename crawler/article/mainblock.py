"""The blocks of a page that are its article: found by where the title stands and where the text is dense."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from scrapy.http import TextResponse

from crawler.article.attachments import is_attachment_link
from crawler.article.furniture import weigh
from crawler.article.noise import is_noise
from crawler.article.pictures import is_content_picture, leads_elsewhere
from crawler.listing.datetexts import is_date
from crawler.listing.newswords import is_news_label
from crawler.page.blocks import Block
from crawler.page.tree import Element, tag_of

_LITTLE = 60  # characters: a byline, a label; no text yet
_PLENTY = 200  # characters: a text that can stand alone
_SENTENCE = 60  # characters of a paragraph rather than of a label
_MOST = 0.7  # of a page's text: where no title leads, the article is the innermost element with so much
_REST = 0.3  # of the text: less than this after a link to other news is no part of it
_FEWEST_ROWS = 3  # of a list beside the article
_FILE_WEIGHT = 60  # characters that a file or picture counts for
_ENDINGS = (".", "!", "؟", "?", ":", "؛", "…", "»", '"', ")")
#: Elements that make columns and boxes; the others are the flow of one text.
_BOXES = frozenset(
    ["div", "section", "article", "td", "tr", "tbody", "table", "center", "fieldset", "header"]
)


@dataclass(slots=True)
class Page:
    """The blocks of a page without its furniture, weighed."""

    blocks: list[Block]
    weights: list[int]
    files: set[int]  #: numbers of the blocks with a file or a picture
    pictures: dict[int, bool]  #: of those that are pictures alone, and whether each leads to another page
    within: dict[Element, list[int]] = field(default_factory=lambda: defaultdict(list))  #: block numbers

    def weight(self, numbers: Sequence[int]) -> int:
        """Characters of text in these blocks."""
        return sum(self.weights[number] for number in numbers)


def weigh_page(response: TextResponse, blocks: list[Block]) -> Page:
    """The page's blocks, each with its weight and its place in the tree."""
    files = {number for number, block in enumerate(blocks) if _has_files(response, block)}
    weights = [max(weigh(block), _FILE_WEIGHT * (number in files)) for number, block in enumerate(blocks)]
    alone = [number for number in files if _is_picture(response, blocks[number])]
    pictures = {number: _leads_elsewhere(response, blocks[number]) for number in alone}
    page = Page(blocks, weights, files, pictures)
    for number, block in enumerate(blocks):
        for element in (block.element, *block.element.iterancestors()):
            page.within[element].append(number)
    return page


def find_main(page: Page, title: int | None) -> tuple[Element | None, list[int]]:
    """The element that holds the article and the numbers of its blocks after the title."""
    if not page.blocks:
        return None, []
    if title is None:
        container = _densest(page)
        numbers = [
            number for number in page.within[container] if page.weights[number] or _is_kept(page, number)
        ]
    else:
        container = _around_title(page, title)
        numbers = [number for number in page.within[container] if number > title]
    return container, _cut(page, container, numbers)


def _has_files(response: TextResponse, block: Block) -> bool:
    files = any(is_attachment_link(response, link) for link in block.links)
    return files or any(is_content_picture(response, picture) for picture in block.pictures)


def _is_picture(response: TextResponse, block: Block) -> bool:
    """Whether a block with a file is pictures and nothing else."""
    return not weigh(block) and not any(is_attachment_link(response, link) for link in block.links)


def _leads_elsewhere(response: TextResponse, block: Block) -> bool:
    return all(leads_elsewhere(response, picture) for picture in block.pictures)


def _is_kept(page: Page, number: int) -> bool:
    return page.blocks[number].kind == "heading"


def _densest(page: Page) -> Element:
    """The innermost element that holds most of the page's text."""
    container = page.blocks[0].element.getroottree().getroot()
    while True:
        whole = page.weight(page.within[container])
        child = max(container, key=lambda one: page.weight(page.within.get(one, [])), default=None)
        if child is None or whole == 0 or page.weight(page.within.get(child, [])) < _MOST * whole:
            return container
        if child is page.blocks[page.within[child][0]].element and len(page.within[child]) == 1:
            return container
        container = child


def _around_title(page: Page, title: int) -> Element:
    """The element around the title that holds the text after it, and as little else as can be told."""
    container = page.blocks[title].element
    held = [number for number in page.within[container] if number > title]
    for parent in page.blocks[title].element.iterancestors():
        known = {title, *held}
        gained = [number for number in page.within[parent] if number > title and number not in known]
        if page.weight(gained) and page.weight(held) and not _continues(page, container, held, gained):
            break
        container, held = parent, held + gained
    return container


def _continues(page: Page, container: Element, held: list[int], gained: list[int]) -> bool:
    """Whether the blocks that a larger element adds are the same article's."""
    have, more = page.weight(held), page.weight(gained)
    first = next(number for number in gained if page.weights[number])
    lead = gained[: gained.index(first) + 1]
    if _repeats(page, held, first):
        return True
    if _is_dressed(page, container, gained):
        return False
    if tag_of(container) in ("td", "th") and have >= _LITTLE:
        return False
    if _begins_section(page, lead) and _says_something(page, held):
        return False
    longest = max(page.weights[number] for number in gained)
    if have < _PLENTY:
        return longest >= _SENTENCE // 3 and more >= have // 3
    return longest >= _SENTENCE and more >= have


def _is_dressed(page: Page, container: Element, gained: list[int]) -> bool:
    """Whether a larger element adds pictures alone, which lead elsewhere or stand outside an `article`."""
    heavy = [number for number in gained if page.weights[number]]
    if not all(number in page.pictures for number in heavy):
        return False
    return tag_of(container) in ("article", "main") or all(page.pictures[number] for number in heavy)


def _says_something(page: Page, held: list[int]) -> bool:
    """Whether what is held is a text already, if a short one, and not a line about it."""
    sentences = (number for number in held if page.blocks[number].text.endswith(_ENDINGS))
    return page.weight(held) >= _LITTLE // 2 or any(page.weights[number] for number in sentences)


def _repeats(page: Page, held: list[int], first: int) -> bool:
    """Whether the first block gained says again what was held: a lead before its text."""
    said = squeeze(page.blocks[first].text)
    return len(said) >= _LITTLE and any(said == squeeze(page.blocks[number].text) for number in held)


def _begins_section(page: Page, lead: Sequence[int]) -> bool:
    """Whether blocks begin with a heading of their own, as a column beside the article does."""
    first = page.blocks[lead[0]]
    return first.kind in ("heading", "mark") or is_news_label(first.text) or _is_label(page, lead[0])


def _is_label(page: Page, number: int) -> bool:
    """Whether a block is a few words in a box, and not a sentence."""
    block = page.blocks[number]
    text = block.text
    in_box = block.kind == "paragraph" and tag_of(block.element) in _BOXES
    return in_box and 0 < len(text) <= 40 and not text.endswith(_ENDINGS) and len(text.split()) <= 5


def _cut(page: Page, container: Element, numbers: list[int]) -> list[int]:
    """The blocks less the boxes beside the text, and less what trails after its last sentence."""
    kept: list[int] = []
    have = 0  # the weight of what is kept, counted along: pages may have a million boxes
    for box in _split_boxes(page, container, _before_list(page, numbers)):
        beside = tag_of(_box_of(page, container, box[0])) in _BOXES
        if beside and have >= _LITTLE and (_is_hollow(page, box) or _stands_beside(page, box, have)):
            continue
        kept += box
        have += page.weight(box)
    numbers = [number for number in kept if number in page.files or not is_noise(page.blocks[number])]
    return _cut_tail(page, numbers)


def _is_hollow(page: Page, box: list[int]) -> bool:
    """Whether a box says nothing of the article; a date alone may be the article's last line."""
    return not page.weight(box) and not any(is_date(page.blocks[number].text) for number in box)


def _before_list(page: Page, numbers: list[int]) -> list[int]:
    """The blocks less the lists of news among them: with the headings of these, and with what comes after the
    first that follows the text, unless that is the greater part."""
    plain: list[int] = []
    have, rest = 0, page.weight(numbers)  # of what is taken, and of what is not looked at yet
    for number in numbers:
        if page.blocks[number].kind != "mark":
            plain.append(number)
            have += page.weights[number]
            rest -= page.weights[number]
            continue
        if plain and plain[-1] == number - 1 and _heads_list(page, plain[-1]):
            have -= page.weights[plain.pop()]
        if have and (rest < _REST * have or (rest <= have and _is_list(page, number))):
            break
        rest -= page.weights[number]
    return plain


def _is_list(page: Page, number: int) -> bool:
    """Whether several rows of news follow one another, rather than one link to more."""
    return sum(block.kind == "mark" for block in page.blocks[number : number + 6]) >= _FEWEST_ROWS


def _heads_list(page: Page, number: int) -> bool:
    """Whether a block right before a list of news is its heading."""
    block = page.blocks[number]
    return block.kind == "heading" or is_news_label(block.text) or _is_label(page, number)


def _stands_beside(page: Page, box: list[int], have: int) -> bool:
    """Whether a box after the text is one of its own: headed, and shorter than the text or full of links."""
    linked = sum(page.blocks[number].linked for number in box)
    length = sum(len(page.blocks[number].text) for number in box)
    if linked > 0.5 * length and not page.files.intersection(box):
        return True
    heads = next((number for number in box if page.blocks[number].text), box[0])
    if heads in page.files and len(box) == 1:
        return False  # a short name that is a link to a file heads nothing
    headed = is_news_label(page.blocks[heads].text) or _is_label(page, heads)
    return headed and page.weight(box) < 0.3 * have


def _split_boxes(page: Page, container: Element, numbers: list[int]) -> list[list[int]]:
    """The blocks, those under one child of the container together."""
    boxes: list[list[int]] = []
    last: Element | None = None
    for number in numbers:
        box = _box_of(page, container, number)
        if box is not last or not boxes:
            boxes.append([])
        boxes[-1].append(number)
        last = box
    return boxes


def _box_of(page: Page, container: Element, number: int) -> Element:
    """The child of the container that holds a block; through wrappers of one child."""
    element = page.blocks[number].element
    child = element
    for parent in element.iterancestors():
        if parent is container:
            return child
        child = parent
    return element


def _cut_tail(page: Page, numbers: list[int]) -> list[int]:
    """The blocks up to the last that says something; a heading or label at the end heads nothing."""
    while numbers and _heads_nothing(page, numbers):
        numbers = numbers[:-1]
    return numbers


def _heads_nothing(page: Page, numbers: list[int]) -> bool:
    block = page.blocks[numbers[-1]]
    if numbers[-1] in page.files:
        return False
    if block.kind == "heading" or is_news_label(block.text):
        return True
    alone = (
        len(numbers) > 1 and not is_date(block.text) and block.element is not page.blocks[numbers[-2]].element
    )
    siblings = alone and block.element.getparent() is page.blocks[numbers[-2]].element.getparent()
    return alone and not siblings and _is_label(page, numbers[-1])


def squeeze(text: str) -> str:
    """A text without any white space: two of them say the same if they differ in that alone."""
    return "".join(text.split())
