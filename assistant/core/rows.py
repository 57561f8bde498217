"""An indexed entry to the rows that are matched, and the rules that all of it follows."""

from __future__ import annotations

import re

from assistant.core.domain import IndexedEntry, Passage, Record
from assistant.core.plain import plain

PASSAGE_CHARACTERS = 320
"""A passage is closed before it grows beyond this; a single line longer than twice this is cut at sentences.

Chosen by measurement: docs/retrieval.md has the table.
"""

RULES = f"11/{PASSAGE_CHARACTERS}"
"""Names the rules that turn text into rows; an index made by others is rebuilt. Raise it with any change to them."""


_DISPLAYED = re.compile(r"\$\$.*?\$\$ ?")
"""A formula that a sentence carries: to be read, not to be matched."""


def records(entry: IndexedEntry) -> list[Record]:
    """The entry's rows: its passages, their sentences, its question and the other ways to ask it.

    `texts` has what is matched of each, in the same order.
    """
    rows = [_row(entry, passage.id, passage) for passage in entry.passages]
    for passage in entry.passages:
        rows.extend(_row(entry, sentence_id(passage, n), passage) for n in range(len(passage.sentences)))
    for number, _ in enumerate(_ways_to_ask(entry)):
        rows.append(_row(entry, f"{entry.id}?{number}", entry.passages[0], is_question=True))
    return rows


def texts(entry: IndexedEntry) -> list[str]:
    """What is embedded and indexed of each row: passages and sentences with the question that they answer."""
    bodies = [f"{' '.join((entry.question, *p.trail))}: {plain(p.text)}" for p in entry.passages]
    sentences = [f"{entry.question}: {_DISPLAYED.sub('', s)}" for p in entry.passages for s in p.sentences]
    return [*bodies, *sentences, *_ways_to_ask(entry)]


def sentence_id(passage: Passage, number: int) -> str:
    """The id of the row of a passage's sentence, counted from 0."""
    return f"{passage.id}.{number}"


def _row(entry: IndexedEntry, row: str, passage: Passage, *, is_question: bool = False) -> Record:
    return Record(row, entry.id, entry.guide, entry.path, passage, is_question)


def _ways_to_ask(entry: IndexedEntry) -> tuple[str, ...]:
    return (entry.question, *entry.also_asked) if entry.passages else ()
