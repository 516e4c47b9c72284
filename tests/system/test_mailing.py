"""Mail of our own through the command: from the subscription to the postbox, threaded, and in digests."""

from __future__ import annotations

from datetime import datetime

import pytest

from simulator import Simulator
from tests.conftest import Command
from tests.monitor.test_mail import ODD, Postbox, serve


# The way is in the clear here; that a login is encrypted elsewhere, tests/monitor/test_mail.py shows.
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_from_the_subscription_to_the_postbox(balagh: Command, simulator: Simulator) -> None:
    postbox = Postbox()
    portal = simulator.add_portal("meknes", items=4)
    balagh.ok("add", portal.url, "--id", "meknes")
    (balagh.home / "password").write_text(f"{ODD}\n", encoding="utf-8")
    asks = {"auth_required": True, "auth_require_tls": False, "authenticator": postbox.log_in}
    for server in serve(postbox, "none", **asks):
        balagh.environ |= {
            "BALAGH_SMTP_HOST": server.host,
            "BALAGH_SMTP_PORT": str(server.port),
            "BALAGH_SMTP_FROM": server.sender,
            "BALAGH_SMTP_SECURITY": "none",
            "BALAGH_SMTP_USER": "me",
            "BALAGH_SMTP_PASSWORD_FILE": "password",
        }
        target = "mailto:officer@ngo.example"
        tested = balagh.json("subscribe", target, "--in", "fr", "--test")
        assert tested == {"target": target, "accepted": True, "error": None}
        assert balagh.lines("subscriptions") == []
        balagh.ok("subscribe", target, "--in", "ar")
        balagh.ok("subscribe", target, "--digest", "weekly@sun-06:30", "--timezone", "Asia/Kolkata")
        item = portal.publish(title="بلاغ حول السوق", text=["ينعقد السوق يوم الأحد."])
        balagh.ok("poll")
        portal.edit(item.id, text=["ينعقد السوق يوم السبت."])
        balagh.ok("poll", "--recheck")
        postbox.answers["DATA"] = ["554 no"]
        portal.edit(item.id, text=["ينعقد السوق يوم الخميس."])
        balagh.ok("poll", "--recheck")
        (failed,) = balagh.lines("deliveries", "--failed")
        assert "refused the message: 554 no" in failed["error"]
        balagh.ok("deliveries", "--retry")
    test, new, edited, again = postbox.received
    assert test["subject"] == "Balagh\u00a0: Essai"
    assert new["subject"] == "جديد (\u2068meknes\u2069): \u2068بلاغ حول السوق\u2069"
    assert edited["subject"].startswith("تعديل (")
    assert edited["references"] == new["message-id"]
    assert again["message-id"] == f"<{failed['id']}@ngo.example>"
    assert ODD not in str(postbox.received)
    waiting = [one for one in balagh.lines("deliveries") if one["subscription"] == 2]
    assert {one["status"] for one in waiting} == {"pending"}
    due = {datetime.fromisoformat(one["due_at"]) for one in waiting}
    assert {(at.weekday(), at.hour, at.minute) for at in due} == {(6, 1, 0)}  # UTC
