"""Any other target: an Apprise address (Telegram, Matrix, ntfy, SMTP, …), one attempt at a time."""

from __future__ import annotations

import logging
import re
import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # what Apprise's hundred plugins import is not ours to mend
    import apprise
    from apprise.plugins import N_MGR

    N_MGR.load_modules()  # type: ignore[no-untyped-call]

from monitor.channels.address import refuse_unclear_login
from monitor.channels.connection import find_private
from monitor.message import Message
from storage.model import DeliveryError, UnusableTargetError

# Apprise logs addresses, with the passwords in them; what went wrong is told by our own sentences.
_logger = logging.getLogger("apprise")
_logger.setLevel(logging.CRITICAL + 1)
_logger.propagate = False
_logger.addHandler(logging.NullHandler())

#: Such words as a template is to bear.
_TRIAL = 'A "trial"'
#: Where Apprise's services keep the host that they connect to. Others keep a token there: never look it up.
_HOSTS = ("host", "smtp_host")


class AppriseChannel:
    """One Apprise address."""

    def __init__(self, target: str, *, allow_private: bool) -> None:
        scheme = _find_scheme(target)
        refuse_unclear_login(target)
        self.name = f"Apprise {scheme}"
        self._apprise = apprise.Apprise(asset=apprise.AppriseAsset(http_redirects=False))
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
        if not self._has_good_template():
            raise UnusableTargetError(
                "the file that the address names as template= cannot be read, or not filled by that channel"
            )
        refused = None if allow_private else self._find_private()
        if refused:
            raise UnusableTargetError(refused)

    def send(self, message: Message) -> None:
        """Hand the text over; Apprise says only whether it was accepted."""
        body = message.text.partition("\n")[2] or message.text
        accepted = self._apprise.notify(title=message.title, body=body, body_format=apprise.NotifyFormat.TEXT)
        if not accepted:
            raise DeliveryError(f"{self.name} did not accept it; see that the address and its keys are right")

    def _has_good_template(self) -> bool:
        """Whether a template that the address names, as some services allow, can be read and filled."""
        service = self._apprise[0]
        template = getattr(service, "template", None)
        if not isinstance(template, apprise.AppriseAttachment) or not template:
            return True
        if not template[0]:
            return False
        fill = getattr(service, "gen_payload", None)
        return fill is None or bool(fill(body=_TRIAL, title=_TRIAL))

    def close(self) -> None:
        """Nothing is kept open."""

    def _find_private(self) -> str | None:
        hosts = (getattr(self._apprise[0], place, None) for place in _HOSTS)
        return next((why for host in hosts if isinstance(host, str) and (why := find_private(host))), None)


def _find_scheme(target: str) -> str:
    found = re.match(r"[A-Za-z][A-Za-z0-9+.-]{0,30}(?=:)", target)
    if found is None:
        raise UnusableTargetError(
            "the target names no channel; it begins with the channel's name and a colon"
        )
    return found.group().lower()
