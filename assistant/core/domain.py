"""The nouns. Everything else in this program makes, moves or shows one of these: read this file first.
Those of a conversation are in core/conversation.py.

Lines are 1-based and inclusive. Ranks are 1-based. Scores get bigger as things get better.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

EntryKind = Literal["question", "scenario", "section"]
Support = Literal["supported", "weak", "unsupported"]
Level = Literal["basic", "intermediate", "advanced", "scenario"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, list item, table, formula or code fence of an entry, with the headings above it."""

    trail: tuple[str, ...]
    text: str
    """The source's own lines, joined by newlines."""
    line_start: int
    line_end: int
    follows: bool = False
    """Nothing but blank lines lies between it and the block before."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question of a guide with its answer. The id is its identity; its text may change."""

    id: str
    guide: str
    kind: EntryKind
    question: str
    path: str
    line_start: int
    line_end: int
    blocks: tuple[Block, ...]
    topics: tuple[str, ...] = ()
    level: Level | None = None
    also_asked: tuple[str, ...] = ()
    key_points: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    """Ids of the entries that answer the follow-up questions, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What is embedded, retrieved and cited: some consecutive lines of an entry."""

    id: str
    entry_id: str
    trail: tuple[str, ...]
    text: str
    """What stands at the lines below, but for an indentation that all of an answer has."""
    line_start: int
    line_end: int
    sentences: tuple[str, ...]
    """What can be quoted of it, plain, in reading order."""


@dataclass(frozen=True, slots=True)
class IndexedEntry:
    """An entry as the index keeps it: what is needed to show, cite and rank it."""

    id: str
    guide: str
    kind: EntryKind
    question: str
    path: str
    line_start: int
    line_end: int
    topics: tuple[str, ...]
    level: Level | None
    also_asked: tuple[str, ...]
    passages: tuple[Passage, ...]
    follow_ups: tuple[str, ...] = ()
    """Ids of the entries that answer what is asked next, in the order of the text."""


@dataclass(frozen=True, slots=True)
class Record:
    """One row of both indexes: what is matched, and the passage that a match leads to.

    A passage is a row, and so is each of its sentences. The entry's question and the other ways to ask it are rows
    too: they lead to the entry's first passage, and are never cited themselves.
    """

    id: str
    entry_id: str
    guide: str
    path: str
    passage: Passage
    is_question: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that was found, shown by its best passage."""

    entry: IndexedEntry
    passage: Passage
    rank: int
    score: float
    """0..1, the fused score."""
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(frozen=True, slots=True)
class Hits:
    """What retrieval found for a question, best first, at most one hit an entry."""

    query: str
    read_as: str
    """The query with misspellings mended and abbreviations spelled out: what was embedded."""
    hits: tuple[Hit, ...]
    in_guide: bool
    in_guide_score: float
    """0..1, the estimated probability that the guide answers the question."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A marker in an answer and the passage it stands for."""

    marker: int
    entry: IndexedEntry
    passage: Passage


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether passages support a sentence."""

    support: Support
    score: float
    """0..1, the estimated probability that they do."""


@dataclass(frozen=True, slots=True)
class AnswerSentence:
    """A sentence of an answer, the passages it cites, and whether they support it."""

    text: str
    """Without its markers."""
    markers: tuple[int, ...]
    """Of the passages it cites; for a sentence that names none, of the passage that supports it, if one does."""
    verdict: Verdict | None
    """None: there is nothing to judge it by, as in an answer from the model's own knowledge."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose every sentence was checked against what it cites, or the line that says that there is none."""

    question: str
    text: str
    citations: tuple[Citation, ...]
    """Of the passages that the text cites, in the order of their markers."""
    in_guide: bool
    in_guide_score: float
    hits: tuple[Hit, ...]
    model: str | None
    """None: the guide was quoted."""
    seconds: float
    sentences: tuple[AnswerSentence, ...] = ()
    unknown_markers: tuple[int, ...] = ()
    """Markers in the text that stand for no passage: shown and counted."""
    notice: str | None = None
    """What the reader should know of how it came about: the model failed, was stopped, sentences were dropped."""
    beyond_guide: bool = False
    """From the model's own knowledge, as was asked for."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a guide, and where."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a guide as it was when it was read: how a change is noticed."""

    path: str
    size_bytes: int
    modified_ns: int
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceText:
    """A file that was read, cleaned, and what identifies this state of it."""

    file: SourceFile
    text: str


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or folder that can't be used, and why."""

    path: str
    reason: str
    in_folder: bool
    """Found while walking a folder, not named by the user."""

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


@dataclass(frozen=True, slots=True)
class EncoderIdentity:
    """Which encoder made the vectors."""

    name: str
    sha256: str
    """Of the weights, so that another model of the same name is another encoder."""
    dimensions: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index was built from, and how."""

    schema: int
    encoder: EncoderIdentity
    rules: str
    """Version of the rules that turn text into rows: parsing, chunking, tokenising."""
    guides: Mapping[str, tuple[SourceFile, ...]]
    roots: Mapping[str, tuple[str, ...]]
    """The paths that each guide was added from."""
    entries: int
    passages: int
    built_at: str
    """UTC, ISO 8601."""
