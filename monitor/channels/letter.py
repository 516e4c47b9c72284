"""The mail for a message: text and HTML, in the reader's language and direction, threaded by article (pure).

Message-IDs are made from the ids of deliveries: a repeat has the same one, and what comes later about an
article refers to the message that first told of it.
"""

from __future__ import annotations

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from monitor.message import Message, explain, say_also
from monitor.speech import Phrases, speak
from storage.model import UnusableTargetError
from text.folding import isolate

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_SPECIALS = frozenset(' ()<>[]:;@\\,"')
_WHOLE = re.compile(r"\b\d{4}-\d\d-\d\d(?: \d\d:\d\d)?(?: UTC(?:[+-]\d+(?::\d\d)?)?)?(?!\w)|unsubscribe \d+")
_WITHIN = r"\s\u2066-\u2069()،؛"  # what no address within a sentence holds
_ADDRESS = re.compile(rf"(https?://[^{_WITHIN}]*[^{_WITHIN}.,;:!?])")
_SAFE_LINK = re.compile(r"https?://", re.IGNORECASE)


class _Headers(HeaderRegistry):
    """Python's own, which makes a class for each header of each mail anew: a third of our time."""

    def __init__(self) -> None:
        super().__init__()
        self._made = dict[str, type[BaseHeader]]()

    def __getitem__(self, name: str) -> type[BaseHeader]:
        key = name.lower()
        if key not in self._made:
            self._made[key] = super().__getitem__(name)
        return self._made[key]


class _Policy(EmailPolicy):
    """Python's own, but for subjects: it loses spaces between encoded words, and decodes titles."""

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        if name.lower() != "subject":
            return super().header_store_parse(name, value)
        if len(value.splitlines()) > 1:
            raise ValueError("a subject is one line")
        return name, value

    def fold(self, name: str, value: Any) -> str:
        if name.lower() != "subject" or ("=?" not in value and (self.utf8 or value.isascii())):
            return str(super().fold(name, value))
        encoded = Header(value, "utf-8", header_name=name, maxlinelen=75).encode(linesep=self.linesep)
        return f"{name}: {encoded}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() != "subject":
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii")


#: Seven bits on the wire, so that it passes servers of any age; addresses of other letters need SMTPUTF8.
_POLICY = _Policy(header_factory=_Headers(), linesep="\r\n", max_line_length=78, cte_type="7bit")


def compose(
    message: Message, sender: Address, receiver: Address, now: datetime, public_url: str | None = None
) -> EmailMessage:
    """The mail for a message, which leads to the pages at `public_url`, where there are any.

    The headers' classes refuse line breaks and encode other letters.
    """
    phrases = speak(message.language)
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address("Balagh", sender.username, sender.domain)
    mail["To"] = receiver
    mail["Subject"] = message.title
    mail["Date"] = now
    mail["Message-ID"] = _message_id(message.delivery, sender)
    if message.thread is not None:
        mail["In-Reply-To"] = mail["References"] = _message_id(message.thread, sender)
    mail["Auto-Submitted"] = "auto-generated"
    if message.subscription is not None:
        subject = quote(_unsubscribe(message.subscription))
        mail["List-Unsubscribe"] = f"<mailto:{quote(sender.addr_spec, safe='@')}?subject={subject}>"
    footer = _footer(message, phrases)
    page = _find_page(message, public_url)
    more = _list_more(message, phrases, page)
    mail.set_content("\n".join([message.text, *more, "", "-- ", *footer]) + "\n")
    mail.add_alternative(_render_html(message, phrases, footer, page), subtype="html")
    mail["Content-Language"] = message.language  # last: setting a content takes away what is said of one
    return mail


def _find_page(message: Message, public_url: str | None) -> str | None:
    """Balagh's own page of the article that is told of alone."""
    if public_url is None or len(message.alerts) != 1 or message.alerts[0].article is None:
        return None
    return f"{public_url.rstrip('/')}/articles/{message.alerts[0].article}"


def _list_more(message: Message, phrases: Phrases, page: str | None) -> list[str]:
    """What a mail says of an article that is told of alone, below what every channel says."""
    if len(message.alerts) != 1:
        return []
    (alert,) = message.alerts
    kept = [] if page is None else [f"{phrases.say('our_page')}{phrases.colon}{page}"]
    beginning = ["", isolate(alert.beginning)] if alert.beginning else []
    return [*alert.details, *kept, *beginning]


@cache
def _page() -> Template:
    page = (files("monitor.channels") / "letter.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(page)


def _render_html(message: Message, phrases: Phrases, footer: list[str], page: str | None) -> str:
    groups = groupby(message.alerts, key=lambda alert: alert.portal)
    return _page().render(
        message=message,
        language=phrases.language,
        direction=phrases.direction,
        untitled=phrases.say("untitled"),
        colon=phrases.colon,
        explain=lambda alert: explain(alert, phrases),
        deliveries=phrases.say("deliveries"),
        groups=[(portal, list(alerts)) for portal, alerts in groups],
        footer=footer,
        page=page,
        our_page=phrases.say("our_page"),
        say_also=lambda portal: say_also(portal, phrases),
        linked=_linked,
        whole=_keep_whole,
        prose=_link_within,
    )


def _linked(url: str, text: str) -> Markup:
    """The text as a link, where the address is one of the web's; only the text otherwise."""
    if not _SAFE_LINK.match(url):
        return Markup("{}").format(text)
    return Markup('<a href="{}">{}</a>').format(url, text)


def _link_within(text: str) -> Markup:
    """The text, in which addresses are links."""
    parts = _ADDRESS.split(text)
    marked = (_linked(one, one) if place % 2 else _keep_whole(one) for place, one in enumerate(parts))
    return Markup("").join(marked)


def _keep_whole(text: str) -> Markup:
    """The text, in which no line breaks within a day, an hour or what is to be answered."""
    return Markup(_WHOLE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704  # escaped


def _footer(message: Message, phrases: Phrases) -> list[str]:
    if message.subscription is None:
        return ["Balagh"]
    words = f"\u2066{_unsubscribe(message.subscription)}\u2069"
    return [phrases.say("told", number=message.subscription, words=words)]


def _unsubscribe(subscription: int) -> str:
    """What a reader writes to end it; somebody reads it and does so (docs/alerts.md)."""
    return f"unsubscribe {subscription}"


def _message_id(delivery: str, sender: Address) -> str:
    return f"<{delivery}@{sender.domain}>"


def read_address(text: str, place: str) -> Address:
    """One address, its domain in ASCII. Raises UnusableTargetError, which names only the place."""
    name, _, domain = text.strip().rpartition("@")
    try:
        host = domain.encode("idna").decode()
    except UnicodeError:
        host = ""
    if not _HOST.fullmatch(host) or not name.isprintable() or not name or set(name) & _SPECIALS:
        raise UnusableTargetError(f"{place} takes one address, such as someone@example.org")
    return Address(username=name, domain=host)
