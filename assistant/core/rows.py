"""An indexed entry to the rows that are matched, and the rules that all of it follows."""

from __future__ import annotations

from assistant.core.domain import IndexedEntry, Record
from assistant.core.plain import plain

PASSAGE_CHARACTERS = 320
"""A passage is closed before it grows beyond this; a single line longer than twice this is cut at sentences.

Chosen by measurement: docs/retrieval.md has the table.
"""

RULES = f"4/{PASSAGE_CHARACTERS}"
"""Names the rules that turn text into rows; an index made by others is rebuilt. Raise it with any change to them."""


def records(entry: IndexedEntry) -> list[Record]:
    """The entry's rows: its passages, its question, and the other ways to ask it. `texts` has what is matched."""
    rows = [Record(p.id, entry.id, entry.guide, entry.path, p, is_question=False) for p in entry.passages]
    for number, _ in enumerate(_ways_to_ask(entry)):
        row = f"{entry.id}?{number}"
        rows.append(Record(row, entry.id, entry.guide, entry.path, entry.passages[0], is_question=True))
    return rows


def texts(entry: IndexedEntry) -> list[str]:
    """What is embedded and indexed of each row, in the order of `records`; a passage with its question and headings."""
    bodies = [f"{entry.question} {' '.join(p.trail)}: {plain(p.text)}" for p in entry.passages]
    return [*bodies, *_ways_to_ask(entry)]


def _ways_to_ask(entry: IndexedEntry) -> tuple[str, ...]:
    return (entry.question, *entry.also_asked) if entry.passages else ()
