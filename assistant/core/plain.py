"""Markdown as a reader sees it. Apart from the parser, since answering a question has no use for that."""

from __future__ import annotations

import html
import re

# Spans are bounded, so that a long line of unclosed marks takes linear time.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!--.{0,5000}?-->", re.S), " "),
    (re.compile(r"!\[([^\]]{0,1000})\]\([^)]{0,1000}\)"), " "),
    (re.compile(r"\[([^\]]{0,1000})\]\([^)]{0,1000}\)"), r"\1"),
    (re.compile(r"^\s{0,3}#{1,6}\s+", re.M), ""),
    (re.compile(r"^\s*(?:[-*+•◦▪]|\(?[0-9]{1,3}[.)]|[a-zA-Z][.)])\s+", re.M), ""),
    (re.compile(r"^\s*>\s?", re.M), ""),
    (re.compile(r"^[ \t]*(?=[|:-])\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$", re.M), " "),
    (re.compile(r"</?[a-zA-Z][^<>\n]*>"), " "),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,1000}?)(?<=\S)\1", re.S), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]{1,1000}?)(?<=\S)_(?!\w)"), r"\1"),
)
_FORMULA_OR_CODE = re.compile(r"(\$\$.{1,3000}?\$\$|\$[^$\n]{1,1000}\$|`{1,3}[^`]{1,1000}`{1,3})", re.S)


def plain(text: str) -> str:
    """The text as a reader sees it, on one line: no emphasis, links' targets, images, bullets or tags.

    Formulas keep their dollar signs and code its content, both untouched.
    """
    kept: list[str] = []

    def put_away(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\x00{len(kept) - 1}\x00"

    text = _FORMULA_OR_CODE.sub(put_away, text.replace("\x00", ""))
    text = re.sub(r"\\[\\`*_{}\[\]()#+.!|>~-]", put_away, text)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    text = html.unescape(text).replace("|", " ")
    text = re.sub(r"\x00(\d+)\x00", lambda match: _shown(kept[int(match.group(1))]), text)
    return " ".join(text.split())


def _shown(kept: str) -> str:
    """A formula as it is, code without its marks, an escaped character without its backslash."""
    return kept[1:] if kept[0] == "\\" else kept.strip("`")
