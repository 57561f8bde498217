"""Answers and passages as Markdown for the application: markers as links, doubtful sentences marked.

An answer is drawn from its JSON (docs/json.md, "ask"), so that one from the history looks as it did when it came.
Everything here is safe to draw: cleaned, without links but the markers' own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.core.citing import claims, without_links
from assistant.core.cleaning import clean, clean_line
from assistant.core.domain import IndexedEntry, Passage

Json = Mapping[str, Any]

SIGNS = {"supported": "✓", "weak": "≈", "unsupported": "✗"}
"""A verdict without colours."""
_SOURCE = "#source-"
_MARKER = re.compile(r"\[(\d{1,3})\](?!\()")
_PROTECTED = re.compile(r"```.*?(?:```|\Z)|`[^`\n]+`", re.S)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~])")


@dataclass(frozen=True, slots=True)
class Source:
    """A passage that an answer cites, as it was when the answer was given."""

    marker: int
    entry_id: str
    question: str
    path: str
    line_start: int
    line_end: int
    text: str


def sources(answer: Json) -> list[Source]:
    """What the answer cites, by marker."""
    return [
        Source(
            int(one["marker"]),
            str(one.get("entry_id", "")),
            clean_line(str(one["question"])),
            clean_line(str(one["path"])),
            int(one["line_start"]),
            int(one["line_end"]),
            clean(str(one.get("text", ""))),
        )
        for one in answer.get("citations", [])
    ]


def answer_markdown(answer: Json, current: int | None = None) -> str:
    """The answer with its markers as links to `#source-N`, `current` bold; a model's doubtful sentences marked."""
    text = clean(str(answer.get("answer", "")))
    if answer.get("model") and not answer.get("beyond_guide"):
        text = _with_signs(text, answer.get("sentences", []))
    markers = {source.marker for source in sources(answer)}
    return _outside_code(without_links(text), lambda part: _linked(_formulas(part), markers, current))


def marker_of(href: str) -> int | None:
    """Which source a link leads to; None: it is none of ours."""
    number = href.removeprefix(_SOURCE)
    return int(number) if href.startswith(_SOURCE) and number.isdecimal() else None


def verdict_line(answer: Json) -> tuple[str, str]:
    """One line on what the answer rests on, and its role: good, warn, dim."""
    if answer.get("beyond_guide"):
        return f"⚠ not from the guide: what {clean_line(str(answer.get('model')))} knows itself, unchecked", "warn"
    if not answer.get("in_guide"):
        return "not in the guide", "warn"
    if not answer.get("model"):
        return "✓ quoted from the guide", "dim"
    sentences = answer.get("sentences", [])
    found = sum(one.get("support") == "supported" for one in sentences)
    if not sentences:
        return "⚠ nothing in this answer can be checked", "warn"
    line = f"{found} of {len(sentences)} sentences supported"
    doubts = {name: sum(one.get("support") == name for one in sentences) for name in ("weak", "unsupported")}
    parts = [line, *(f"{count} {name} {SIGNS[name]}" for name, count in doubts.items() if count)]
    if answer.get("unknown_markers"):
        parts.append(f"no such source: {', '.join(f'[{marker}]' for marker in answer['unknown_markers'])}")
    good = found == len(sentences) and not answer.get("unknown_markers")
    return f"{'✓' if good else '⚠'} {' · '.join(parts)}", "good" if good else "warn"


def plain_answer(answer: Json) -> str:
    """The answer and its sources, to be copied."""
    lines = [clean(str(answer.get("answer", "")))]
    lines += [f"[{one.marker}] {one.question} ({one.path}:{one.line_start})" for one in sources(answer)]
    return "\n".join(lines)


def passages_markdown(passages: Sequence[Passage], before: tuple[str, ...] = ()) -> str:
    """Passages of an entry, with the headings that begin among them; `before` is the trail of the passage before."""
    parts: list[str] = []
    for passage in passages:
        if passage.trail != before and passage.trail:
            parts.append(f"### {clean_line(passage.trail[-1])}")
        before = passage.trail
        parts.append(_outside_code(without_links(clean(passage.text)), _formulas))
    return "\n\n".join(parts)


def split_at(entry: IndexedEntry, line_start: int, line_end: int) -> tuple[list[Passage], list[Passage], list[Passage]]:
    """The entry's passages before, at and after those lines of its file."""
    cited = [p for p in entry.passages if p.line_start <= line_end and p.line_end >= line_start]
    before = [p for p in entry.passages if p not in cited and p.line_start < line_start]
    return before, cited, [p for p in entry.passages if p not in cited and p not in before]


def _with_signs(text: str, sentences: Sequence[Json]) -> str:
    """The text with a sign behind each sentence that its sources don't support."""
    found = claims(text)
    if [claim.text for claim in found] != [one.get("text") for one in sentences]:
        return text
    at = 0
    for claim, sentence in zip(found, sentences, strict=True):
        place = re.compile(r"\s+".join(map(re.escape, claim.written.split()))).search(text, at)
        if place is None:
            continue
        sign = SIGNS.get(str(sentence.get("support")), "✗")
        mark = "" if sentence.get("support") == "supported" else f" {sign}"
        text = text[: place.end()] + mark + text[place.end() :]
        at = place.end() + len(mark)
    return text


def _linked(text: str, markers: set[int], current: int | None) -> str:
    def link(match: re.Match[str]) -> str:
        marker = int(match.group(1))
        if marker not in markers:
            return f"\\[{marker}\\]"
        shown = f"[\\[{marker}\\]]({_SOURCE}{marker})"
        return f"**{shown}**" if marker == current else shown

    return _MARKER.sub(link, text)


def _formulas(text: str) -> str:
    if "$" not in text:
        return text
    from assistant.core.formulas import FORMULA, readable

    return FORMULA.sub(lambda match: _MARKDOWN.sub(r"\\\1", readable(match.group())), text)


def _outside_code(text: str, change: Any) -> str:
    parts, at = [], 0
    for code in _PROTECTED.finditer(text):
        parts += [change(text[at : code.start()]), code.group()]
        at = code.end()
    return "".join([*parts, change(text[at:])])
