"""Markdown that can neither act nor lead anywhere: no HTML, no images, no links but those that the owner reads."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from textual.widgets import Markdown

from assistant.core.cleaning import clean


class SafeMarkdown(Markdown):
    """Markdown of a document or a model. A click on a link is a message, and opens nothing."""

    def __init__(self, text: str = "", *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(text, id=id, classes=classes, parser_factory=_parser, open_links=False)


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.disable(["image", "autolink", "reference", "html_block", "html_inline"])
    parser.core.ruler.push("clean", _clean)
    return parser


def _clean(state: StateCore) -> None:
    """What entities stood for, as in &#x202e;, is hostile, too."""
    for token in state.tokens:
        for part in (token, *(token.children or ())):
            part.content = clean(part.content)
