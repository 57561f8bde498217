"""What the evals report. tests/core/test_metrics.py checks each against scikit-learn or ir_measures.

Definitions: Manning, Raghavan and Schütze, 2008, "Introduction to Information Retrieval", chapter 8; nDCG after
Järvelin and Kekäläinen, 2002; AUROC as the normalised Mann-Whitney U.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

Row = TypeVar("Row")


def hit_at(ranking: Sequence[str], gold: Collection[str], k: int) -> float:
    """1 if any of the first k is gold, else 0."""
    return float(any(item in gold for item in ranking[:k]))


def recall_at(ranking: Sequence[str], gold: Collection[str], k: int) -> float:
    """The share of the gold items among the first k."""
    return sum(item in gold for item in ranking[:k]) / len(gold)


def reciprocal_rank(ranking: Sequence[str], gold: Collection[str]) -> float:
    """1 / rank of the first gold item, 0 if there is none."""
    return next((1 / rank for rank, item in enumerate(ranking, 1) if item in gold), 0.0)


def ndcg_at(ranking: Sequence[str], gold: Collection[str], k: int) -> float:
    """Normalised discounted cumulative gain of the first k with binary relevance."""
    gain = sum(1 / math.log2(rank + 1) for rank, item in enumerate(ranking[:k], 1) if item in gold)
    ideal = sum(1 / math.log2(rank + 1) for rank in range(1, min(k, len(gold)) + 1))
    return gain / ideal


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """The probability that a positive scores above a negative, ties counted half. NaN without either."""
    if not positive or not negative:
        return math.nan
    ordered = sorted([(score, 0) for score in negative] + [(score, 1) for score in positive])
    total, start = 0.0, 0
    while start < len(ordered):
        stop = start
        while stop < len(ordered) and ordered[stop][0] == ordered[start][0]:
            stop += 1
        total += (start + 1 + stop) / 2 * sum(label for _, label in ordered[start:stop])
        start = stop
    count = len(positive)
    return (total - count * (count + 1) / 2) / (count * len(negative))


def precision_recall(predicted: Sequence[bool], actual: Sequence[bool]) -> tuple[float, float]:
    """Precision and recall; NaN where nothing was predicted, or nothing was to be found."""
    right = sum(p and a for p, a in zip(predicted, actual, strict=True))
    return (right / sum(predicted) if any(predicted) else math.nan, right / sum(actual) if any(actual) else math.nan)


def mean(values: Sequence[float]) -> float:
    """NaN of nothing."""
    return sum(values) / len(values) if values else math.nan


def bootstrap_interval(
    rows: Sequence[Row], statistic: Callable[[Sequence[Row]], float], *, samples: int = 1000, seed: int = 0
) -> tuple[float, float]:
    """The 95 % percentile interval of a statistic, cases resampled with replacement (Efron, 1979).

    To compare two systems, let a row hold both results of a case and the statistic be the difference: paired.
    """
    dice = random.Random(seed)
    values = sorted(statistic(dice.choices(rows, k=len(rows))) for _ in range(samples)) if rows else []
    values = [value for value in values if not math.isnan(value)]
    if not values:
        return math.nan, math.nan
    return values[int(0.025 * len(values))], values[min(int(0.975 * len(values)), len(values) - 1)]


def pearson(first: Sequence[float], second: Sequence[float]) -> float:
    """The correlation of two series; NaN where one doesn't vary."""
    mine, its = mean(first), mean(second)
    shared = sum((a - mine) * (b - its) for a, b in zip(first, second, strict=True))
    spread = math.sqrt(sum((a - mine) ** 2 for a in first) * sum((b - its) ** 2 for b in second))
    return shared / spread if spread else math.nan


def ranks(values: Sequence[float]) -> list[float]:
    """Each value's rank from 1, ties sharing the mean of theirs: the correlation of ranks is Spearman's."""
    ordered = sorted(values)
    first = {value: place for place, value in reversed(list(enumerate(ordered, 1)))}
    last = {value: place for place, value in enumerate(ordered, 1)}
    return [(first[value] + last[value]) / 2 for value in values]


def quadratic_kappa(first: Sequence[int], second: Sequence[int], classes: int) -> float:
    """Cohen's weighted kappa (1968) with squared distances, of classes numbered from 0; NaN without disagreement by
    chance.
    """
    count = len(first)
    seen = sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) / max(1, count)
    mine = [sum(a == one for a in first) / max(1, count) for one in range(classes)]
    its = [sum(b == one for b in second) / max(1, count) for one in range(classes)]
    chance = sum(mine[a] * its[b] * (a - b) ** 2 for a in range(classes) for b in range(classes))
    return 1 - seen / chance if chance else math.nan
