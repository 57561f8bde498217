"""Markdown as this program needs it: where its blocks lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

from assistant.core.plain import plain

PieceKind = Literal["heading", "paragraph", "item", "table", "formula", "code", "html", "rule"]

_KINDS: dict[str, PieceKind] = {
    "heading_open": "heading",
    "paragraph_open": "paragraph",
    "blockquote_open": "paragraph",
    "table_open": "table",
    "fence": "code",
    "html_block": "html",
    "hr": "rule",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of the source: its own lines, unchanged but for blank lines at the end."""

    kind: PieceKind
    text: str
    line_start: int
    line_end: int
    level: int = 0
    """Of a heading, 1 to 6."""
    title: str = ""
    """Of a heading, as a reader sees it."""
    follows: bool = False
    """Nothing but blank lines lies between it and the piece before."""


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    # Indented code is off: in converted documents an indent is an accident of the layout.
    return MarkdownIt("commonmark").enable("table").disable("code")


def pieces(lines: list[str], first_line: int = 1) -> list[Piece]:
    """The top-level blocks of some lines, a list as its top-level items; numbered from `first_line`."""
    found: list[Piece] = []
    for token in _top_level(_parser().parse("\n".join(lines))):
        assert token.map is not None
        start, end = token.map
        while end > start and not lines[end - 1].strip():
            end -= 1
        if end == start:
            continue
        text = "\n".join(lines[start:end])
        kind = "item" if token.type == "list_item_open" else _KINDS[token.type]
        if kind == "paragraph" and text.lstrip().startswith("$$"):
            kind = "formula"
        level = int(token.tag[1]) if kind == "heading" else 0
        title = plain(re.sub(r"\n\s*(=+|-+)\s*$", "", text)) if kind == "heading" else ""
        follows = bool(found) and not any(line.strip() for line in lines[found[-1].line_end - first_line + 1 : start])
        found.append(Piece(kind, text, first_line + start, first_line + end - 1, level, title, follows))
    return found


def _top_level(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        in_list = token.level == 1 and token.type == "list_item_open"
        if token.map is not None and (in_list or (token.level == 0 and token.type in _KINDS)):
            yield token
