"""assistant eval grounding."""

from __future__ import annotations

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
    from assistant.flows.grounding_evaluation import GroundingReport


@click.command(
    "grounding",
    epilog="\b\nExamples:\n  assistant eval grounding\n  assistant eval grounding --split dev --json > run.json",
)
@cases_option
@split_option
@floor_option
@ceiling_option
@json_option
@pass_session
def grounding(
    session: Session,
    cases: Path | None,
    split: str,
    floors: tuple[str, ...],
    ceilings: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """How often the verdict on a sentence is right, over labelled sentences and the passages they cite."""
    from assistant.flows.grounding_evaluation import MEASURES, evaluate_grounding, parse_grounding_cases

    low, high = limits(floors, MEASURES), limits(ceilings, MEASURES)
    path, lines = read_lines(session, cases, "grounding.jsonl")
    chosen = [case for case in parse_grounding_cases(lines, str(path)) if split in ("all", case.split)]
    if not chosen:
        raise SettingsError(f"{path} has no case of the split {split}")
    check = session.assistant.grounding
    session.progress.stage("eval grounding", len(chosen))
    report = evaluate_grounding(check, chosen, session.progress.advance)
    session.progress.done()
    run = header(session, path, split, len(chosen))
    if as_json:
        echo_json(versioned({**run, **_report_json(report)}))
    else:
        echo("  ".join(f"{key}={value}" for key, value in run.items()))
        echo(_text(report))
    hold(report.overall, low, high)


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
