"""The guide's own format (corpus/README.md describes it) to entries, with every problem located.

A file's problems are all reported, not only the first: a writer mends a file in one go.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from assistant.core.domain import Block, Entry, Level, Problem
from assistant.core.markdown import Piece, pieces
from assistant.core.plain import plain

SECTIONS = ("Key points", "Formulas", "Pitfalls", "Follow-ups", "Sources")
LEVELS: tuple[Level, ...] = ("basic", "intermediate", "advanced", "scenario")

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LINK = re.compile(r"\[[^\]]*\]\(([^)]*)\)")
_FIELD = re.compile(r"([a-z]+):\s*(.*)")

_Report = Callable[[int, str], None]
"""Takes a line and what is wrong there."""


@dataclass(slots=True)
class _Draft:
    """An entry while its file is being read."""

    heading: Piece
    body: list[Piece] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Link:
    entry_id: str
    path: str
    line: int
    target: str


def parse(files: Sequence[tuple[str, str]], guide: str) -> tuple[list[Entry], list[Problem]]:
    """Entries of (path, text) pairs in reading order, and all problems in the order of files and lines.

    An entry with a problem is still returned where it can be, so that a caller may go on.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    links: list[_Link] = []
    anchors: dict[str, str] = {}
    lines_of_ids: dict[str, str] = {}
    for path, text in files:
        for draft in _drafts(path, text, problems):
            entry, targets = _entry(draft, path, guide, problems)
            if entry.id in lines_of_ids:
                problems.append(
                    Problem(path, entry.line_start, f'id "{entry.id}" is taken by {lines_of_ids[entry.id]}')
                )
                continue
            lines_of_ids[entry.id] = f"{path}:{entry.line_start}"
            anchor = f"{_file_name(path)}#{anchor_of(draft.heading.title)}"
            if anchor in anchors:
                problems.append(Problem(path, entry.line_start, "another entry of this file has the same heading"))
            anchors[anchor] = entry.id
            links.extend(targets)
            entries.append(entry)
    followed = _resolve(links, anchors, problems)
    order = {path: number for number, (path, _) in enumerate(files)}
    problems.sort(key=lambda problem: (order[problem.path], problem.line))
    return [replace(entry, follow_ups=tuple(followed.get(entry.id, ()))) for entry in entries], problems


def anchor_of(heading: str) -> str:
    """The anchor that GitHub gives a heading: lower case, punctuation dropped, spaces to hyphens."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def _drafts(path: str, text: str, problems: list[Problem]) -> list[_Draft]:
    drafts: list[_Draft] = []
    titles = 0
    for piece in pieces(text.split("\n")):
        if piece.kind == "heading" and piece.level == 1:
            titles += 1
            if titles > 1 or drafts:
                problems.append(Problem(path, piece.line_start, "a file has one # title, at its start"))
        elif piece.kind == "heading" and piece.level == 2:
            drafts.append(_Draft(piece))
        elif drafts:
            drafts[-1].body.append(piece)
    if not titles:
        problems.append(Problem(path, 1, "the file has no # title"))
    if not drafts:
        problems.append(Problem(path, 1, "the file has no ## entry"))
    return drafts


def _entry(draft: _Draft, path: str, guide: str, problems: list[Problem]) -> tuple[Entry, list[_Link]]:
    heading, body = draft.heading, draft.body

    def problem(line: int, message: str) -> None:
        problems.append(Problem(path, line, message))

    comment = body[0] if body and body[0].kind == "html" and body[0].text.startswith("<!-- entry") else None
    if comment is None:
        problem(heading.line_start, 'the entry has no "<!-- entry" comment under its heading')
        fields: dict[str, tuple[int, list[str]]] = {}
    else:
        body = body[1:]
        fields = _fields(comment, problem)
    identifier = _value(fields, "id")
    line_of = {name: line for name, (line, _) in fields.items()}
    if comment is not None and not identifier:
        problem(comment.line_start, 'the entry has no "id"')
    elif identifier and not _ID.fullmatch(identifier):
        problem(line_of["id"], f'id "{identifier}" is not lower-case words joined by "-"')
    level = next((known for known in LEVELS if known == _value(fields, "level")), None)
    if comment is not None and level is None:
        problem(
            line_of.get("level", comment.line_start),
            f'level is "{_value(fields, "level")}", not one of {", ".join(LEVELS)}',
        )
    topics = tuple(topic.strip() for topic in _value(fields, "topics").split(",") if topic.strip())
    if comment is not None and not 1 <= len(topics) <= 4:
        problem(line_of.get("topics", comment.line_start), f"{len(topics)} topics; one to four are wanted")
    also = tuple(fields["also"][1][1:]) if "also" in fields else ()
    if comment is not None and not 3 <= len(also) <= 8:
        problem(
            line_of.get("also", comment.line_start),
            f'{len(also)} other ways to ask under "also"; three to eight are wanted',
        )
    blocks, key_points, links = _sections(body, heading, level, problem)
    entry = Entry(
        id=identifier or f"{_file_name(path)}:{heading.line_start}",
        guide=guide,
        kind="scenario" if level == "scenario" else "question",
        question=heading.title,
        path=path,
        line_start=heading.line_start,
        line_end=draft.body[-1].line_end if draft.body else heading.line_end,
        blocks=tuple(blocks),
        topics=topics,
        level=level,
        also_asked=also,
        key_points=tuple(key_points),
    )
    return entry, [_Link(entry.id, path, line, target) for line, target in links]


def _fields(comment: Piece, problem: _Report) -> dict[str, tuple[int, list[str]]]:
    """The comment's fields: name -> (line, [value, list items …])."""
    fields: dict[str, tuple[int, list[str]]] = {}
    current: list[str] | None = None
    if not comment.text.rstrip().endswith("-->"):
        problem(comment.line_end, 'the "<!-- entry" comment and the text after "-->" need lines of their own')
    inside = comment.text.split("-->")[0].removeprefix("<!-- entry")
    for number, raw in enumerate(inside.split("\n")):
        line, at = raw.strip(), comment.line_start + number
        match = _FIELD.fullmatch(line)
        if not line:
            continue
        if line.startswith("- ") and current is not None:
            current.append(line[2:].strip())
        elif match and match.group(1) in ("id", "level", "topics", "also"):
            if match.group(1) in fields:
                problem(at, f'"{match.group(1)}" is given twice')
            current = [match.group(2).strip()]
            fields[match.group(1)] = (at, current)
        else:
            problem(at, f'"{line}" is not a field (id, level, topics, also) or a list item')
    return fields


