"""assistant eval answers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

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
from assistant.render import answer_json, table, versioned

if TYPE_CHECKING:
    from assistant.flows.answer_evaluation import AnswerReport


@click.command(
    "answers",
    epilog="""\b
Examples:
  assistant eval answers
  assistant eval answers --model local:~/models/any.gguf --split dev""",
)
@cases_option
@split_option
@click.option("--model", metavar="PROVIDER:NAME", help="Whose answers to measure.  [default: the guide is quoted]")
@click.option("--judge", metavar="PROVIDER:NAME", help="Judge by this model instead of the grounding check.")
@floor_option
@json_option
@pass_session
def answers(
    session: Session,
    cases: Path | None,
    split: str,
    model: str | None,
    judge: str | None,
    floors: tuple[str, ...],
    *,
    as_json: bool,
) -> None:
    """Whether the citations of answers hold, what answers leave out, and when they decline."""
    from assistant.flows.answer_evaluation import MEASURES, evaluate_answers, parse_answer_cases
    from assistant.flows.answering import Manner
    from assistant.flows.indexing import OWN_GUIDE

    low = limits(floors, MEASURES)
    session.model = model or "none"
    path, lines = read_lines(session, cases, "answers.jsonl")
    chosen = [case for case in parse_answer_cases(lines, str(path)) if split in ("all", case.split)]
    if not chosen:
        raise SettingsError(f"{path} has no case of the split {split}")
    opened = session.assistant
    judging = opened.judge_model(judge) if judge else opened.grounding
    manner = Manner(fallback=False)
    session.progress.stage("eval answers", len(chosen))
    report = evaluate_answers(
        lambda question: opened.ask(question, OWN_GUIDE, manner=manner), judging, chosen, session.progress.advance
    )
    session.progress.done()
    run = {**header(session, path, split, len(chosen)), "model": model or "none", "judge": judge or "grounding"}
    if as_json:
        echo_json(versioned({**run, **_report_json(report)}))
    else:
        echo("  ".join(f"{key}={value}" for key, value in run.items()))
        echo(table([[name, shown(value)] for name, value in report.overall.items()]))
        if report.errors:
            echo(f"{report.errors} questions failed with an error; they count as not answered")
    hold(report.overall, low, ())


def _report_json(report: AnswerReport) -> dict[str, object]:
    rows = [
        {
            "id": result.case.id,
            "measures": result.measures,
            "answer": answer_json(result.answer) if result.answer else None,
            "error": result.error,
        }
        for result in report.results
    ]
    overall = {name: asdict(value) for name, value in report.overall.items()}
    return {"overall": overall, "errors": report.errors, "results": rows}
