"""Which lines of a stranger's guide could begin an entry, end one, or name a part of one: judged line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.core import noise
from assistant.core.plain import plain
from assistant.core.questions import asks, is_marked, number_of, scenario_title, title_of

Role = Literal["question", "scenario", "heading", "end"]
Shape = Literal["heading", "summary", "bold", "caps", "item", "bullet", "plain"]

_HEADING = re.compile(r"^ {0,3}(?:\d{1,3}[.)]\s+)?(#{1,6})\s*([^#\s].*)$")
_CLOSING = re.compile(r"\s#+$")
_BOLD = re.compile(r"^\s*(?:\d{1,3}[.)]\s*)?(\*\*|__)(?P<text>(?:(?!\1).)+)\1\s*[:.]?\s*$")
_INLINE = re.compile(
    r"^\s*(?P<item>\d{1,3}[.)]\s+|[-*+]\s+)?(?:\*\*(?P<bold>[^*]+)\*\*\s*|(?P<text>.{5,200}?\?)\s*(?=(?:\*\*)?(?:a|ans|answer)\s*[:.)-]))(?P<answer>\S.*)$",
    re.I,
)
"""A question and its answer on one line."""
_TAGGED = re.compile(r"<(?P<tag>summary|dt|h[1-6])\b[^<>]*>(?P<text>.{0,600}?)</(?P=tag)>", re.I)
_TAG = re.compile(r"<(?:summary|dt|h[1-6])\b[^<>]*>", re.I)
_CALLOUT = re.compile(r"^(?:>\s*\[!\w+\][-+]?|(?:\?\?\?\+?|!!!)\s+\w+|:::+\s*\w+)\s+\"?(?P<text>[^\s\"].*?)\"?$")
"""The title of a box: Obsidian's, MkDocs' and VuePress's."""
_ATTRIBUTES = re.compile(r"(?:\[\])?\{[#.:][^{}$\\]{0,200}\}")
"""What pandoc and Google Docs write behind a heading: "{#anchor .class}"."""
_SPAN = re.compile(r"\[([^\[\]]{1,500})\](?=\{[#.:])")
_ANSWER = re.compile(r"^\W*(?:a|ans|answer)\s*[:.)-]", re.I)
_RULE = re.compile(r"^\s*([=\-~_*#])\1{2,}\s*$")
_ITEM = re.compile(r"^(?:\d{1,3}[.)]|[-*+])\s+(?P<text>\S.*)$")
_ORDERED_ITEM = re.compile(r"^\d{1,3}[.)]\s+")
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)")
_UNDERLINE = re.compile(r"^ {0,3}(=+|-{3,})\s*$")
_CAPS = re.compile(r"^[A-Z0-9][A-Z0-9 ,&:/()'’\-–—.]{3,60}$")
_END = re.compile(
    r"^\W*(?:table of contents?|contents?|toc|index|agenda|outline|contribut(?:ing|ors?|ions?)|licen[sc]e|acknowledge?ments?|about (?:us|the author|me)"
    r"|references|bibliography|further reading|see also|resources|support(?: us)?|star history|credits|disclaimer|copyright|contact)\W*$",
    re.I,
)
PART = re.compile(
    r"^(?:(?:key|main|model|sample|short|long|quick|final|common|typical|your|my|our|the|a|an|good|bad|wrong|best|possible|expected)\s+)*"
    r"(?:answers?|solutions?|takeaways?|points?|ideas?|tasks?|pitfalls?|mistakes?|traps?|examples?|notes?|tips?|hints?|intuition|explanations?"
    r"|details|code|output|follow[- ]?ups?(?: questions?)?|summary|conclusion|problem|approach|evaluation|discussion|requirements|constraints"
    r"|assumptions|advantages|disadvantages|benefits|drawbacks|limitations|applications|use cases|pros(?: (?:and|&) cons)?|cons|proof|comments?)\W*$",
    re.I,
)
"""A part of an answer, by its name alone."""
_WRAPPED = 55
"""From so many characters on, a line may have been broken where it was full."""
_TITLE_WORDS = 20
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
    """Its text begins with a number: "3. Evaluation"."""
    number: int | None = None
    """Its own, in a series of such lines."""
    inline: bool = False
    """The answer begins on the question's own line."""
    beside: bool = False
    """It doesn't ask, but has the form of the headings that do."""

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
        if not raw.strip() or noise.is_tags(raw) or _is_furniture(raw, headers):
            continue
        candidate = _candidate(lines, number)
        if candidate is not None:
            found.append(replace(candidate, number=_number(raw)))
            skip_to = candidate.last + 1
    return found


def _is_furniture(raw: str, headers: frozenset[str]) -> bool:
    return noise.is_page_furniture(raw, headers) and not _HEADING.match(raw) and not _TAG.search(raw)


def _ends_paragraph(lines: Sequence[str], last: int) -> bool:
    following = lines[last + 1] if last + 1 < len(lines) else ""
    return not following.strip() or bool(_ANSWER.match(following))


