"""assistant eval grading."""

from __future__ import annotations

import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.eval_common import (
    cases_option,
    ceiling_option,
    floor_option,
    header,
    hold,
    json_option,
    limits,
    read_lines,
    shown,
    split_option,
)
from assistant.cli.terminal import Session, echo, echo_json, pass_session
from assistant.core.errors import SettingsError
from assistant.render import table, versioned

if TYPE_CHECKING:
    from assistant.flows.grading_evaluation import GradingReport


@click.command(
    "grading",
    epilog="\b\nExamples:\n  assistant eval grading\n  assistant eval grading --split dev --json > run.json",
)
@cases_option
@split_option
@floor_option
@ceiling_option
@json_option
@pass_session
def grading(
    session: Session,
    cases: Path | None,
    split: str,
    floors: tuple[str, ...],
    ceilings: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """How well grades of typed answers agree with those that people gave."""
    from assistant.flows.grading_evaluation import MEASURES, evaluate_grading, parse_grading_cases

    low, high = limits(floors, MEASURES), limits(ceilings, MEASURES)
    path, lines = read_lines(session, cases, "grading.jsonl")
    chosen = [case for case in parse_grading_cases(lines, str(path)) if split in ("all", case.split)]
    if not chosen:
        raise SettingsError(f"{path} has no case of the split {split}")
    grader = session.assistant.grading
    session.progress.stage("eval grading", len(chosen))
    report = evaluate_grading(grader, chosen, session.progress.advance)
    session.progress.done()
    run = header(session, path, split, len(chosen))
    if as_json:
        echo_json(versioned({**run, **_report_json(report)}))
    else:
        echo("  ".join(f"{key}={value}" for key, value in run.items()))
        echo(_text(report))
    hold(report.overall, low, high)


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
            "found": [point.hit for point in result.grade.points],
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
