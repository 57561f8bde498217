"""What the evals share: reading cases, the header that names a run, floors, numbers with intervals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.terminal import Session
from assistant.core.errors import SettingsError, ThresholdError

if TYPE_CHECKING:
    from assistant.flows.evaluation import Estimate

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
