"""`balagh token`: who may change, over the site, who is told what."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from cli.assembly import open_house
from cli.output import print_json, print_list, print_text, say, show_time
from cli.portals import AsJson
from storage import tokens as kept
from storage.model import BalaghError, UsageError

token = typer.Typer(help="Tokens for the site: make, list, revoke.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Who or what uses it.")]


@token.command()
def new(name: Name, as_json: AsJson = False) -> None:
    """Make a token; it is shown now and never again."""
    if not name.strip():
        raise UsageError("NAME: say who or what uses the token")
    with open_house(begins=True).store.write() as connection:
        made = kept.insert_token(connection, name.strip(), datetime.now(UTC))
    if made is None:
        raise BalaghError(f"there is a token {name} already; give another name, or revoke that one first")
    row, shown = made
    if as_json:
        print_json(_row(row) | {"token": shown})
    else:
        print_text(shown)
        say("keep it now: Balagh keeps only its SHA-256, and cannot show it again")


@token.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the tokens that stand."""
    with open_house().store.read() as connection:
        found = kept.list_tokens(connection)
    if as_json:
        for one in found:
            print_json(_row(one))
        return
    rows = [(one.name, show_time(one.created_at), one.used_on or "never") for one in found]
    print_list(("name", "created", "last used"), rows, "no token stands; `balagh token new NAME` makes one")


@token.command()
def revoke(name: Name) -> None:
    """Let a token count no more, at once."""
    with open_house().store.write() as connection:
        removed = kept.remove_token(connection, name.strip())
    if not removed:
        raise BalaghError(f"there is no token {name}; `balagh token list` names them")
    say(f"token {name} counts no more")


def _row(one: kept.Token) -> dict[str, Any]:
    return {
        "name": one.name,
        "created_at": one.created_at.isoformat(),
        "used_on": one.used_on and one.used_on.isoformat(),
    }
