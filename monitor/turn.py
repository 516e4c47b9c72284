"""One transaction of the monitor's decisions: what each of them needs at hand."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.attribution import Verdict
from monitor.keep import Keep
from monitor.schedule import Timing
from storage.database import Connection
from storage.evidence.keeping import EvidenceFolder
from storage.footing import Footing


@dataclass(frozen=True, slots=True)
class Turn:
    """What is decided in one transaction is kept together, or not at all."""

    connection: Connection
    timing: Timing
    keep: Keep  #: keeps an answer as evidence
    footing: Footing  #: of the portal whose readings are decided on
    evidence: EvidenceFolder | None = None  #: what was kept before
    judged: Verdict | None = None  #: before the transaction, of the article as it was then
