"""assistant eval grounding."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from assistant.cli.eval_common import labelled_options, run_labelled, shown
from assistant.cli.terminal import Session, pass_session
from assistant.render import table

if TYPE_CHECKING:
    from assistant.flows.grounding_evaluation import GroundingReport


@click.command(
    "grounding",
    epilog="\b\nExamples:\n  assistant eval grounding\n  assistant eval grounding --split dev --json > run.json",
)
@labelled_options
@pass_session
def grounding(session: Session, /, **given: Any) -> None:
    """How often the verdict on a sentence is right, over labelled sentences and the passages they cite."""
    from assistant.flows.grounding_evaluation import MEASURES, evaluate_grounding, parse_grounding_cases

    evaluate = partial(evaluate_grounding, session.assistant.grounding)
    run_labelled(session, given, "grounding", MEASURES, parse_grounding_cases, evaluate, _report_json, _text)


def _report_json(report: GroundingReport) -> dict[str, object]:
    rows = [
        {
            "id": result.case.id,
            "kind": result.case.kind,
            "source": result.case.source,
            "supported": result.case.supported,
            "support": result.verdict.support,
            "support_score": round(result.verdict.score, 4),
        }
        for result in report.results
    ]
    overall = {name: asdict(value) for name, value in report.overall.items()}
    return {"overall": overall, "by_kind": report.by_kind, "results": rows}


def _text(report: GroundingReport) -> str:
    overall = table([[name, shown(value)] for name, value in report.overall.items()])
    columns = ("supported", "weak", "unsupported")
    rows = [["called", "cases", *columns]]
    for group, values in report.by_kind.items():
        rows.append([group, str(int(values["cases"])), *(f"{values[name]:.3f}" for name in columns)])
    return f"{overall}\n\n{table(rows, right=range(1, len(rows[0])))}"
