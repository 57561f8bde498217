"""Which lines of a stranger's guide could begin an entry, end one, or name a part of one: judged line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.core import noise
from assistant.core.plain import plain
from assistant.core.questions import asks, is_marked, scenario_title, title_of

Role = Literal["question", "scenario", "heading", "end"]
Shape = Literal["heading", "summary", "bold", "caps", "item", "plain"]

_HEADING = re.compile(r"^ {0,3}(?:\d{1,3}[.)]\s+)?(#{1,6})\s*([^#\s].*?)\s*#*\s*$")
_BOLD = re.compile(r"^\s*(?:\d{1,3}[.)]\s*)?(\*\*|__)(?P<text>(?:(?!\1).)+)\1\s*[:.]?\s*$")
_INLINE = re.compile(
    r"^\s*(?:\*\*(?P<bold>[^*]+)\*\*\s*|(?P<text>.{5,200}?\?)\s*(?=(?:\*\*)?(?:a|ans|answer)\s*[:.)-]))(?P<answer>\S.*)$",
    re.I,
)
"""A question and its answer on one line."""
_SUMMARY = re.compile(r"<summary>\s*(?P<text>.*?)\s*</summary>", re.I)
_ITEM = re.compile(r"^(?:\d{1,3}[.)]|[-*+])\s+(?P<text>\S.*)$")
_ORDERED_ITEM = re.compile(r"^\d{1,3}[.)]\s+")
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_CAPS = re.compile(r"^[A-Z0-9][A-Z0-9 ,&:/()'’\-–—.]{3,60}$")
_END = re.compile(
    r"^\W*(?:table of contents?|contents?|toc|index|contribut(?:ing|ors?|ions?)|licen[sc]e|acknowledge?ments?|about (?:us|the author|me)"
    r"|references|bibliography|further reading|resources|support(?: us)?|star history|credits|disclaimer|copyright|contact)\W*$",
    re.I,
)
NUMBERED = re.compile(r"^(?:step\s*)?\(?\d{1,2}(?:\.\d{1,2})*\s*[.):\-–]\s*\S", re.I)
"""A part's number at the start of a heading."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that could begin an entry, end one, or name a part of one."""

    role: Role
    shape: Shape
    first: int
    """0-based."""
    last: int
    """0-based, inclusive: a question may run over several lines."""
    level: int
    """Of a heading, 1 to 6; 7 for what is no heading."""
    text: str
    numbered: bool = False
    """It begins with a number: "3. Evaluation"."""
    inline: bool = False
    """The answer begins on the question's own line."""

    @property
    def body_first(self) -> int:
        """0-based."""
        return self.first if self.inline else self.last + 1


def candidates(lines: Sequence[str], headers: frozenset[str]) -> list[Candidate]:
    """In the order of the lines; what stands in code and in front matter is none."""
    found: list[Candidate] = []
    fence = ""
    skip_to = _after_front_matter(lines)
    for number, raw in enumerate(lines):
        if number < skip_to:
            continue
        mark = _FENCE.match(raw)
        if fence or mark:
            if mark and (not fence or mark.group(1).startswith(fence)):
                fence = "" if fence else mark.group(1)[:3]
            continue
        if not raw.strip() or (noise.is_page_furniture(raw, headers) and not _HEADING.match(raw)):
            continue
        candidate = _candidate(lines, number)
        if candidate is not None:
            found.append(candidate)
            skip_to = candidate.last + 1
    return found


