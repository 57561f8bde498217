"""Entries to passages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.core.domain import Block, Entry, IndexedEntry, Passage
from assistant.core.rows import PASSAGE_CHARACTERS
from assistant.core.sentences import sentences


def indexed(entry: Entry) -> IndexedEntry:
    """The entry with its passages, without its blocks."""
    return IndexedEntry(
        entry.id,
        entry.guide,
        entry.kind,
        entry.question,
        entry.path,
        entry.line_start,
        entry.line_end,
        entry.topics,
        entry.level,
        entry.also_asked,
        cut(entry),
        entry.follow_ups,
    )


def cut(entry: Entry) -> tuple[Passage, ...]:
    """The entry's blocks, joined while they stand under one heading, are adjacent, and fit.

    A formula takes the block below with it, which names its symbols, even into a longer passage.
    """
    groups: list[list[Block]] = []
    for block in (part for whole in entry.blocks for part in _split(whole)):
        group = groups[-1] if groups else []
        if (
            group
            and group[-1].trail == block.trail
            and block.follows
            and sum(len(b.text) for b in group) + len(block.text) <= _most_characters(group[-1])
        ):
            group.append(block)
        else:
            groups.append([block])
    return tuple(
        Passage(
            f"{entry.id}#{number}",
            entry.id,
            group[0].trail,
            _joined(group),
            group[0].line_start,
            group[-1].line_end,
            tuple(sentences(_joined(group))),
        )
        for number, group in enumerate(groups, 1)
    )


def _most_characters(last: Block) -> int:
    return (3 if last.text.lstrip().startswith("$$") else 1) * PASSAGE_CHARACTERS


def _joined(group: Sequence[Block]) -> str:
    text = group[0].text
    for before, after in pairwise(group):
        text += "\n" * (after.line_start - before.line_end) + after.text
    return text


def _split(block: Block) -> list[Block]:
    """A block that is too long, cut between its lines, and a line that is too long, cut between its sentences."""
    if len(block.text) <= 2 * PASSAGE_CHARACTERS:
        return [block]
    parts: list[Block] = []
    start, size = 0, 0
    lines = block.text.split("\n")
    for number, line in enumerate(lines):
        if number > start and size + len(line) > PASSAGE_CHARACTERS:
            parts.extend(_split_line(block, lines, start, number))
            start, size = number, 0
        size += len(line)
    parts.extend(_split_line(block, lines, start, len(lines)))
    return parts


def _split_line(block: Block, lines: list[str], start: int, end: int) -> list[Block]:
    text = "\n".join(lines[start:end])
    if not text.strip():
        return []
    first, last = block.line_start + start, block.line_start + end - 1
    if end - start > 1 or len(text) <= 2 * PASSAGE_CHARACTERS:
        return [Block(block.trail, text, first, last, follows=start > 0)]
    pieces: list[str] = []
    for sentence in re.split(r"(?<=[.!?;:,])\s+", text):
        while len(sentence) > 2 * PASSAGE_CHARACTERS:
            pieces.append(sentence[: 2 * PASSAGE_CHARACTERS])
            sentence = sentence[2 * PASSAGE_CHARACTERS :]
        pieces.append(sentence)
    parts, offset, begin, stop = [], 0, 0, 0
    for piece in pieces:
        at = text.index(piece, offset)
        if stop > begin and at + len(piece) - begin > PASSAGE_CHARACTERS:
            parts.append(text[begin:stop])
            begin = at
        stop = offset = at + len(piece)
    parts.append(text[begin:stop])
    return [Block(block.trail, part, first, last) for part in parts if part.strip()]
