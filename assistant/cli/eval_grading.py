"""assistant eval grading."""

from __future__ import annotations

import math
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.eval_common import labelled_options, run_labelled, shown
from assistant.cli.terminal import Session, pass_session
from assistant.render import table

if TYPE_CHECKING:
    from assistant.flows.grading_evaluation import GradingReport


@click.command(
    "grading",
    epilog="\b\nExamples:\n  assistant eval grading\n  assistant eval grading --split dev --json > run.json",
)
@labelled_options
@pass_session
def grading(session: Session, /, **given: Any) -> None:
    """How well grades of typed answers agree with the labels of the cases."""
    from assistant.flows.grading_evaluation import MEASURES, evaluate_grading, parse_grading_cases

    evaluate = partial(evaluate_grading, session.assistant.grading)
    run_labelled(session, given, "grading", MEASURES, parse_grading_cases, evaluate, _report_json, _text)


def _report_json(report: GradingReport) -> dict[str, object]:
    rows = [
        {
            "id": result.case.id,
            "kind": result.case.kind,
            "source": result.case.source,
            "label": result.case.label,
            "score": round(result.grade.score, 4),
            "rating": result.grade.rating,
            "hits": list(result.case.hits),
            "found": list(result.found),
        }
        for result in report.results
    ]
    overall = {name: asdict(value) for name, value in report.overall.items()}
    return {"overall": overall, "by_kind": report.by_kind, "results": rows}


def _text(report: GradingReport) -> str:
    overall = table([[name, shown(value)] for name, value in report.overall.items()])
    columns = ("label", "score", "false_correct")
    rows = [["answers", "cases", *columns]]
    for group, values in report.by_kind.items():
        numbers = ("-" if math.isnan(values[name]) else f"{values[name]:.3f}" for name in columns)
        rows.append([group, str(int(values["cases"])), *numbers])
    return f"{overall}\n\n{table(rows, right=range(1, len(rows[0])))}"
