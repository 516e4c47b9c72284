"""The values of a reading, as a recording keeps them and as they are compared (pure)."""

from __future__ import annotations

from hashlib import sha256

from crawler.contract.recording import ArticleValues, KeptAttachment, KeptText
from storage.model import ArticleRead

_WORDS = 8  # of a text's beginning and end that are kept


def article_values(read: ArticleRead) -> ArticleValues:
    """What an article's page said."""
    return ArticleValues(
        title=read.title,
        published=read.published.value,
        published_precision=read.published.precision,
        published_provenance=read.published.provenance,
        kind=read.kind,
        subkind=read.subkind,
        language=read.language,
        attachments=tuple(KeptAttachment(url=one.url, title=one.title) for one in read.attachments),
        text=_text_values(read.text),
    )


def _text_values(text: str) -> KeptText:
    words = text.split()
    return KeptText(
        begins=" ".join(words[:_WORDS]),
        ends=" ".join(words[-_WORDS:]),
        length=len(text),
        sha256=sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )
