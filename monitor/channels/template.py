"""The template that an Apprise address may name (`template=`): tried before the address is stored."""

from __future__ import annotations

import logging
import re
from typing import Any
from urllib.parse import unquote

import apprise

from storage.model import UnusableTargetError

#: Such words as a template is to bear.
_TRIAL = 'A "trial"'
_NAMED = re.compile(r"[?&]template=[^&]", re.IGNORECASE)
#: What services call the method that fills theirs: there is no common one.
_FILLERS = ("gen_payload", "_gen_rich_payload")


class _Noted(logging.Handler):
    """Keeps what is logged: Apprise says what is wrong with a template nowhere else."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(" ".join(record.getMessage().split()).rstrip("."))


def refuse_bad_template(service: Any, target: str, scheme: str) -> None:
    """Raises UnusableTargetError where a template is named that is not used, not there, or not filled."""
    if not _NAMED.search(unquote(target)):  # as Apprise reads it
        return
    if "template" not in type(service).template_args:
        raise UnusableTargetError(f"{scheme}: uses no template; leave template= out of the address")
    template = getattr(service, "template", None)
    if not isinstance(template, apprise.AppriseAttachment) or not template:
        return  # others call a template of their own, by its name there
    if why := _try(service):
        raise UnusableTargetError(f"the file that the address names as template= cannot be used: {why}")


def _try(service: Any) -> str | None:
    """Fill it once; gives what is wrong with it."""
    file = service.template[0]
    name = file.url(privacy=True)
    if not file:
        return f"{name} is not there, cannot be read, or is too large"
    noted = _Noted()
    usual, service.logger = service.logger, logging.Logger(__name__)
    service.logger.addHandler(noted)
    try:
        fill = next((getattr(service, name) for name in _FILLERS if hasattr(service, name)), None)
        if fill is None or fill(body=_TRIAL, title=_TRIAL, notify_type=apprise.NotifyType.INFO):
            return None
    finally:
        service.logger = usual
    return "; ".join(noted.said) or f"{name} cannot be filled"
