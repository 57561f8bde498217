"""How good answers are: whether their citations hold, what they leave out, and when they decline.

Citation recall and precision are those of ALCE (Gao et al., 2023, "Enabling large language models to generate text
with citations"), with the grounding check, or a judge model, in the place of its entailment model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from assistant.core import metrics
from assistant.core.domain import Answer, Verdict
from assistant.core.errors import AssistantError
from assistant.core.prompts import estimated_tokens
from assistant.flows.evaluation import Estimate, estimate, parse_rows

MEASURES = (
    "citation_recall",
    "citation_precision",
    "key_point_recall",
    "answered",
    "declined",
    "invented_markers",
    "seconds",
    "tokens",
)


class Judge(Protocol):
    """What judges a sentence: the grounding check, or a model."""

    def check(self, sentence: str, passages: Sequence[str]) -> Verdict:
        """Whether the passages support the sentence."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerCase:
    """A question, and what a good answer contains; nothing, if the guide doesn't answer it."""

    id: str
    question: str
    key_points: tuple[str, ...]
    split: str


@dataclass(frozen=True, slots=True)
class AnswerResult:
    """What one question gave; a measure that doesn't apply is left out."""

    case: AnswerCase
    answer: Answer | None
    measures: dict[str, float]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerReport:
    """All results, and what follows from them."""

    results: tuple[AnswerResult, ...]
    overall: dict[str, Estimate]
    errors: int


def parse_answer_cases(lines: Iterable[str], where: str) -> list[AnswerCase]:
    """See `parse_rows`."""

    def read(row: Any) -> AnswerCase:
        return AnswerCase(row["id"], row["question"], tuple(row["key_points"]), row["split"])

    return parse_rows(lines, where, read, "id, question, key_points and split")


def evaluate_answers(
    ask: Callable[[str], Answer],
    judge: Judge,
    cases: Sequence[AnswerCase],
    advance: Callable[[int], None] = lambda _: None,
) -> AnswerReport:
    """Each question once. One that fails with an error counts as not answered and is reported."""
    results = []
    for case in cases:
        try:
            answer = ask(case.question)
            results.append(AnswerResult(case, answer, measured(case, answer, judge)))
        except AssistantError as error:
            missed = {"answered": 0.0, "key_point_recall": 0.0} if case.key_points else {"declined": 0.0}
            results.append(AnswerResult(case, None, missed, str(error)))
        advance(1)
    overall = {}
    for name in MEASURES:
        rows = [result for result in results if name in result.measures]
        overall[name] = estimate(rows, partial(_mean, name))
    return AnswerReport(tuple(results), overall, sum(result.error is not None for result in results))


def _mean(name: str, results: Sequence[AnswerResult]) -> float:
    return metrics.mean([result.measures[name] for result in results])


def measured(case: AnswerCase, answer: Answer, judge: Judge) -> dict[str, float]:
    """The measures that apply to this answer."""
    values = {"seconds": answer.seconds, "tokens": float(estimated_tokens(answer.text))}
    if not case.key_points:
        return values | {"declined": float(not answer.in_guide)}
    values["answered"] = float(answer.in_guide)
    said = " ".join(sentence.text for sentence in answer.sentences) if answer.in_guide else ""
    held = [bool(said) and judge.check(point, [said]).support == "supported" for point in case.key_points]
    values["key_point_recall"] = metrics.mean([float(one) for one in held])
    if not answer.in_guide:
        return values
    texts = {citation.marker: citation.passage.text for citation in answer.citations}
    recalled: list[float] = []
    precise: list[float] = []
    for sentence in answer.sentences:
        cited = [texts[marker] for marker in sentence.markers if marker in texts]
        holds = bool(cited) and judge.check(sentence.text, cited).support == "supported"
        recalled.append(float(holds))
        precise += [float(holds and _counts(sentence.text, cited, number, judge)) for number in range(len(cited))]
    values["citation_recall"] = metrics.mean(recalled)
    if precise:
        values["citation_precision"] = metrics.mean(precise)
    values["invented_markers"] = float(len(answer.unknown_markers))
    return values


def _counts(sentence: str, cited: Sequence[str], number: int, judge: Judge) -> bool:
    """Whether a citation carries the sentence alone, or the others don't carry it without this one."""
    if len(cited) == 1 or judge.check(sentence, [cited[number]]).support == "supported":
        return True
    others = [text for other, text in enumerate(cited) if other != number]
    return judge.check(sentence, others).support != "supported"
