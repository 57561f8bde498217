"""Passages to sentences that can be quoted: whole, plain, and still found in the passage."""

from __future__ import annotations

import re

from assistant.core.markdown import pieces
from assistant.core.plain import plain

_ABBREVIATED = r"(?:e\.g|i\.e|etc|vs|cf|fig|eq|no|al|approx|resp|dr|mr|prof|st|ca|incl|sec|ch|vol|pp)"
_END = re.compile(r"(?<=[.!?])[\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9$])")
_NOT_AN_END = re.compile(rf"(?:\b{_ABBREVIATED}\.|\b[A-Z]\.|\b\d{1, 2}\.)$", re.I)
_LONGEST_ABBREVIATION = 10
_FEWEST_WORDS = 4
_LONGEST_ITEM = 320


def sentences(text: str) -> list[str]:
    """The sentences of a passage's Markdown in reading order, plain.

    A list item stays whole while it is short: its second sentence often corrects its first. Formulas on lines of their
    own stay with the paragraph below, which names their symbols. Tables and code are left out: they answer nothing when
    read alone.
    """
    found: list[str] = []
    formulas: list[str] = []
    for piece in pieces(text.split("\n")):
        if piece.kind == "formula":
            formulas.append(plain(piece.text))
        elif piece.kind in ("paragraph", "item"):
            for line in _logical_lines(piece.text):
                text = " ".join([*formulas, plain(line)])
                whole = bool(formulas) or (piece.kind == "item" and len(text) <= _LONGEST_ITEM)
                found.extend([text] if whole else split(text))
                formulas = []
    return [sentence for sentence in found if len(sentence.split()) >= _FEWEST_WORDS and sentence[-1] != ":"]


def _logical_lines(text: str) -> list[str]:
    """A list item with its sub-items as one line each; hard-wrapped lines joined."""
    lines: list[str] = []
    for line in text.split("\n"):
        bullet = re.match(r"^\s*(?:[-*+•]|\(?\w{1,3}[.)])\s+\S", line)
        if bullet or not lines or not line.strip():
            lines.append(line)
        else:
            lines[-1] += f" {line.strip()}"
    return [line for line in lines if line.strip()]


def split(text: str) -> list[str]:
    """The sentences of a plain text on one line; an abbreviation ends none, nor does a stop inside a formula."""
    parts: list[str] = []
    start, dollars, counted = 0, 0, 0
    for match in _END.finditer(text):
        dollars += text.count("$", counted, match.start())
        counted = match.start()
        inside_formula = dollars % 2
        if inside_formula or _NOT_AN_END.search(text, max(start, match.start() - _LONGEST_ABBREVIATION), match.start()):
            continue
        parts.append(text[start : match.end()].strip())
        start = match.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]
