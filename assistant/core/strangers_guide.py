"""A stranger's guide to entries. It was written for readers, or converted from another format, and keeps no rules.

Its entries are found by what the text is. Three passes: which lines could begin an entry (candidates.py); which of them
do, seen from their neighbours and from how the document is made (`_starts`); what belongs to each (`_body`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from assistant.core import noise
from assistant.core.candidates import NUMBERED, PART, Candidate, Role, body_indent
from assistant.core.candidates import candidates as find_candidates
from assistant.core.domain import Block, Entry, EntryKind
from assistant.core.markdown import pieces
from assistant.core.plain import plain
from assistant.core.questions import compares, gaps, is_marked, title_of
from assistant.core.words import slug

_STRUCTURE = re.compile(
    r"^(?:part|chapter|section|unit|module|level|week|day|round)\b\W*(?:\d+|[ivx]+\b|one|two|three)"
    r"|\bquestions?(?: (?:and|&) answers?)?\W*$|^(?:basic|intermediate|advanced|beginner|expert)s?(?: level)?\W*$",
    re.I,
)
_SECTION_WORDS = 40
_TOPIC_WORDS = 12
"""Below a heading that opens a chapter of notes: so many words say something, fewer introduce the chapter."""
_REPEATED_WORDS = 5
_ANSWER_WORDS = 3
_SERIES = 3
"""So many questions of one form make a series."""
_RULE = re.compile(r"^([-*_])(?: *\1){2,}$")


def parse(path: str, text: str, guide: str) -> list[Entry]:
    """The entries of one file, in its order; an id may occur more than once."""
    lines = text.split("\n")
    headers = noise.running_headers(lines)
    candidates = _with_siblings(find_candidates(lines, headers), lines)
    starts = _starts(candidates, lines, headers)
    if not starts:
        return _whole(path, lines, guide, headers)
    entries: list[Entry] = []
    for number, start in enumerate(starts):
        end = starts[number + 1].first if number + 1 < len(starts) else len(lines)
        if start.role != "end":
            entries.append(
                _entry(path, guide, start, _body(_dedented(lines, start, end), start.body_first + 1, headers))
            )
    return [entry for entry in _joined(entries) if entry.blocks]


def _starts(candidates: Sequence[Candidate], lines: Sequence[str], headers: frozenset[str]) -> list[Candidate]:
    """The lines that begin an entry or, with the role "end", what belongs to none."""
    asked = [c for c in candidates if c.role in ("question", "scenario")]
    headings = [c for c in candidates if c.role == "heading" and c.shape == "heading"]
    for shape in ("item", "bullet"):
        items = [c for c in asked if c.shape == shape]
        few = shape == "bullet" and 2 * len(items) < len(asked)
        if items and (few or not _items_are_entries(items, candidates, lines)):
            candidates = [c for c in candidates if c.shape != shape]
            asked = [c for c in asked if c.shape != shape]
    if len(asked) < 2 or 3 * len(asked) < len([h for h in headings if not h.numbered]) - len(asked):
        return _topics(candidates, lines)
    starts: list[Candidate] = []
    current: Candidate | None = None
    for number, line in enumerate(candidates):
        following = candidates[number + 1] if number + 1 < len(candidates) else None
        if _begins(line, current, following, lines, headers):
            if line.role == "heading":
                whole = any(s.role != "end" for s in starts) and _substance(line, following, lines) >= _SECTION_WORDS
                chapter = _STRUCTURE.search(line.text) or line.shape == "caps" or not (whole or line.beside)
                line = Candidate(
                    "end" if chapter else "heading", line.shape, line.first, line.last, line.level, title_of(line.text)
                )
            starts.append(line)
            if line.role != "end" or not noise.sells(line.text):
                current = line
    return starts


def _begins(
    line: Candidate,
    current: Candidate | None,
    following: Candidate | None,
    lines: Sequence[str],
    headers: frozenset[str],
) -> bool:
    """Whether a candidate ends the entry that is open before it."""
    if line.role == "end":
        return not noise.sells(line.text) or line.level <= 1 or _all_noise(line, following, lines, headers)
    if line.role == "scenario":
        return True
    if line.role == "question":
        if current is None:
            return True
        if current.role == "scenario":
            return line.level <= current.level
        # Under a title, the question in more words.
        repeats = current.role != "end" and (current.shape, line.shape, line.number) == ("heading", "plain", None)
        return not (
            repeats
            and not is_marked(lines[line.first])
            and _words(lines[current.last + 1 : line.first]) < _REPEATED_WORDS
        )
    if _STRUCTURE.search(line.text):
        return True
    part = line.numbered and not (current is not None and current.numbered and line.level == current.level)
    if part or line.text.endswith(":") or PART.match(line.text):
        return False
    if following is not None and following.role in ("question", "scenario"):
        empty = _substance(line, following, lines) == 0
        if empty and (line.level < 7 and following.first - line.last <= 4):
            return True
    if current is None:
        return True
    if current.role == "end":
        return True
    if current.shape in ("item", "bullet"):
        return line.shape == "heading" and body_indent(lines, current.last) >= 2
    if current.role != "question" or current.shape != "heading":
        return False
    beside = line.beside or (line.level == current.level and _substance(line, following, lines) >= _SECTION_WORDS)
    return line.level < current.level or beside


def _items_are_entries(items: Sequence[Candidate], candidates: Sequence[Candidate], lines: Sequence[str]) -> bool:
    """A numbered list of questions is a guide where answers stand between its items; a table of contents has none."""
    following = {c.first: f for c, f in zip_longest(candidates, candidates[1:])}
    answered = [item for item in items if _substance(item, following[item.first], lines) >= _ANSWER_WORDS]
    return len(answered) >= 3 and 2 * len(answered) > len(items)


def _substance(line: Candidate, following: Candidate | None, lines: Sequence[str]) -> int:
    """How many words stand between a candidate and the next."""
    end = following.first if following is not None else len(lines)
    beside = len(plain(lines[line.first]).split()) - len(line.text.split()) if line.inline else 0
    return beside + _words(lines[line.last + 1 : end])


def _words(lines: Sequence[str]) -> int:
    nothing: frozenset[str] = frozenset()
    return sum(len(plain(line).split()) for line in lines if not noise.is_page_furniture(line, nothing))


def _dedented(lines: Sequence[str], start: Candidate, end: int) -> list[str]:
    """The lines of an answer that stands indented under its question, as the body of a list's item does."""
    indent = 0 if start.inline else body_indent(lines, start.last)
    return [line[min(indent, len(line) - len(line.lstrip())) :] for line in lines[start.body_first : end]]