def _candidate(lines: Sequence[str], number: int) -> Candidate | None:
    raw = lines[number]
    following = lines[number + 1] if number + 1 < len(lines) else ""
    heading = _HEADING.match(raw)
    if heading:
        mark, text = heading.group(1), _CLOSING.sub("", heading.group(2).rstrip()).rstrip()
        rest = _HEADING.match(following)
        broken = rest and rest.group(1) == mark and rest.group(2)[:1].islower() and text[-1] not in "?.:"
        if broken and rest:
            return _judged("heading", number, number + 1, len(mark), f"{text} {rest.group(2)}")
        return _judged("heading", number, number, len(mark), text)
    inline = _INLINE.match(raw)
    if inline:
        text = plain(inline.group("bold") or inline.group("text"))
        listed = inline.group("item") if inline.group("bold") else None
        if (is_marked(text) and len(title_of(text).split()) >= 2) or (text.endswith("?") and asks(text, heading=True)):
            shape = _list_shape(listed)
            return Candidate("question", shape, number, number, 7, title_of(text), inline=True)
        if listed:
            is_item = _list_shape(listed) == "item"
            return Candidate("heading", "item", number, number, 7, title_of(text), inline=True) if is_item else None
    boxed = _boxed(lines, number)
    if boxed is not None:
        return boxed
    before = lines[number - 1] if number else ""
    alone = not before.strip() or bool(_HEADING.match(before) or _RULE.match(before))
    underline = _UNDERLINE.match(following)
    if underline and alone and len(raw.split()) <= 30 and not raw.startswith(("-", "*", "|", ">")):
        return _judged("heading", number, number + 1, 1 if "=" in following else 2, raw)
    bold = _BOLD.match(raw)
    if bold:
        text = plain(bold.group("text"))
        if asks(text, heading=True) or is_marked(text) or scenario_title(text):
            return _judged("bold", number, number, 7, text)
        return Candidate("heading", "bold", number, number, 7, title_of(text)) if _number(raw) is not None else None
    opened = re.match(r"^\s*\*\*(?P<text>[^*]+)$", raw)
    if opened and re.match(r"^[^*]+\*\*\s*$", following):
        text = plain(f"{raw.strip()} {following.strip()}")
        return _judged("bold", number, number + 1, 7, text) if asks(text, heading=True) or is_marked(text) else None
    if _CAPS.match(raw.strip()) and alone and not following.strip():
        return Candidate("heading", "caps", number, number, 1, raw.strip())
    item = _ITEM.match(raw)
    if item:
        return _item(lines, number, item.group("text"))
    return _plain_question(lines, number, alone=alone) or _numbered_line(lines, number, alone=alone)


def _number(raw: str) -> int | None:
    return number_of(re.sub(r"[\\*]", "", raw).strip(" \t#>_"))


def _list_shape(mark: str | None) -> Shape:
    return "bold" if not mark else "item" if mark[0].isdigit() else "bullet"


def _boxed(lines: Sequence[str], number: int) -> Candidate | None:
    """The title of a box that opens and closes, of a callout, or a heading in HTML; over up to three lines."""
    raw = lines[number].strip()
    box = _CALLOUT.match(raw)
    if box:
        return _judged("summary", number, number, 7, box.group("text"))
    if not _TAG.search(raw):
        return None
    for last in range(number, min(number + 3, len(lines))):
        tagged = _TAGGED.search(" ".join(lines[number : last + 1]))
        if tagged:
            return _judged("summary", number, last, 7, tagged.group("text"))
    return None


def body_indent(lines: Sequence[str], last: int) -> int:
    """How far the first line that is not blank after a question's last is indented."""
    body = next((line for line in lines[last + 1 : last + 5] if line.strip()), "")
    return len(body) - len(body.lstrip())


def _item(lines: Sequence[str], number: int, raw: str) -> Candidate | None:
    """A question as an item of a list, over up to three lines; a bullet only where its answer is indented under it."""
    shape = _list_shape(lines[number])
    if raw.startswith("[") or (shape == "bullet" and body_indent(lines, number) < 2):
        return None
    bold = bool(_BOLD.match(raw))
    text = plain(raw)
    wrapped = len(lines[number]) >= _WRAPPED and text[-1:] not in ("?", ".", ":")
    for last in range(number, min(number + (3 if wrapped else 1), len(lines))):
        if last > number:
            if not lines[last].strip() or _ITEM.match(lines[last].strip()):
                break
            text = f"{text} {plain(lines[last])}"
        if (not wrapped or text[-1:] == "?" or _ends_paragraph(lines, last)) and asks(text, heading=bold):
            return Candidate("question", shape, number, last, 7, title_of(text))
    return Candidate("heading", shape, number, number, 7, title_of(plain(raw))) if shape == "item" else None


def _numbered_line(lines: Sequence[str], number: int, *, alone: bool) -> Candidate | None:
    """A numbered line of its own that does not ask: perhaps one of a series that does."""
    raw = lines[number]
    if not alone or not _ends_paragraph(lines, number) or len(raw.split()) > _TITLE_WORDS or raw[0] in " \t|>":
        return None
    if _number(raw) is None:
        return None
    return Candidate("heading", "plain", number, number, 7, title_of(plain(raw)))


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
        ends_paragraph = _ends_paragraph(lines, last)
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
    text = plain(_ATTRIBUTES.sub("", _SPAN.sub(r"\1", raw)))
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
