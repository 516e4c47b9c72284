"""`https://…` a webhook after the Standard Webhooks: a POST of JSON with a stable id and a signature.

The receiver's name is resolved here and what was resolved is what is connected to, so that a name cannot
point to a public address when it is checked and to a private one when it is used. Redirects are not followed.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from ssl import SSLContext
from urllib.parse import SplitResult, unquote, urlsplit

import httpcore
from standardwebhooks.webhooks import Webhook
from w3lib.url import safe_url_string

from monitor.channels.address import ENCODED, is_host, refuse_unclear_login
from monitor.channels.connection import CheckedBackend, Deadline, find_private
from monitor.message import Message
from storage.model import DeliveryError, UnusableTargetError

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
#: From the first byte to the last, however slowly they drip.
WHOLE_SECONDS = 60.0
MOST_ANSWER_BYTES = 64 * 1024
LONGEST_WAIT = timedelta(days=1)
#: What a secret is, by the Standard Webhooks, and how people make one.
PREFIX, FEWEST_KEY_BYTES, MOST_KEY_BYTES = "whsec_", 24, 64
HOW_TO_MAKE = "echo whsec_$(openssl rand -base64 32)"


class WebhookChannel:
    """Posts to one address."""

    def __init__(self, target: str, *, allow_private: bool, secret: str | None = None) -> None:
        parts = _split(target)
        refused = None if allow_private else find_private(parts.hostname or "")
        if refused:
            raise UnusableTargetError(refused)
        # The path is left out of all that is said: it is where receivers keep their keys.
        self.name = f"webhook {parts.hostname}" + (f":{parts.port}" if parts.port else "")
        self._url = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="").geturl()
        self._headers = _fixed_headers(parts)
        self._signers = _open_signers(secret)
        self._deadline = Deadline()
        self._pool = httpcore.ConnectionPool(
            _tls() if parts.scheme == "https" else None,
            max_connections=1,
            network_backend=CheckedBackend(allow_private, self._deadline),
        )

    def send(self, message: Message) -> None:
        """Post once; any answer from 200 to 299 is acceptance."""
        body = json.dumps(message.payload, ensure_ascii=False)
        headers = self._headers | self._sign(message.delivery, body)
        try:
            status, answer = self._post(headers, body.encode())
        except httpcore.TimeoutException as error:
            raise DeliveryError(f"{self.name} did not answer in time") from error
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise DeliveryError(f"{self.name} cannot be reached: {error}") from error
        if not 200 <= status < 300:
            moved = ", and redirects are not followed" if 300 <= status < 400 else ""
            raise DeliveryError(f"{self.name} answered {status}{moved}", _find_retry(status, answer))

    def _sign(self, delivery: str, body: str) -> dict[str, str]:
        now = datetime.now(UTC)
        headers = {"webhook-id": delivery, "webhook-timestamp": str(int(now.timestamp()))}
        if self._signers:
            # One for each secret: receivers accept the request by any, so old and new ones may overlap.
            signatures = (one.sign(delivery, now, body) for one in self._signers)
            headers["webhook-signature"] = " ".join(signatures)
        return headers

    def close(self) -> None:
        """Close the connection, which is kept for the next message where the receiver keeps it."""
        self._pool.close()

    def _post(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        self._deadline.set(WHOLE_SECONDS)
        timeout = {"connect": CONNECT_SECONDS, "read": READ_SECONDS, "write": READ_SECONDS}
        with self._pool.stream(
            "POST", self._url, headers=list(headers.items()), content=body, extensions={"timeout": timeout}
        ) as response:
            # The status is the answer; the rest is read for the receiver's sake only, and not for ever.
            size = 0
            with suppress(httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
                for chunk in response.iter_stream():
                    size += len(chunk)
                    if size > MOST_ANSWER_BYTES:
                        break
            answer = {
                name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
            }
            return response.status, answer


def _split(target: str) -> SplitResult:
    try:
        parts = urlsplit(safe_url_string(target))
        usable = is_host(parts.hostname or "") and parts.port != 0 and "@" not in parts.fragment
    except ValueError:  # a port of a million, half an IPv6 address, a label of a hundred letters
        usable = False
    if "@" not in re.split(r"[/?#]", target.partition("://")[2], maxsplit=1)[0]:
        refuse_unclear_login(target)
    if not usable:
        hint = f"; in a user or password, {ENCODED}" if "@" in target else ""
        raise UnusableTargetError(f"the webhook's address is none; it looks like https://host/path{hint}")
    return parts


def _fixed_headers(parts: SplitResult) -> dict[str, str]:
    headers = {
        "host": parts.netloc.rpartition("@")[2],
        "content-type": "application/json",
        "user-agent": "Balagh",
    }
    if parts.username is not None:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
    return headers


def _open_signers(secrets: str | None) -> list[Webhook]:
    """One for each secret, in their order; secrets are separated by spaces."""
    if secrets is None:
        return []
    keys = [_read_key(one) for one in secrets.split()]
    if not keys or b"" in keys:
        which = f"secret {keys.index(b'') + 1} of " if len(keys) > 1 else ""
        raise UnusableTargetError(
            f"{which}BALAGH_WEBHOOK_SECRET (or `webhook_secret` in balagh.toml) is no secret: it must "
            f"be whsec_ and base64 of {FEWEST_KEY_BYTES} to {MOST_KEY_BYTES} bytes; make one: {HOW_TO_MAKE}"
        )
    return [Webhook(key) for key in keys]


def _read_key(secret: str) -> bytes:
    """The key in a secret of the Standard Webhooks; an empty one where it is none."""
    prefix, text = secret[: len(PREFIX)], secret[len(PREFIX) :].rstrip("=")  # padding is often left out
    try:
        key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
    return key if prefix == PREFIX and FEWEST_KEY_BYTES <= len(key) <= MOST_KEY_BYTES else b""


def _find_retry(status: int, answer: dict[str, str]) -> datetime | None:
    """When the receiver asked us to come again, a day from now at the latest."""
    asked = answer.get("retry-after", "").strip()
    if status not in (429, 503) or not asked:
        return None
    now = datetime.now(UTC)
    if asked.isdecimal():
        # Nine digits are thirty years; a receiver that sends more of them means nothing by it.
        return now + min(timedelta(seconds=int(asked[:9])), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(asked)
        at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # no date, or one beyond what can be counted
        return None
    return min(max(at, now), now + LONGEST_WAIT)


@cache
def _tls() -> SSLContext:
    """Certificates are verified, against certifi's and the system's authorities."""
    return httpcore.default_ssl_context()