def _with_siblings(candidates: Sequence[Candidate], lines: Sequence[str]) -> list[Candidate]:
    """A line that doesn't ask begins an entry nevertheless where it has the form of those that do: where it fills a gap
    in their numbers, where it compares, or where it opens a part between rules (a slide) as they do.
    """
    forms: dict[tuple[str, int], list[int]] = {}
    for position, line in enumerate(candidates):
        if line.role in ("question", "heading"):
            forms.setdefault((line.shape, line.level), []).append(position)
    siblings: dict[int, Candidate] = {}
    for (shape, _), positions in forms.items():
        asked = [p for p in positions if candidates[p].role == "question"]
        if shape == "heading" and len(asked) >= _SERIES:
            ruled = {p for p in positions if _after_rule(candidates[p], lines)}
            if 3 * len(ruled.intersection(asked)) >= 2 * len(asked):
                siblings |= {p: replace(candidates[p], beside=True) for p in ruled.difference(asked)}
        numbers = [(c.number, c.role == "question") for c in (candidates[p] for p in positions)]
        filling = [positions[place] for place in gaps(numbers)]
        if shape == "heading" and len(asked) >= _SERIES and 3 * len(asked) >= len(positions):
            filling += [p for p in positions if compares(candidates[p].text)]
        if len(filling) <= len(asked):
            siblings |= {p: replace(candidates[p], role="question", text=title_of(candidates[p].text)) for p in filling}
    return [
        siblings.get(position, line)
        for position, line in enumerate(candidates)
        if position in siblings or line.role != "heading" or line.shape in ("heading", "caps")
    ]


def _after_rule(line: Candidate, lines: Sequence[str]) -> bool:
    before = (text.strip() for text in reversed(lines[max(0, line.first - 6) : line.first]))
    return bool(_RULE.match(next((text for text in before if text and not text.startswith("<")), "")))


