"""`balagh audit`: was everybody told what they were to be told?"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from cli.assembly import open_house
from cli.output import print_json, print_text, say, say_count, show_time
from cli.portals import AsJson

if TYPE_CHECKING:
    from monitor.audit import Report


def audit(as_json: AsJson = False) -> None:
    """Prove from the log that every alert that was due was sent, or is on its way."""
    from monitor.audit import audit as read_archive

    with open_house().store.read() as connection:
        report = read_archive(connection)
    if as_json:
        print_json(_document(report))
    else:
        for gap in report.gaps:
            print_text(f"{gap.why}; {gap.cure}")
        if not report.gaps:
            print_text(f"nothing is missing: {_describe(report)}")
    if report.gaps:
        say(f"balagh: {say_count(len(report.gaps), 'gap')}: {_describe(report)}")
        raise typer.Exit(1)


def _document(report: Report) -> dict[str, Any]:
    from monitor.audit import Verdict

    counts = {
        one.value.replace("-", "_"): report.verdicts[one] for one in Verdict if one is not Verdict.UNWANTED
    }
    return {
        "ok": not report.gaps,
        "events": report.events,
        "subscriptions": report.subscriptions,
        **counts,
        "signs": report.signs,
        "waiting_since": report.waiting_since.isoformat() if report.waiting_since else None,
        "gaps": [asdict(one) for one in report.gaps],
    }


def _describe(report: Report) -> str:
    """The counts in half a sentence."""
    from monitor.audit import Verdict

    count = report.verdicts
    held = (
        f"{say_count(report.events, 'event')} held against {say_count(report.subscriptions, 'subscription')}"
    )
    said = [f"{say_count(count[Verdict.SENT], 'alert')} sent", f"{count[Verdict.WAITING]} on their way"]
    if report.waiting_since:
        said[-1] += f" (the first due since {show_time(report.waiting_since)})"
    if count[Verdict.GIVEN_UP]:
        said.append(f"{count[Verdict.GIVEN_UP]} given up")
    if report.signs:
        said.append(f"{say_count(report.signs, 'sign')} of life")
    if count[Verdict.COVERED]:
        said.append(f"{count[Verdict.COVERED]} told already, by the same text from another portal")
    if count[Verdict.ENDED]:
        said.append(f"{count[Verdict.ENDED]} stopped, as somebody unsubscribed or the article was forgotten")
    if count[Verdict.UNPROVED]:
        said.append(f"of {count[Verdict.UNPROVED]} it is not known any more whether they were wanted")
    return f"{held}; {', '.join(said)}"
