"""assistant eval: measurements that need no key and no network."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from assistant.cli.terminal import Session, echo, echo_json, pass_session
from assistant.core.errors import SettingsError, ThresholdError
from assistant.core.ranking import Method
from assistant.render import table, versioned

if TYPE_CHECKING:
    from assistant.flows.evaluation import Estimate, RetrievalReport

_FLOOR = re.compile(r"\s*([a-z_@0-9]+)\s*=\s*([0-9.]+)\s*")


@click.group("eval")
def eval_command() -> None:
    """Measure retrieval and abstention. evals/README.md says what each number means."""


@eval_command.command(
    "retrieval",
    epilog="\b\nExamples:\n  assistant eval retrieval\n  assistant eval retrieval --compare dense,hybrid --split dev",
)
@click.option("--cases", type=click.Path(path_type=Path, dir_okay=False), help="Other cases than the guide's own.")
@click.option("--split", type=click.Choice(["dev", "test", "all"]), default="test", show_default=True)
@click.option(
    "--compare", default="hybrid", show_default=True, help="Methods, comma separated: hybrid, dense, lexical."
)
@click.option("--fail-under", multiple=True, metavar="'hit@1=0.85'", help="Exit 1 if a measure is below; repeatable.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md), the result of each case included.")
@pass_session
def retrieval(
    session: Session, cases: Path | None, split: str, compare: str, fail_under: tuple[str, ...], *, as_json: bool
) -> None:
    """Retrieval accuracy and abstention over questions in learners' words, with 95 % bootstrap intervals."""
    from assistant.flows.evaluation import RetrievalEvaluation, parse_cases
    from assistant.flows.indexing import OWN_GUIDE

    methods = _methods(compare)
    floors = [_floor(text) for text in fail_under]
    path = cases or session.assistant.settings.places.cases / "retrieval.jsonl"
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the cases {path} can't be read: {error}") from error
    entries = [entry.id for entry in session.assistant.generation.entries()]
    parsed = parse_cases(text.splitlines(), str(path), entries)
    chosen = [case for case in parsed if split in ("all", case.split)]
    if not chosen:
        raise SettingsError(f"{path} has no case of the split {split}")
    evaluation = RetrievalEvaluation(session.assistant.retrieval, OWN_GUIDE)
    reports = []
    for method in methods:
        session.progress.stage(f"eval {method}", len(chosen))
        reports.append(evaluation.run(chosen, split, method, session.progress.advance))
    session.progress.done()
    header = _header(session, path, split, len(chosen))
    if as_json:
        echo_json(versioned({**header, "reports": [_report_json(report) for report in reports]}))
    else:
        echo("  ".join(f"{key}={value}" for key, value in header.items()))
        echo(_text(reports))
    _hold(reports[0], floors)


def _methods(text: str) -> list[Method]:
    methods: list[Method] = []
    for name in text.split(","):
        found = next((method for method in get_args(Method) if method == name.strip()), None)
        if found is None:
            raise SettingsError(f'there is no method "{name}"', f"the methods are: {', '.join(get_args(Method))}")
        methods.append(found)
    return methods


def _floor(text: str) -> tuple[str, float]:
    from assistant.flows.evaluation import ABSTENTION, MEASURES

    match = _FLOOR.fullmatch(text)
    names = (*MEASURES, *ABSTENTION)
    if not match or match.group(1) not in names:
        raise SettingsError(f'--fail-under "{text}" is not MEASURE=VALUE', f"the measures are: {', '.join(names)}")
    return match.group(1), float(match.group(2))


def _header(session: Session, path: Path, split: str, count: int) -> dict[str, str | int | None]:
    from assistant.adapters.checkout import state_of
    from assistant.adapters.packaged_model import sha256_of

    manifest = session.assistant.generation.manifest
    commit = state_of(session.assistant.settings.places.corpus)
    corpus = _digest_of([file.sha256 for file in manifest.guides["deep-learning"]])
    return {
        "commit": commit,
        "corpus": corpus,
        "cases": sha256_of(path)[:12],
        "split": split,
        "count": count,
        "encoder": manifest.encoder.name,
        "rules": manifest.rules,
        "seed": 0,
    }


def _digest_of(parts: Sequence[str]) -> str:
    import hashlib

    return hashlib.sha256("".join(parts).encode()).hexdigest()[:12]


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
    rows += [[name, *(_shown(report.overall.get(name)) for report in reports)] for name in names]
    parts = [table(rows)]
    for other in reports[1:]:
        first = reports[0]
        lines = [[name, _shown(paired_difference(first, other, name), signed=True)] for name in MEASURES]
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


def _shown(estimate: Estimate | None, *, signed: bool = False) -> str:
    if estimate is None:
        return "-"
    sign = "+" if signed else ""
    return f"{estimate.value:{sign}.3f}  [{estimate.low:{sign}.3f}, {estimate.high:{sign}.3f}]"


def _hold(report: RetrievalReport, floors: Sequence[tuple[str, float]]) -> None:
    below = [
        f"{name} is {report.overall[name].value:.3f}, below {floor}"
        for name, floor in floors
        if not report.overall[name].value >= floor
    ]
    if below:
        raise ThresholdError("; ".join(below))