def _all_noise(line: Candidate, following: Candidate | None, lines: Sequence[str], headers: frozenset[str]) -> bool:
    return not _body(lines[line.last + 1 : following.first if following else len(lines)], 1, headers)


def _topics(candidates: Sequence[Candidate], lines: Sequence[str]) -> list[Candidate]:
    """Notes without questions: an entry for each heading of the level at which most of the text stands."""
    heads = [c for c in candidates if c.shape in ("heading", "caps") or c.role in ("question", "scenario")]
    heads = [h for h in heads if h.shape != "item"]
    with_text: dict[int, int] = {}
    total: dict[int, int] = {}
    for head, following in zip_longest(heads, heads[1:]):
        total[head.level] = total.get(head.level, 0) + 1
        if _substance(head, following, lines) >= 5:
            with_text[head.level] = with_text.get(head.level, 0) + 1
    level = next((n for n in sorted(total) if total[n] >= 2 and 2 * with_text.get(n, 0) >= total[n]), 6)
    starts = []
    for head, following in zip_longest(heads, heads[1:]):
        if head.role == "heading" and head.level > level:
            continue
        role: Role = head.role
        opens_chapter = following is not None and following.level > head.level
        if (
            role == "heading"
            and head.level < level
            and opens_chapter
            and _substance(head, following, lines) < _TOPIC_WORDS
        ):
            role = "end"
        starts.append(Candidate(role, head.shape, head.first, head.last, head.level, title_of(head.text)))
    return starts


def _body(lines: Sequence[str], first_line: int, headers: frozenset[str]) -> list[Block]:
    """The blocks of an answer under their trail of sub-headings, without noise; captions only where nothing else is."""
    blocks: list[Block] = []
    captions: list[Block] = []
    trail: list[tuple[int, str]] = []
    gap = True
    found = pieces(list(lines), first_line)
    left_out = noise.left_out(found, headers)
    for piece in found:
        if piece.line_start in left_out:
            gap = True
        elif piece.kind == "heading":
            mark = piece.text.lstrip(" #*_")
            level = 6 if NUMBERED.match(mark) or not trail else piece.level
            trail = [part for part in trail if part[0] < level and level != 6] + [(level, piece.title.rstrip(":"))]
            gap = True
        else:
            follows = piece.follows and not gap
            block = Block(tuple(title for _, title in trail), piece.text, piece.line_start, piece.line_end, follows)
            (captions if noise.is_caption(piece) else blocks).append(block)
            gap = noise.is_caption(piece)
    return blocks or captions


def _entry(path: str, guide: str, start: Candidate, blocks: list[Block]) -> Entry:
    kind: EntryKind = start.role if start.role in ("question", "scenario") else "section"
    return Entry(
        id=f"{guide}/{slug(start.text)}",
        guide=guide,
        kind=kind,
        question=start.text,
        path=path,
        line_start=start.first + 1,
        line_end=max((block.line_end for block in blocks), default=start.last + 1),
        blocks=tuple(blocks),
    )


def _joined(entries: Sequence[Entry]) -> list[Entry]:
    """A question that stands twice in a row, as where a page broke, is one entry; what both halves say is kept once."""
    joined: list[Entry] = []
    for entry in entries:
        last = joined[-1] if joined else None
        if last is None or slug(last.question, 99) != slug(entry.question, 99):
            joined.append(entry)
            continue
        said = {plain(block.text) for block in entry.blocks}
        kept = tuple(
            block for block in last.blocks if not all(plain(t) in " ".join(said) for t in block.text.split("\n"))
        )
        joined[-1] = Entry(
            id=last.id,
            guide=last.guide,
            kind=last.kind,
            question=last.question,
            path=last.path,
            line_start=last.line_start,
            line_end=entry.line_end,
            blocks=kept + entry.blocks,
        )
    return joined


def _whole(path: str, lines: Sequence[str], guide: str, headers: frozenset[str]) -> list[Entry]:
    """A text without questions or headings is one entry, named after its first words."""
    blocks = _body(lines, 1, headers)
    if not blocks:
        return []
    name = re.sub(r"\.\w+$", "", path.replace("\\", "/").rsplit("/", 1)[-1]).replace("_", " ").replace("-", " ")
    start = Candidate("heading", "plain", blocks[0].line_start - 1, blocks[0].line_start - 1, 7, name)
    return [_entry(path, guide, start, blocks)]
