"""Events against the truth."""
from __future__ import annotations
from collections import Counter
class V: passes=True
def judge(stage, observed): return V()
def print_verdict(asked, verdict, stage, observed, show_all):
    print(observed.seconds, stage._wire.requests, observed.not_added, observed.failures[:5])
    print(Counter((e.type.value,e.origin.value) for e in observed.events))
    print(Counter(l.state for l in observed.looks))
