"""The conditions of `balagh subscribe`, as its options."""

from __future__ import annotations

from typing import Annotated

import typer

Many = list[str] | None
Portals = Annotated[Many, typer.Option("--portal", metavar="ID", help="Only of this portal; repeatable.")]
Regions = Annotated[
    Many, typer.Option("--region", metavar="NAME", help="Only of this region's portals; repeatable.")
]
Provinces = Annotated[
    Many, typer.Option("--province", metavar="NAME", help="Only of this province's portals; repeatable.")
]
Events = Annotated[
    Many, typer.Option("--event", metavar="TYPE", help="Only of this type, such as edited; repeatable.")
]
Kinds = Annotated[Many, typer.Option("--kind", metavar="K", help="Only of this kind; repeatable.")]
Languages = Annotated[
    Many, typer.Option("--language", metavar="L", help="Only in this language: ar, fr, zgh, en; repeatable.")
]
Words = Annotated[
    Many,
    typer.Option(
        "--words",
        metavar="W",
        help='Only with all these words, as in `balagh search`: word "a phrase" begin* -without. '
        "Repeatable; one is enough.",
    ),
]
