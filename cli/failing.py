"""What is said where alerts do not arrive: of each subscription that fails, and of mail without a server."""

from __future__ import annotations

from cli.assembly import House
from cli.output import show_time
from monitor.targets import is_mail, show_target
from storage.model import Subscription
from storage.subscriptions import list_subscriptions


def list_failing(house: House) -> list[str]:
    """A sentence on each subscription whose channel did not take what was last sent over it."""
    with house.store.read() as connection:
        return [_say_failing(one) for one in list_subscriptions(connection) if one.failing_since]


def find_mail_without_server(house: House) -> str | None:
    """What is said where mail is asked for that no server takes; None: nothing is missing."""
    if house.settings.smtp_host is not None and house.settings.smtp_from is not None:
        return None
    with house.store.read() as connection:
        standing = list_subscriptions(connection)
    mailed = [str(one.id) for one in standing if is_mail(one.target)]
    if not mailed:
        return None
    several = "s" * (len(mailed) != 1)
    return (
        f"no mail server is set, so the alerts of subscription{several} {', '.join(mailed)} cannot be "
        "mailed; set BALAGH_SMTP_HOST and BALAGH_SMTP_FROM: docs/alerts.md tells more"
    )


def _say_failing(one: Subscription) -> str:
    return (
        f"the alerts of subscription {one.id} ({show_target(one.target)}) fail since "
        f"{show_time(one.failing_since)}: {one.last_error}; `balagh deliveries` lists what waits, "
        "and what was given up"
    )
