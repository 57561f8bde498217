"""Markdown that can neither act nor lead anywhere: no HTML, no images, no links but those that the owner reads."""

from __future__ import annotations

from markdown_it import MarkdownIt
from textual.widgets import Markdown


class SafeMarkdown(Markdown):
    """Markdown of a document or a model. A click on a link is a message, and opens nothing."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, id=id, classes=classes, parser_factory=_parser, open_links=False)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return parser.disable(["image", "autolink", "reference", "html_block", "html_inline"])
