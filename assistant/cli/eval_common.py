"""What the evals share: reading cases, the header that names a run, floors, numbers with intervals."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import click

from assistant.cli.terminal import Session, echo, echo_json
from assistant.core.errors import SettingsError, ThresholdError
from assistant.render import versioned

if TYPE_CHECKING:
    from assistant.flows.evaluation import Estimate


class _Case(Protocol):
    @property
    def split(self) -> str: ...


class _Report(Protocol):
    @property
    def overall(self) -> Mapping[str, Estimate]: ...


Command = TypeVar("Command", bound=Callable[..., Any])
Case = TypeVar("Case", bound=_Case)
Report = TypeVar("Report", bound=_Report)

_FLOOR = re.compile(r"\s*([a-z_@0-9]+)\s*=\s*([0-9.]+)\s*")

cases_option = click.option(
    "--cases", type=click.Path(path_type=Path, dir_okay=False), help="Other cases than the guide's own."
)
split_option = click.option("--split", type=click.Choice(["dev", "test", "all"]), default="test", show_default=True)
floor_option = click.option(
    "--fail-under", "floors", multiple=True, metavar="'hit@1=0.85'", help="Exit 1 if a measure is below; repeatable."
)
ceiling_option = click.option(
    "--fail-over", "ceilings", multiple=True, metavar="'MEASURE=0.08'", help="Exit 1 if a measure is above; repeatable."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print JSON (docs/json.md), the result of each case included."
)


def labelled_options(command: Command) -> Command:
    """The options of an eval over labelled cases; `run_labelled` takes what they give."""
    for option in (json_option, ceiling_option, floor_option, split_option, cases_option):
        command = option(command)
    return command


def run_labelled(
    session: Session,
    given: Mapping[str, Any],
    name: str,
    measures: Sequence[str],
    parse: Callable[[list[str], str], list[Case]],
    evaluate: Callable[[list[Case], Callable[[int], None]], Report],
    as_json: Callable[[Report], dict[str, object]],
    as_text: Callable[[Report], str],
) -> None:
    """Evaluate the cases of NAME.jsonl and print the report. ThresholdError: a limit doesn't hold."""
    low, high = limits(given["floors"], measures), limits(given["ceilings"], measures)
    path, lines = read_lines(session, given["cases"], f"{name}.jsonl")
    chosen = [case for case in parse(lines, str(path)) if given["split"] in ("all", case.split)]
    if not chosen:
        raise SettingsError(f"{path} has no case of the split {given['split']}")
    session.progress.stage(f"eval {name}", len(chosen))
    report = evaluate(chosen, session.progress.advance)
    session.progress.done()
    run = header(session, path, given["split"], len(chosen))
    if given["as_json"]:
        echo_json(versioned({**run, **as_json(report)}))
    else:
        echo("  ".join(f"{key}={value}" for key, value in run.items()))
        echo(as_text(report))
    hold(report.overall, low, high)


def read_lines(session: Session, cases: Path | None, name: str) -> tuple[Path, list[str]]:
    """The file of the cases and its lines. SettingsError: it can't be read."""
    path = cases or session.assistant.settings.places.cases / name
    try:
        return path, path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the cases {path} can't be read: {error}") from error


def limits(texts: Sequence[str], measures: Sequence[str]) -> list[tuple[str, float]]:
    """Measures and their limits. SettingsError: a text is no MEASURE=VALUE."""
    found = []
    for text in texts:
        match = _FLOOR.fullmatch(text)
        if not match or match.group(1) not in measures:
            raise SettingsError(f'"{text}" is not MEASURE=VALUE', f"the measures are: {', '.join(measures)}")
        found.append((match.group(1), float(match.group(2))))
    return found


def header(session: Session, path: Path, split: str, count: int) -> dict[str, str | int | None]:
    """What a run was made with, so that its numbers can be made again."""
    from assistant.adapters.checkout import state_of
    from assistant.adapters.packaged_model import sha256_of

    manifest = session.assistant.generation.manifest
    commit = state_of(session.assistant.settings.places.corpus)
    corpus = digest_of([file.sha256 for file in manifest.guides["deep-learning"]])
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


def digest_of(parts: Sequence[str]) -> str:
    """A short digest of several."""
    import hashlib

    return hashlib.sha256("".join(parts).encode()).hexdigest()[:12]


def shown(estimate: Estimate | None, *, signed: bool = False) -> str:
    """A value with its interval."""
    if estimate is None:
        return "-"
    sign = "+" if signed else ""
    return f"{estimate.value:{sign}.3f}  [{estimate.low:{sign}.3f}, {estimate.high:{sign}.3f}]"


def hold(
    overall: Mapping[str, Estimate], floors: Sequence[tuple[str, float]], ceilings: Sequence[tuple[str, float]]
) -> None:
    """ThresholdError: a measure is below its floor or above its ceiling."""
    missed = [
        f"{name} is {overall[name].value:.3f}, below {floor}"
        for name, floor in floors
        if not overall[name].value >= floor
    ]
    missed += [
        f"{name} is {overall[name].value:.3f}, above {ceiling}"
        for name, ceiling in ceilings
        if not overall[name].value <= ceiling
    ]
    if missed:
        raise ThresholdError("; ".join(missed))
