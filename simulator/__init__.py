"""PLAYS: portals on this machine, for the demo, the tests and the benchmarks.

    from simulator import Simulator

    with Simulator() as simulator:
        meknes = simulator.add_portal("meknes")
        item = meknes.publish(title="بلاغ", text=["فقرة أولى", "فقرة ثانية"])
        meknes.edit(item.id, text=["فقرة أولى", "فقرة أخرى"])
        meknes.withdraw(item.id)
        meknes.set_fault("slow", path="/langue-ar/actualites/", times=3)
        print(meknes.url, meknes.requests)
        other = simulator.add_portal("wordpress-ar", items=2000)
        other.set_site("modele", old="redirect")
        other.move()
        print(other.url, other.truth())

``simulator/portals`` holds what each portal of the WebForms kind publishes, ``simulator/webforms.py`` how
such sites answer; ``simulator/sites`` holds sites of any other kind, a folder each; ``simulator/faults.py``
tells what can be wrong. ``python -m simulator`` serves a portal by itself, to be driven over HTTP.
"""

from simulator.exchange import LoggedRequest
from simulator.faults import FAULTS
from simulator.item import Item
from simulator.portal import Portal
from simulator.simulator import Simulator

__all__ = ["FAULTS", "Item", "LoggedRequest", "Portal", "Simulator"]