def _candidate(lines: Sequence[str], number: int) -> Candidate | None:
    raw = lines[number]
    following = lines[number + 1] if number + 1 < len(lines) else ""
    heading = _HEADING.match(raw)
    if heading:
        mark, text = heading.groups()
        rest = _HEADING.match(following)
        broken = rest and rest.group(1) == mark and rest.group(2)[:1].islower() and text[-1] not in "?.:"
        if broken and rest:
            return _judged("heading", number, number + 1, len(mark), f"{text} {rest.group(2)}")
        return _judged("heading", number, number, len(mark), text)
    inline = _INLINE.match(raw)
    if inline:
        text = plain(inline.group("bold") or inline.group("text"))
        if (is_marked(text) and len(title_of(text).split()) >= 2) or (text.endswith("?") and asks(text, heading=True)):
            return Candidate("question", "bold", number, number, 7, title_of(text), inline=True)
    summary = _SUMMARY.search(raw)
    if summary:
        return _judged("summary", number, number, 7, summary.group("text"))
    alone = (number == 0 or not lines[number - 1].strip()) or bool(_HEADING.match(lines[number - 1]))
    underline = _UNDERLINE.match(following)
    if underline and alone and len(raw.split()) <= 30 and not raw.startswith(("-", "*", "|", ">")):
        return _judged("heading", number, number + 1, 1 if "=" in following else 2, raw)
    bold = _BOLD.match(raw)
    if bold:
        text = plain(bold.group("text"))
        if asks(text, heading=True) or is_marked(text) or scenario_title(text):
            return _judged("bold", number, number, 7, text)
        return None
    opened = re.match(r"^\s*\*\*(?P<text>[^*]+)$", raw)
    if opened and re.match(r"^[^*]+\*\*\s*$", following):
        text = plain(f"{raw.strip()} {following.strip()}")
        return _judged("bold", number, number + 1, 7, text) if asks(text, heading=True) or is_marked(text) else None
    if _CAPS.match(raw.strip()) and alone and not following.strip():
        return Candidate("heading", "caps", number, number, 1, raw.strip())
    item = _ITEM.match(raw)
    if item:
        text = plain(item.group("text"))
        if _ORDERED_ITEM.match(raw) and asks(text, heading=False) and not item.group("text").startswith("["):
            return Candidate("question", "item", number, number, 7, title_of(text))
        return None
    return _plain_question(lines, number, alone=alone)


def _plain_question(lines: Sequence[str], number: int, *, alone: bool) -> Candidate | None:
    """A question as a paragraph of its own, over up to three lines, or as a paragraph's first line."""
    raw = lines[number]
    text = plain(raw)
    marked = is_marked(text)
    if raw.startswith((" ", "\t", "|", ">", "<", "!")) and not marked:
        return None
    for last in range(number, min(number + 3, len(lines))):
        if last > number:
            if not lines[last].strip():
                return None
            text = f"{text} {plain(lines[last])}"
        ends_paragraph = last + 1 == len(lines) or not lines[last + 1].strip()
        if marked and (text.rstrip(" *").endswith("?") or ends_paragraph):
            return _judged("plain", number, last, 7, text)
        if not alone:
            continue
        if scenario_title(text) and ends_paragraph and last == number:
            return _judged("plain", number, last, 7, text)
        if text.endswith("?"):
            return _judged("plain", number, last, 7, text) if asks(text, heading=False) else None
        if ends_paragraph and asks(text, heading=False) and not noise.sells(text):
            return _judged("plain", number, last, 7, text)
    return None


def _judged(shape: Shape, first: int, last: int, level: int, raw: str) -> Candidate | None:
    """What a line is by its own words. Prose under a heading's mark stays prose."""
    text = plain(raw)
    numbered = bool(NUMBERED.match(raw.strip("*_ ")))
    scenario = scenario_title(text)
    if scenario is not None:
        return Candidate("scenario", shape, first, last, level, scenario.rstrip(":").strip(), numbered)
    if noise.sells(text) or _END.match(text):
        return Candidate("end", shape, first, last, level, text, numbered)
    if is_marked(text) or asks(text, heading=shape != "plain"):
        return Candidate("question", shape, first, last, level, title_of(text), numbered)
    return Candidate("heading", shape, first, last, level, text, numbered) if shape in ("heading", "caps") else None


def _after_front_matter(lines: Sequence[str]) -> int:
    """The number of lines that a YAML head takes."""
    if lines and lines[0].strip() == "---":
        for number, line in enumerate(lines[1:60], 1):
            if line.strip() in ("---", "..."):
                return number + 1
    return 0
