"""assistant eval retrieval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from assistant.cli.eval_common import (
    cases_option,
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
from assistant.core.ranking import Method
from assistant.render import table, versioned

if TYPE_CHECKING:
    from assistant.flows.evaluation import RetrievalReport


@click.command(
    "retrieval",
    epilog="\b\nExamples:\n  assistant eval retrieval\n  assistant eval retrieval --compare dense,hybrid --split dev",
)
@cases_option
@split_option
@click.option(
    "--compare", default="hybrid", show_default=True, help="Methods, comma separated: hybrid, dense, lexical."
)
@floor_option
@json_option
@pass_session
def retrieval(
    session: Session, cases: Path | None, split: str, compare: str, floors: tuple[str, ...], *, as_json: bool
) -> None:
    """Retrieval accuracy and abstention over questions in learners' words, with 95 % bootstrap intervals."""
    from assistant.flows.evaluation import ABSTENTION, MEASURES, RetrievalEvaluation, parse_cases
    from assistant.flows.indexing import OWN_GUIDE

    methods = _methods(compare)
    limited = limits(floors, (*MEASURES, *ABSTENTION))
    path, lines = read_lines(session, cases, "retrieval.jsonl")
    entries = [entry.id for entry in session.assistant.generation.entries()]
    parsed = parse_cases(lines, str(path), entries)
    chosen = [case for case in parsed if split in ("all", case.split)]
    if not chosen:
        raise SettingsError(f"{path} has no case of the split {split}")
    evaluation = RetrievalEvaluation(session.assistant.retrieval, OWN_GUIDE)
    reports = []
    for method in methods:
        session.progress.stage(f"eval {method}", len(chosen))
        reports.append(evaluation.run(chosen, split, method, session.progress.advance))
    session.progress.done()
    run = header(session, path, split, len(chosen))
    if as_json:
        echo_json(versioned({**run, "reports": [_report_json(report) for report in reports]}))
    else:
        echo("  ".join(f"{key}={value}" for key, value in run.items()))
        echo(_text(reports))
    hold(reports[0].overall, limited, ())


def _methods(text: str) -> list[Method]:
    methods: list[Method] = []
    for name in text.split(","):
        found = next((method for method in get_args(Method) if method == name.strip()), None)
        if found is None:
            raise SettingsError(f'there is no method "{name}"', f"the methods are: {', '.join(get_args(Method))}")
        methods.append(found)
    return methods


def _report_json(report: RetrievalReport) -> dict[str, object]:
    rows = [
        {
            "id": result.case.id,
            "query": result.case.query,
            "kind": result.case.kind,
            "gold": result.case.gold,
            "ranking": result.ranking,
            "in_guide": result.in_guide,
            "in_guide_score": round(result.in_guide_score, 4),
            "error": result.error,
        }
        for result in report.results
    ]
    overall = {name: asdict(estimate) for name, estimate in report.overall.items()}
    return {
        "method": report.method,
        "overall": overall,
        "by_kind": report.by_kind,
        "errors": report.errors,
        "results": rows,
    }


def _text(reports: Sequence[RetrievalReport]) -> str:
    from assistant.flows.evaluation import MEASURES, paired_difference

    names = list(dict.fromkeys(name for report in reports for name in report.overall))
    rows = [["", *(report.method for report in reports)]]
    rows += [[name, *(shown(report.overall.get(name)) for report in reports)] for name in names]
    parts = [table(rows)]
    for other in reports[1:]:
        first = reports[0]
        lines = [[name, shown(paired_difference(first, other, name), signed=True)] for name in MEASURES]
        parts.append(f"{first.method} minus {other.method}, paired\n{table(lines)}")
    for report in reports:
        head = ["kind", "cases", *MEASURES, "judged right"]
        body = []
        for kind, values in report.by_kind.items():
            cells = [f"{values[name]:.3f}" if name in values else "" for name in (*MEASURES, "judged_right")]
            body.append([kind, str(int(values["cases"])), *cells])
        parts.append(f"{report.method}, by kind\n{table([head, *body], right=range(1, len(head)))}")
        if report.errors:
            parts.append(f"{report.errors} cases failed with an error; they count as misses")
    return "\n\n".join(parts)
