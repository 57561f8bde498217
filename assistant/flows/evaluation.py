"""Retrieval and abstention, measured over cases, through the same flow that answers the learner."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from assistant.core import metrics
from assistant.core.errors import AssistantError, SettingsError
from assistant.core.followups import standalone
from assistant.core.ranking import Method

if TYPE_CHECKING:
    from assistant.flows.retrieval import Retrieval

Case = TypeVar("Case")

DEPTH = 10
MEASURES = ("hit@1", "hit@5", "recall@5", "mrr", "ndcg@10")
ABSTENTION = ("abstention_precision", "abstention_recall", "abstention_auroc", "near_auroc", "answered")


@dataclass(frozen=True, slots=True)
class RetrievalCase:
    """A question in a learner's words, and the entries that answer it; none: the guide doesn't."""

    id: str
    query: str
    gold: tuple[str, ...]
    kind: str
    split: str
    history: tuple[str, ...] = ()
    """The questions before it, oldest first."""


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What one case gave."""

    case: RetrievalCase
    ranking: tuple[str, ...]
    in_guide: bool
    in_guide_score: float
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % bootstrap interval."""

    value: float
    low: float
    high: float
    cases: int


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """The results of one method, and what follows from them."""

    method: Method
    split: str
    results: tuple[CaseResult, ...]
    overall: dict[str, Estimate]
    by_kind: dict[str, dict[str, float]]
    errors: int


def parse_rows(lines: Iterable[str], where: str, read: Callable[[Any], Case], fields: str) -> list[Case]:
    """Cases of JSON lines, blank ones left out. SettingsError: a line is none; `fields` says what one has."""
    cases: list[Case] = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            cases.append(read(json.loads(line)))
        except SettingsError as error:
            raise SettingsError(f"{where}:{number}: {error}") from error
        except (ValueError, KeyError, TypeError) as error:
            raise SettingsError(f"{where}:{number}: not a case: {error!r}", f"a case has {fields}") from error
    return cases


def parse_cases(lines: Iterable[str], where: str, known_entries: Sequence[str]) -> list[RetrievalCase]:
    """See `parse_rows`. SettingsError, too: a case names an entry that the guide doesn't have."""
    known = set(known_entries)

    def read(row: Any) -> RetrievalCase:
        history = tuple(row.get("history", ()))
        case = RetrievalCase(row["id"], row["query"], tuple(row["gold"]), row["kind"], row["split"], history)
        unknown = [entry for entry in case.gold if entry not in known]
        if unknown:
            raise SettingsError(f'the guide has no entry "{unknown[0]}"')
        return case

    return parse_rows(lines, where, read, "id, query, gold, kind and split")


class RetrievalEvaluation:
    """Runs the cases of one guide."""

    def __init__(self, retrieval: Retrieval, guide: str) -> None:
        self._retrieval = retrieval
        self._guide = guide

    def run(
        self,
        cases: Sequence[RetrievalCase],
        split: str,
        method: Method = "hybrid",
        advance: Callable[[int], None] = lambda _: None,
    ) -> RetrievalReport:
        """A case that fails is counted as an error, never dropped: its ranking is empty."""
        results = []
        for case in cases:
            if split in ("all", case.split):
                results.append(self._one(case, method))
                advance(1)
        return report(results, split, method)

    def _one(self, case: RetrievalCase, method: Method) -> CaseResult:
        try:
            hits = self._retrieval.search(standalone(case.query, case.history), DEPTH, self._guide, method)
        except AssistantError as error:
            return CaseResult(case, (), in_guide=False, in_guide_score=0.0, error=str(error))
        ranking = tuple(hit.entry.id for hit in hits.hits)
        return CaseResult(case, ranking, hits.in_guide, hits.in_guide_score)


def report(results: Sequence[CaseResult], split: str, method: Method) -> RetrievalReport:
    """Per-case results to aggregates with intervals."""
    answerable = [result for result in results if result.case.gold]
    overall: dict[str, Estimate] = {}
    for name in MEASURES:
        overall[name] = estimate(answerable, partial(_mean, name))
    # The decision is the hybrid's: it is not made for one half alone.
    for name in ABSTENTION if method == "hybrid" else ():
        overall[name] = estimate(results, partial(abstention, name))
    by_kind: dict[str, dict[str, float]] = {}
    for kind in sorted({result.case.kind for result in results}):
        rows = [result for result in results if result.case.kind == kind]
        values: dict[str, float] = {"cases": len(rows)}
        if any(result.case.gold for result in rows):
            values |= {name: _mean(name, rows) for name in MEASURES}
        values["judged_right"] = metrics.mean([float(r.in_guide == bool(r.case.gold)) for r in rows])
        by_kind[kind] = values
    errors = sum(result.error is not None for result in results)
    return RetrievalReport(method, split, tuple(results), overall, by_kind, errors)


def measure(name: str, result: CaseResult) -> float:
    """One of MEASURES for one answerable case."""
    gold = result.case.gold
    base, _, k = name.partition("@")
    if base == "hit":
        return metrics.hit_at(result.ranking, gold, int(k))
    if base == "recall":
        return metrics.recall_at(result.ranking, gold, int(k))
    if base == "ndcg":
        return metrics.ndcg_at(result.ranking, gold, int(k))
    return metrics.reciprocal_rank(result.ranking[:DEPTH], gold)


def _mean(name: str, results: Sequence[CaseResult]) -> float:
    return metrics.mean([measure(name, result) for result in results])


def abstention(name: str, results: Sequence[CaseResult]) -> float:
    """One of ABSTENTION: the positives are the questions that the guide does not answer."""
    if name == "answered":
        return metrics.mean([float(r.in_guide) for r in results if r.case.gold])
    if name.endswith("auroc"):
        far = [
            r for r in results if not r.case.gold and (name == "abstention_auroc" or r.case.kind == "uncovered-near")
        ]
        return metrics.auroc(
            [1 - r.in_guide_score for r in far], [1 - r.in_guide_score for r in results if r.case.gold]
        )
    both = metrics.precision_recall([not r.in_guide for r in results], [not r.case.gold for r in results])
    return both[0] if name == "abstention_precision" else both[1]


def paired_difference(first: RetrievalReport, second: RetrievalReport, name: str) -> Estimate:
    """How much better the first is on the same cases, with the paired interval."""
    pairs = [
        (a, b) for a, b in zip(first.results, second.results, strict=True) if a.case.gold and a.case.id == b.case.id
    ]
    return estimate(pairs, lambda rows: metrics.mean([measure(name, a) - measure(name, b) for a, b in rows]))


def estimate(rows: Sequence[metrics.Row], statistic: Callable[[Sequence[metrics.Row]], float]) -> Estimate:
    """A statistic of the rows, with its interval; NaN where there are none."""
    value = statistic(rows)
    low, high = (math.nan, math.nan) if math.isnan(value) else metrics.bootstrap_interval(rows, statistic)
    return Estimate(value, low, high, len(rows))
