"""The nouns of studying: what is asked, how an answer was graded, and what the learner remembers.

Times are UTC. Scores and probabilities are 0..1.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal

from assistant.core.domain import IndexedEntry, Passage

Rating = Literal["again", "hard", "good", "easy"]
RATINGS: tuple[Rating, ...] = ("again", "hard", "good", "easy")
"""From the worst to the best, as FSRS numbers them from 1."""
Mode = Literal["recall", "choice", "cloze", "explain"]
MODES: tuple[Mode, ...] = ("recall", "choice", "cloze", "explain")
Stage = Literal["learning", "review", "relearning"]

LONGEST_ANSWER = 20_000
"""Characters of an answer that is graded; nobody types more."""
_KEY_POINTS = "Key points"
_MOST_POINTS = 7
"""Of an entry that lists none: a stranger's guide has an answer of any length."""


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """A claim that a good answer makes, and the passage of the guide that says it."""

    text: str
    passage: Passage
    essential: bool = False
    """Of the short answer: what the question asks for. The others are what else is worth saying."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something to ask, bound to the passage that answers it."""

    id: str
    """`entry:mode:number`; the same as long as the entry's text is."""
    entry: IndexedEntry
    mode: Mode
    question: str
    passage: Passage
    answer: str
    """What is right: the short answer, the right option, the term left out."""
    options: tuple[str, ...] = ()
    """Of a choice, the right one among them, in the order in which they are shown."""
    points: tuple[KeyPoint, ...] = ()
    """What a typed answer is graded against."""


@dataclass(frozen=True, slots=True)
class GradedPoint:
    """A key point, and whether the answer states it."""

    text: str
    hit: bool
    evidence: str
    """The learner's words that state it; "" where it was missed."""
    probability: float


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What the learner said against what the material says."""

    said: str
    point: str


@dataclass(frozen=True, slots=True)
class Grade:
    """What an answer is worth. The rating is a suggestion: the learner may overrule it."""

    score: float
    rating: Rating
    points: tuple[GradedPoint, ...]
    contradictions: tuple[Contradiction, ...]
    model: str | None = None
    """Of the model that was asked, too."""
    notice: str | None = None
    """Why it wasn't, though there is one."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What FSRS knows of a card after a review."""

    stage: Stage
    step: int | None
    stability_days: float
    difficulty: float
    due_at: datetime
    reviewed_at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """An entry as the learner knows it."""

    entry_id: str
    digest: str
    """Of the entry's text when it was last asked: another one now means that the text has changed since."""
    memory: Memory | None = None
    """None: never reviewed."""
    reviews: int = 0
    lapses: int = 0
    """Reviews that were rated "again"."""
    last_review_id: int | None = None
    last_rating: Rating | None = None
    suspended: bool = False
    buried_until: datetime | None = None
    queued_at: datetime | None = None
    """When it was put on the schedule by hand or by an interview."""

    def due(self, now: datetime) -> bool:
        """Whether it should be asked now, suspended or buried ones aside."""
        if self.queued_at and (self.memory is None or self.memory.reviewed_at < self.queued_at):
            return True
        return self.memory is not None and self.memory.due_at <= now

    def resting(self, now: datetime) -> bool:
        """Whether it is not to be asked, due or not."""
        return self.suspended or (self.buried_until is not None and now < self.buried_until)


@dataclass(frozen=True, slots=True)
class Review:
    """An answer that was given. Reviews are only ever added."""

    entry_id: str
    item_id: str
    rating: Rating
    reviewed_at: datetime
    seconds: float
    answer: str
    score: float | None
    """Of a graded answer."""
    recall: float | None
    """The probability of remembering that FSRS predicted just before; None at the first review."""
    memory: Memory
    """After it."""
    counted: bool = True
    """False: an answer inside an interview, or one that another session had reviewed the card before."""
    id: int = 0


def topic_of(entry: IndexedEntry) -> str:
    """The topic an entry is counted to; a stranger's guide is one topic."""
    return entry.topics[0] if entry.topics else entry.guide


def digest_of(entry: IndexedEntry) -> str:
    """Changes when the entry's text does."""
    text = "\n".join([entry.question, *(passage.text for passage in entry.passages)])
    return sha256(text.encode()).hexdigest()[:16]


def key_points(entry: IndexedEntry) -> tuple[KeyPoint, ...]:
    """The entry's key points; of an entry that lists none, the first sentences of its answer."""
    listed = tuple(_points(entry, named=True))
    return listed or tuple(_points(entry, named=False))[:_MOST_POINTS]


def graded_points(entry: IndexedEntry) -> tuple[KeyPoint, ...]:
    """What an answer is graded against: the sentences of the short answer, then the key points."""
    if not any(_points(entry, named=True)):
        return key_points(entry)
    essential = (KeyPoint(s, passage, essential=True) for passage in _opening(entry) for s in passage.sentences)
    return (*essential, *key_points(entry))


def short_answer(entry: IndexedEntry) -> str:
    """The entry's answer before its first heading, or its first passage."""
    return " ".join(sentence for passage in _opening(entry) for sentence in passage.sentences)


def _opening(entry: IndexedEntry) -> list[Passage]:
    return [passage for passage in entry.passages if not passage.trail] or list(entry.passages[:1])


def _points(entry: IndexedEntry, *, named: bool) -> Iterator[KeyPoint]:
    for passage in entry.passages:
        if not named or (passage.trail and passage.trail[-1] == _KEY_POINTS):
            yield from (KeyPoint(sentence, passage) for sentence in passage.sentences)
