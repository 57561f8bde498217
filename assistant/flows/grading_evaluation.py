"""How well grades agree with labels, over labelled answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.core import metrics
from assistant.core.study import RATINGS, Grade, Rating
from assistant.flows.evaluation import Estimate, estimate, parse_rows

if TYPE_CHECKING:
    from assistant.flows.grading import Grading

MEASURES = ("pearson", "spearman", "quadratic_kappa", "key_point_f1", "false_correct")
BEST = 5
_WRONG, _CORRECT = 1, 0.6
"""An answer labelled this or less is called correct if its score is this or more: false "correct"."""
RATING_OF_LABEL: tuple[Rating, ...] = ("again", "again", "hard", "good", "good", "easy")


@dataclass(frozen=True, slots=True)
class GradingCase:
    """An answer, what it was to answer, and how its author labelled it."""

    id: str
    question: str
    short_answer: tuple[str, ...]
    """The guide's, by sentences; empty for what is from elsewhere."""
    key_points: tuple[str, ...]
    answer: str
    kind: str
    label: int
    """0..5."""
    hits: tuple[bool, ...]
    """Whether it states each key point."""
    source: str
    """guide or elsewhere: where question and key points are from."""
    split: str


@dataclass(frozen=True, slots=True)
class GradingResult:
    """A case and its grade."""

    case: GradingCase
    grade: Grade

    @property
    def found(self) -> tuple[bool, ...]:
        """Which of the case's key points were called hit."""
        return tuple(point.hit for point in self.grade.points[len(self.case.short_answer) :])


@dataclass(frozen=True, slots=True)
class GradingReport:
    """All results, and what follows from them."""

    results: tuple[GradingResult, ...]
    overall: dict[str, Estimate]
    by_kind: dict[str, dict[str, float]]
    """Kind, or source -> cases, mean label (0..1), mean score, false "correct"."""


def parse_grading_cases(lines: Iterable[str], where: str) -> list[GradingCase]:
    """See `parse_rows`."""

    def read(row: Any) -> GradingCase:
        points = tuple(map(str, row["key_points"]))
        hits = tuple(number in row["points"] for number in range(1, len(points) + 1))
        label = int(row["label"])
        if not 0 <= label <= BEST or not set(row["points"]) <= set(range(1, len(points) + 1)):
            raise ValueError("label")
        short = tuple(map(str, row.get("short_answer", ())))
        asked = (row["id"], row["question"], short, points)
        return GradingCase(*asked, row["answer"], row["kind"], label, hits, row["source"], row["split"])

    return parse_rows(lines, where, read, "id, question, key_points, answer, kind, label, points, source and split")


def evaluate_grading(
    grading: Grading, cases: Sequence[GradingCase], advance: Callable[[int], None] = lambda _: None
) -> GradingReport:
    """Each case once."""
    results = []
    for case in cases:
        grade = grading.grade(case.answer, case.question, case.key_points, case.short_answer)
        results.append(GradingResult(case, grade))
        advance(1)
    overall = {name: estimate(results, partial(measure, name)) for name in MEASURES}
    groups = dict.fromkeys([*(case.kind for case in cases), *(case.source for case in cases)])
    by_kind = {}
    for group in groups:
        rows = [result for result in results if group in (result.case.kind, result.case.source)]
        by_kind[group] = {
            "cases": len(rows),
            "label": metrics.mean([row.case.label / BEST for row in rows]),
            "score": metrics.mean([row.grade.score for row in rows]),
            "false_correct": measure("false_correct", rows),
        }
    return GradingReport(tuple(results), overall, by_kind)


def measure(name: str, results: Sequence[GradingResult]) -> float:
    """One of MEASURES; false "correct" is the share of the answers labelled 0 or 1 that score at least 0.6."""
    labels = [float(result.case.label) for result in results]
    scores = [result.grade.score for result in results]
    if name == "pearson":
        return metrics.pearson(labels, scores)
    if name == "spearman":
        return metrics.pearson(metrics.ranks(labels), metrics.ranks(scores))
    if name == "quadratic_kappa":
        given = [RATINGS.index(RATING_OF_LABEL[result.case.label]) for result in results]
        return metrics.quadratic_kappa(given, [RATINGS.index(result.grade.rating) for result in results], len(RATINGS))
    if name == "key_point_f1":
        pairs = [pair for r in results for pair in zip(r.found, r.case.hits, strict=True)]
        precision, recall = metrics.precision_recall([hit for hit, _ in pairs], [hit for _, hit in pairs])
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    wrong = [result for result in results if result.case.label <= _WRONG]
    return metrics.mean([float(result.grade.score >= _CORRECT) for result in wrong])
