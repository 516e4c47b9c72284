"""The control page: other programs drive a portal over HTTP (``python -m simulator --help`` tells how)."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from simulator.exchange import Request, Response
from simulator.faults import FAULTS
from simulator.outlet import Outlet

if TYPE_CHECKING:
    from simulator.portal import Portal

ROOT = "/_simulator/"
_MEDIA_TYPE = "application/json; charset=utf-8"


def answer(portal: Portal, request: Request) -> Response:
    """Do what is asked and answer in JSON; what cannot be done has status 400 and says why."""
    name = request.path.removeprefix(ROOT)
    known = _ORDERS if request.method == "POST" else _QUESTIONS
    takes = _FIELDS if request.method == "POST" else {}
    if name not in known:
        there_is = f"GET {', '.join(_QUESTIONS)}; POST {', '.join(_ORDERS)}"
        return _in_json({"error": f"nothing at {request.method} {request.path}; there is: {there_is}"}, 404)
    try:
        fields = _checked(name, _read_fields(request), takes.get(name))
        return _in_json(known[name](portal, _as_arguments(fields)))
    except (ValueError, KeyError, TypeError, OSError) as error:
        return _in_json({"error": str(error.args[0] if error.args else error)}, 400)


def _in_json(value: object, status: int = 200) -> Response:
    return Response(status, json.dumps(value, ensure_ascii=False).encode(), _MEDIA_TYPE)


def _read_fields(request: Request) -> dict[str, Any]:
    """The JSON object in a request; none counts as empty."""
    fields = json.loads(request.body or b"{}")
    if not isinstance(fields, dict):
        raise ValueError("the body must be one JSON object")
    return fields


def _checked(order: str, fields: dict[str, Any], takes: str | None) -> dict[str, Any]:
    """The fields of an order; a ValueError says which are missing or unknown."""
    if takes is None:
        return {}
    known = takes.split()
    missing = [name.rstrip("!") for name in known if name.endswith("!") and name[:-1] not in fields]
    unknown = [name for name in fields if name not in takes.replace("!", "").split()]
    if not missing and not unknown:
        return fields
    wrong = [f"needs {name}" for name in missing] + [f"takes no {name!r}" for name in unknown]
    raise ValueError(f"{order} {' and '.join(wrong)}; its fields are: {', '.join(known)} (! must be there)")


def _as_arguments(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the portal's methods take them."""
    values = {"item_id" if name == "id" else name: value for name, value in fields.items()}
    if values.get("date"):
        values["date"] = dt.date.fromisoformat(values["date"])
    return values


def _set_fault(portal: Portal, fields: Mapping[str, Any]) -> object:
    """Break or mend; "down" must say when it ends, since nobody could mend it from here."""
    down = fields.get("name") == "down"
    if down and not isinstance(fields.get("seconds"), int | float):
        raise ValueError("'down' needs seconds: after them the portal is up again by itself")
    portal.set_fault(**{"name": None, **fields})
    if down:
        revival = threading.Timer(fields["seconds"], portal.start)
        revival.daemon = True
        revival.start()
    return {"fault": fields.get("name")}


def _withdraw(portal: Portal, fields: Mapping[str, Any]) -> object:
    portal.withdraw(**fields)
    return {"withdrawn": fields["item_id"]}


def _reorder(portal: Portal, fields: Mapping[str, Any]) -> object:
    portal.reorder(**{"seed": None, **fields})
    return {"seed": fields.get("seed")}


def _set_layout(portal: Portal, fields: Mapping[str, Any]) -> object:
    portal.set_layout(**fields)
    return {"layout": fields["name"]}


def _set_site(portal: Portal, fields: Mapping[str, Any]) -> object:
    portal.set_site(**fields)
    return {"url": portal.url}


def _move(portal: Portal, fields: Mapping[str, Any]) -> object:
    rest = {name: value for name, value in fields.items() if name not in ("host", "port")}
    to = Outlet(fields["host"], fields.get("port", 0)) if "host" in fields else None
    portal.move(to, **rest)
    return {"url": portal.url}


Deed = Callable[["Portal", Mapping[str, Any]], object]

_ORDERS: dict[str, Deed] = {
    "publish": lambda portal, fields: portal.publish(**fields).as_json(),
    "edit": lambda portal, fields: portal.edit(**fields).as_json(),
    "withdraw": _withdraw,
    "restore": lambda portal, fields: portal.restore(**fields).as_json(),
    "republish": lambda portal, fields: portal.republish(**fields).as_json(),
    "fault": _set_fault,
    "reorder": _reorder,
    "layout": _set_layout,
    "site": _set_site,
    "move": _move,
}

#: The fields of each order; what has a ! must be there.
_FIELDS = {
    "publish": "title text date language attachments genre",
    "edit": "id! title text date attachments",
    "withdraw": "id! answer",
    "restore": "id!",
    "republish": "id! answer",
    "fault": "name path times seconds",
    "reorder": "seed",
    "layout": "name!",
    "site": "name! old",
    "move": "how host port",
}

_QUESTIONS: dict[str, Deed] = {
    "": lambda portal, _: {
        "portal": portal.name,
        "url": portal.url,
        "orders": list(_ORDERS),
        "faults": FAULTS,
    },
    "items": lambda portal, _: [item.as_json() for item in portal.items],
    "truth": lambda portal, _: portal.truth(),
    "requests": lambda portal, _: [line.as_json() for line in portal.requests],
}
