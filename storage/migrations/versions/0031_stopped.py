"""What was stopped, as somebody unsubscribed or an article was forgotten, is not on its way nor given up."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Until now the one stayed pending for ever, and the other stood among what was given up."""
    op.execute(
        "update deliveries set status = 'stopped', error = 'unsubscribed', leased_until = null"
        " where status in ('pending', 'leased')"
        " and subscription in (select id from subscriptions where removed_at is not null)"
    )
    op.execute(
        "update deliveries set status = 'stopped'"
        " where status = 'failed' and error = 'its article was forgotten'"
    )
