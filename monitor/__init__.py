"""DECIDES: schedule, identify, compare, match, decide, deliver. APScheduler lives here."""
