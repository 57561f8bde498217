"""An answer without a model: the guide's own sentences that answer the question, in reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.domain import Hit, Passage

MOST_SENTENCES = 5
"""Of the first entry; a learner wants the answer, the source has the rest."""

MOST_OF_OTHERS = 2
"""Of each entry that answers as well as the first."""

CLOSE = 0.92
"""Share of the first entry's score from which on another entry is quoted too, as in a comparison of two things."""

_LEAD = 0.12
"""Added for an entry's opening sentences: they were written to answer its question."""
_LEADING_SENTENCES = 2
_SHORTEST_SHARE = 0.55
"""Of the best sentence's score: a sentence below it is left out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a passage that could be quoted."""

    passage: Passage
    text: str
    hit: int
    """0-based, which hit it is from."""
    position: int
    """0-based, in the entry."""
    similarity: float
    """Cosine to the question."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted sentence and the marker of its passage."""

    marker: int
    text: str
    passage: Passage
    hit: int


def quoted_hits(hits: Sequence[Hit]) -> list[Hit]:
    """The hits that are worth quoting: the first, and those that score nearly as well, at most three."""
    return [hit for hit in hits[:3] if hit.score >= CLOSE * hits[0].score]


def choose(candidates: Sequence[Candidate]) -> list[Quote]:
    """The sentences to show, in reading order, with markers counted from 1 by passage."""
    if not candidates:
        return []
    scores = [c.similarity + (_LEAD if c.position < _LEADING_SENTENCES else 0.0) for c in candidates]
    best_first = sorted(range(len(candidates)), key=lambda number: -scores[number])
    room = {candidate.hit: MOST_OF_OTHERS for candidate in candidates} | {0: MOST_SENTENCES}
    kept: list[int] = []
    said: set[str] = set()
    for number in best_first:
        candidate = candidates[number]
        good = scores[number] >= _SHORTEST_SHARE * scores[best_first[0]]
        opening = candidate.position == 0
        if (good or opening) and room[candidate.hit] > 0 and candidate.text.lower() not in said:
            room[candidate.hit] -= 1
            said.add(candidate.text.lower())
            kept.append(number)
    markers: dict[str, int] = {}
    quotes: list[Quote] = []
    for number in sorted(kept):
        candidate = candidates[number]
        marker = markers.setdefault(candidate.passage.id, len(markers) + 1)
        quotes.append(Quote(marker, candidate.text, candidate.passage, candidate.hit))
    return quotes


def not_covered(nearest: Sequence[str]) -> str:
    """The line that says that the guide doesn't answer, with the nearest topics."""
    if not nearest:
        return "The guide does not cover this."
    topics = "; ".join(nearest)
    return f"The guide does not cover this. The nearest it has: {topics}"
