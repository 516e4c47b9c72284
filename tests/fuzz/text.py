"""Examples as bytes, and as what is in them: a text, or an answer with its kind in the first line."""

from __future__ import annotations

#: Bytes of an example that is read a second time: of larger ones the one reading alone takes long enough.
SMALL = 20_000


def write_text(text: str) -> bytes:
    """The bytes of a text; half of a pair, which UTF-8 has no bytes for, is kept."""
    return text.encode("utf-8", "surrogatepass")


def read_text(example: bytes) -> str:
    """The text of these bytes, whatever they are."""
    try:
        return example.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return example.decode("utf-8", "replace")


def write_answer(kind: str, body: bytes) -> bytes:
    """A server's answer: what it says that it is, and what it sends."""
    return kind.replace("\n", " ").encode("latin-1", "replace") + b"\n" + body


def read_answer(example: bytes) -> tuple[str, bytes]:
    """What the server said that its answer is, and the answer."""
    kind, _, body = example.partition(b"\n")
    return kind.decode("latin-1").strip(), body
