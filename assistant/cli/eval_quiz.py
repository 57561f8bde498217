"""assistant eval quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.eval_common import ceiling_option, floor_option, json_option, limits
from assistant.cli.terminal import Session, echo, echo_json, pass_session
from assistant.core.errors import ThresholdError
from assistant.render import table, versioned

if TYPE_CHECKING:
    from assistant.flows.quiz_evaluation import QuizReport


@click.command(
    "quiz", epilog="\b\nExamples:\n  assistant eval quiz\n  assistant eval quiz --fail-over near_duplicates=0.02"
)
@click.option("--topic", metavar="TOPIC", help="The entries of one topic alone.")
@floor_option
@ceiling_option
@json_option
@pass_session
def quiz(
    session: Session, topic: str | None, floors: tuple[str, ...], ceilings: tuple[str, ...], *, as_json: bool
) -> None:
    """How many of all the items that can be asked pass each check, and whether anything but knowledge helps."""
    from assistant.flows.quiz_evaluation import MEASURES, evaluate_quiz

    low, high = limits(floors, MEASURES), limits(ceilings, MEASURES)
    entries = session.assistant.study.of_topic(topic)
    items = session.assistant.items
    session.progress.stage("eval quiz", len(entries))
    report = evaluate_quiz(items, entries, session.progress.advance)
    session.progress.done()
    if as_json:
        echo_json(versioned(_report_json(report)))
    else:
        echo(_text(report, len(entries)))
    missed = [
        f"{name} is {report.overall[name]:.3f}, below {floor}" for name, floor in low if report.overall[name] < floor
    ]
    missed += [f"{name} is {report.overall[name]:.3f}, above {top}" for name, top in high if report.overall[name] > top]
    if missed:
        raise ThresholdError("; ".join(missed))


def _report_json(report: QuizReport) -> dict[str, object]:
    rows = [{"item_id": r.item.id, "mode": r.item.mode, "faults": list(r.faults)} for r in report.results]
    modes = {mode: {"items": items, "entries": entries} for mode, (items, entries) in report.by_mode.items()}
    return {"overall": report.overall, "by_mode": modes, "faults": report.faults, "results": rows}


def _text(report: QuizReport, entries: int) -> str:
    overall = table([[name, f"{value:.3f}"] for name, value in report.overall.items()], right=(1,))
    rows = [["mode", "items", "entries"]]
    rows += [[mode, str(items), f"{some} of {entries}"] for mode, (items, some) in report.by_mode.items()]
    parts = [overall, table(rows, right=(1, 2))]
    if report.faults:
        parts.append(table([["fault", "items"], *([fault, str(count)] for fault, count in report.faults.items())]))
    return "\n\n".join(parts)
