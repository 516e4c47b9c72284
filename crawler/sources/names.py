"""Names of XML elements, whatever their prefix and whether or not anybody declared it."""

from __future__ import annotations

from typing import Any


def local_name(element: Any) -> str:
    """The element's name in small letters without namespace or prefix; nothing for a comment."""
    try:
        tag = element.tag
    except UnicodeDecodeError:  # half a pair of UTF-16, which libxml2 lets into a name
        return ""
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


def namespace_of(element: Any) -> str:
    """The element's namespace; nothing where it has none."""
    tag = element.tag
    return tag[1:].partition("}")[0] if isinstance(tag, str) and tag.startswith("{") else ""


def is_undeclared(name: Any) -> bool:
    """Whether a name has a prefix that nobody declared."""
    return isinstance(name, str) and ":" in name.rpartition("}")[2]
