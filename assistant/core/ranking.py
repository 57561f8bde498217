"""From row scores to ranked entries: fusion of dense and lexical, roll-up to entries.

The weights were chosen on development questions over two guides; docs/retrieval.md has the table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assistant.core.domain import Record

LATE_WEIGHT = 0.5
"""Of the late interaction, added to the score of each entry that could still be the first."""

RERANKED_ENTRIES = 5
RERANKED_WITHIN = 0.12
"""Of the first entry's score: one that is farther behind would need a late interaction 0.24 higher to be first."""
RERANKED_ROWS = 4
"""Of each of these entries. docs/retrieval.md shows what more of each of the three would give; it takes time."""

Method = Literal["hybrid", "dense", "lexical"]

DENSE_WEIGHT = 0.5
"""Of the dense score in the convex sum; the lexical score has the rest."""

SUPPORT_WEIGHT = 0.6
"""Of the mean of an entry's second and third row, added to its best: one row may match by chance, three hardly do."""

ROWS_PENALTY = 0.05
"""Times the natural logarithm of an entry's number of rows: the best of many rows is better by chance."""


@dataclass(frozen=True, slots=True)
class RankedEntry:
    """An entry with its scores; `passage_id` is the passage that matches best."""

    entry_id: str
    passage_id: str
    score: float
    dense: float
    """Cosine similarity of the entry's nearest row."""
    lexical: float
    """0..1, of the entry's best row."""
    dense_rank: int | None
    lexical_rank: int | None


@dataclass(slots=True)
class _Best:
    fused: list[float] = field(default_factory=list)
    dense: float = 0.0
    lexical: float = 0.0
    passage_score: float = -1.0
    passage_id: str = ""


def rank_entries(
    records: Sequence[Record],
    dense: Mapping[str, float],
    lexical: Mapping[str, float],
    method: Method = "hybrid",
) -> list[RankedEntry]:
    """Entries best first.

    `dense` maps record ids to cosine similarity, `lexical` to BM25 as a share of the best that the question could
    have (0..1); a row may be missing from either. The two are summed with fixed weights (a convex combination: Bruch
    et al., 2023, "An analysis of fusion functions for hybrid retrieval"). An entry scores as its best row, supported
    by its next two.
    """
    weight = {"hybrid": DENSE_WEIGHT, "dense": 1.0, "lexical": 0.0}[method]
    found: dict[str, _Best] = {}
    for record in records:
        best = found.setdefault(record.entry_id, _Best())
        near, said = max(dense.get(record.id, 0.0), 0.0), lexical.get(record.id, 0.0)
        fused = weight * near + (1 - weight) * said
        best.fused.append(fused)
        best.dense = max(best.dense, near)
        best.lexical = max(best.lexical, said)
        if not record.is_question and fused > best.passage_score:
            best.passage_score, best.passage_id = fused, record.passage.id
    found = {entry: best for entry, best in found.items() if max(best.fused) > 0 and best.passage_id}
    dense_ranks = _ranks({entry: best.dense for entry, best in found.items()})
    lexical_ranks = _ranks({entry: best.lexical for entry, best in found.items()})
    ranked = [
        RankedEntry(
            entry,
            best.passage_id,
            _score(best.fused),
            best.dense,
            best.lexical,
            dense_ranks.get(entry),
            lexical_ranks.get(entry),
        )
        for entry, best in found.items()
    ]
    return sorted(ranked, key=lambda entry: (-entry.score, entry.entry_id))


def close_to_first(ranked: Sequence[RankedEntry]) -> list[RankedEntry]:
    """The entries that a closer look could put first."""
    return [entry for entry in ranked[:RERANKED_ENTRIES] if entry.score > ranked[0].score - RERANKED_WITHIN]


def reranked(ranked: Sequence[RankedEntry], late: Mapping[str, float]) -> list[RankedEntry]:
    """The entries that `late` has a late interaction for in their new order, by score plus its excess over the least.

    The others stay behind them with the scores that they had.
    """
    least = min(late.values(), default=0.0)
    closer = [
        replace(entry, score=min(entry.score + LATE_WEIGHT * (late[entry.entry_id] - least), 1.0))
        for entry in ranked
        if entry.entry_id in late
    ]
    others = [entry for entry in ranked if entry.entry_id not in late]
    return sorted(closer, key=lambda entry: (-entry.score, entry.entry_id)) + others


def _score(rows: Sequence[float]) -> float:
    """0..1: best row, mean of the next two, and the penalty, on the scale of a single row."""
    best, *others = sorted(rows, reverse=True)[:3]
    support = sum(others) / len(others) if others else 0.0
    total = (best + SUPPORT_WEIGHT * support) / (1 + SUPPORT_WEIGHT)
    return min(max(total - ROWS_PENALTY / (1 + SUPPORT_WEIGHT) * math.log(len(rows)), 0.0), 1.0)


def _ranks(scores: Mapping[str, float]) -> dict[str, int]:
    """1-based, of those that score at all."""
    best_first = sorted((entry for entry in scores if scores[entry] > 0), key=lambda entry: (-scores[entry], entry))
    return {entry: rank for rank, entry in enumerate(best_first, 1)}