def _value(fields: dict[str, tuple[int, list[str]]], name: str) -> str:
    return fields[name][1][0] if name in fields else ""


def _sections(
    body: Sequence[Piece], heading: Piece, level: Level | None, problem: _Report
) -> tuple[list[Block], list[str], list[tuple[int, str]]]:
    """The blocks that are indexed, the key points, and the follow-up links (line, target)."""
    blocks: list[Block] = []
    key_points: list[str] = []
    links: list[tuple[int, str]] = []
    seen: list[str] = []
    section, gap = "", True
    for piece in body:
        if piece.kind == "heading":
            section, gap = piece.title, True
            if piece.level > 3 and level != "scenario":
                problem(piece.line_start, "headings inside an entry are ###")
            elif section in seen:
                problem(piece.line_start, f'the section "{section}" stands twice')
            elif section not in SECTIONS and level != "scenario":
                problem(piece.line_start, f'the section "{section}" is not one of {", ".join(SECTIONS)}')
            elif section in SECTIONS and (later := _after(section, seen)):
                problem(piece.line_start, f'the section "{section}" comes before "{later}"')
            seen.append(section)
            continue
        if section == "Key points":
            if piece.kind == "item":
                key_points.append(plain(piece.text))
            else:
                problem(piece.line_start, "key points are a list")
        if section == "Follow-ups":
            targets = LINK.findall(piece.text)
            if piece.kind != "item" or not targets:
                problem(piece.line_start, "a follow-up is a list item with a link to the entry that answers it")
            links.extend((piece.line_start, target) for target in targets)
        if section in ("Follow-ups", "Sources") or piece.kind in ("html", "rule"):
            gap = True
            continue
        blocks.append(
            Block(
                (section,) if section else (),
                piece.text,
                piece.line_start,
                piece.line_end,
                follows=piece.follows and not gap,
            )
        )
        gap = False
    if not any(not block.trail for block in blocks):
        problem(heading.line_start, "the entry has no short answer under its comment")
    if not 3 <= len(key_points) <= 8:
        problem(heading.line_start, f"the entry has {len(key_points)} key points; three to eight are wanted")
    return blocks, key_points, links


def _after(section: str, seen: Sequence[str]) -> str | None:
    """The first section that was seen already and belongs after this one."""
    behind = SECTIONS[SECTIONS.index(section) + 1 :]
    return next((other for other in seen if other in behind), None)


def _resolve(links: list[_Link], anchors: dict[str, str], problems: list[Problem]) -> dict[str, list[str]]:
    followed: dict[str, list[str]] = {}
    for link in links:
        file, _, anchor = link.target.partition("#")
        target = anchors.get(f"{file or _file_name(link.path)}#{anchor}")
        if target is None:
            problems.append(Problem(link.path, link.line, f'the link "{link.target}" leads to no entry'))
        else:
            followed.setdefault(link.entry_id, []).append(target)
    return followed


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rsplit("/", 1)[-1]
