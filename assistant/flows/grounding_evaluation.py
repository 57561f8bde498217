"""How often a sentence's verdict is right, over labelled sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from assistant.core import metrics
from assistant.core.domain import Verdict
from assistant.flows.evaluation import Estimate, estimate, parse_rows

if TYPE_CHECKING:
    from assistant.flows.grounding import Grounding

MEASURES = ("auroc", "balanced_accuracy", "false_supported", "supported_found")


@dataclass(frozen=True, slots=True)
class GroundingCase:
    """A sentence, what it cites, and whether that supports it."""

    id: str
    sentence: str
    passages: tuple[str, ...]
    supported: bool
    kind: str
    source: str
    """guide or elsewhere: where the passages are from."""
    split: str


@dataclass(frozen=True, slots=True)
class GroundingResult:
    """A case and its verdict."""

    case: GroundingCase
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class GroundingReport:
    """All results, and what follows from them."""

    results: tuple[GroundingResult, ...]
    overall: dict[str, Estimate]
    by_kind: dict[str, dict[str, float]]
    """Kind, or source -> cases, and the shares called supported, weak and unsupported."""


def parse_grounding_cases(lines: Iterable[str], where: str) -> list[GroundingCase]:
    """See `parse_rows`."""

    def read(row: Any) -> GroundingCase:
        supported = {"supported": True, "unsupported": False}[row["verdict"]]
        texts = tuple(map(str, row["passages"]))
        return GroundingCase(row["id"], row["sentence"], texts, supported, row["kind"], row["source"], row["split"])

    return parse_rows(lines, where, read, "id, sentence, passages, verdict, kind, source and split")


def evaluate_grounding(
    grounding: Grounding, cases: Sequence[GroundingCase], advance: Callable[[int], None] = lambda _: None
) -> GroundingReport:
    """Each case once."""
    results = []
    for case in cases:
        results.append(GroundingResult(case, grounding.check(case.sentence, case.passages)))
        advance(1)
    overall = {name: estimate(results, partial(measure, name)) for name in MEASURES}
    groups = {case.kind: True for case in cases} | {case.source: True for case in cases}
    by_kind = {}
    for group in groups:
        rows = [result for result in results if group in (result.case.kind, result.case.source)]
        shares = {
            support: metrics.mean([float(row.verdict.support == support) for row in rows])
            for support in ("supported", "weak", "unsupported")
        }
        by_kind[group] = {"cases": len(rows), **shares}
    return GroundingReport(tuple(results), overall, by_kind)


def measure(name: str, results: Sequence[GroundingResult]) -> float:
    """One of MEASURES."""
    right = [result for result in results if result.case.supported]
    wrong = [result for result in results if not result.case.supported]
    if name == "auroc":
        return metrics.auroc([row.verdict.score for row in right], [row.verdict.score for row in wrong])
    found = metrics.mean([float(row.verdict.support == "supported") for row in right])
    false = metrics.mean([float(row.verdict.support == "supported") for row in wrong])
    return {"supported_found": found, "false_supported": false, "balanced_accuracy": (found + 1 - false) / 2}[name]
