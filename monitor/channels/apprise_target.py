"""Any other target: an Apprise address (Telegram, Matrix, ntfy, SMTP, …), one attempt at a time."""

from __future__ import annotations

import logging
import re
import warnings
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what Apprise's hundred plugins import is not ours to mend
    import apprise
    from apprise.plugins import N_MGR

    N_MGR.load_modules()  # type: ignore[no-untyped-call]

from monitor.channels.address import refuse_unclear_login
from monitor.channels.connection import find_private
from monitor.channels.guard import public_only
from monitor.channels.template import refuse_bad_template
from monitor.message import Message
from storage.model import DeliveryError, UnusableTargetError

# Apprise logs addresses, with the passwords in them; what went wrong is told by our own sentences.
_logger = logging.getLogger("apprise")
_logger.setLevel(logging.CRITICAL + 1)
_logger.propagate = False
_logger.addHandler(logging.NullHandler())

#: Where Apprise's services keep the host that they connect to. Others keep a token there: never look it up.
_HOSTS = ("host", "smtp_host")


_MAIL = ("mailto", "mailtos")


class _Utf8(str):
    """A name or password whose bytes are UTF-8 (RFC 7617), whatever a library of HTTP asks for: Latin-1."""

    def encode(self, _encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return super().encode("utf-8", errors)


class AppriseChannel:
    """One Apprise address."""

    def __init__(self, target: str, *, allow_private: bool) -> None:
        scheme = _find_scheme(target)
        refuse_unclear_login(target)
        self.name = f"Apprise {scheme}"
        self._allow_private = allow_private
        # In this thread, whose look-ups are guarded; a redirect would lead to where nothing was checked.
        asset = apprise.AppriseAsset(http_redirects=False, async_mode=False)
        self._apprise = apprise.Apprise(asset=asset)
        if not self._apprise.add(target):
            known = f"Apprise takes no such {scheme}:// address; its documentation shows how one looks"
            raise UnusableTargetError(known if scheme in N_MGR else f"no channel is called {scheme}:")
        if len(self._apprise) == 1 and "overflow=" not in target:
            self._apprise[
                0
            ].overflow_mode = apprise.OverflowMode.SPLIT  # a digest may be longer than a service takes
        if len(self._apprise) != 1:
            raise UnusableTargetError(
                "a subscription has one address; write a comma within it as %2C, or subscribe several times"
            )
        self._apprise[0].redirects = False  # whatever the address says
        refuse_bad_template(self._apprise[0], target, scheme)
        _encode_login(self._apprise[0], scheme)
        refused = None if allow_private else self._find_private()
        if refused:
            raise UnusableTargetError(refused)

    def send(self, message: Message) -> None:
        """Hand the text over; Apprise says only whether it was accepted."""
        body = message.text.partition("\n")[2] or message.text
        with public_only(allow_private=self._allow_private) as refused:
            accepted = self._apprise.notify(
                title=message.title, body=body, body_format=apprise.NotifyFormat.TEXT
            )
        if not accepted and refused:
            raise DeliveryError(refused[0])
        if not accepted:
            raise DeliveryError(f"{self.name} did not accept it; see that the address and its keys are right")

    def close(self) -> None:
        """Nothing is kept open."""

    def _find_private(self) -> str | None:
        hosts = (getattr(self._apprise[0], place, None) for place in _HOSTS)
        return next((why for host in hosts if isinstance(host, str) and (why := find_private(host))), None)


def names_host(scheme: str) -> bool | None:
    """Whether a host stands behind the login in a service's address; None where it may be a key, too."""
    service = N_MGR[scheme] if scheme in N_MGR else None  # noqa: SIM401  # it is no mapping
    if service is None or service.template_tokens.get("host", {"private": True}).get("private"):
        return False
    return True if all("{host}" in form for form in service.templates) else None


def _encode_login(service: Any, scheme: str) -> None:
    """Let a login of any letters be sent. Raises UnusableTargetError where Apprise has no way to do so."""
    login = {name: getattr(service, name, None) for name in ("user", "password")}
    beyond = {name: text for name, text in login.items() if isinstance(text, str) and not text.isascii()}
    if beyond and scheme in _MAIL:
        raise UnusableTargetError(
            f"the {' and the '.join(beyond)} in the address holds letters beyond ASCII, with which Apprise "
            "logs in to no mail server; use Balagh's own mailto:ADDRESS, or a login of ASCII letters"
        )
    for name, text in beyond.items():
        setattr(service, name, _Utf8(text))


def _find_scheme(target: str) -> str:
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,30}(?=:)", target)
    if found is None:
        raise UnusableTargetError(
            "the target names no channel; it begins with the channel's name and a colon"
        )
    return found.group().lower()
