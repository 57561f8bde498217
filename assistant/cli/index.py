"""assistant index: add, remove, list, status, build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from assistant.cli.questions import complete_guides
from assistant.cli.terminal import Session, echo, echo_json, folder, note, pass_session
from assistant.core.cleaning import clean_line
from assistant.core.errors import GuideError, IndexTroubleError, SettingsError
from assistant.render import place, table, versioned

if TYPE_CHECKING:
    from assistant.adapters.index_folder import StoredGeneration
    from assistant.flows.indexing import BuildReport

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")


@click.group(
    "index",
    epilog="\b\nExamples:\n  assistant index add ~/notes --name notes\n  assistant index list --entries --guide notes",
)
def index_command() -> None:
    """Guides and the index over them."""


@index_command.command("add")
@click.argument("paths", nargs=-1, required=True)
@click.option("--name", help="What to call the guide.  [default: the first path's own name]")
@_json
@pass_session
def add(session: Session, paths: tuple[str, ...], name: str | None, *, as_json: bool) -> None:
    """Add a guide: Markdown or plain-text files, or folders of them. Adding it again reads it again."""
    added, report = session.assistant.indexing.add(paths, name)
    entries, passages = _count(_generation(session), added)
    if as_json:
        echo_json(versioned({"guide": added, "entries": entries, "passages": passages, "embedded": report.embedded}))
    else:
        echo(f'added "{added}": {entries} entries, {passages} passages')


@index_command.command("remove")
@click.argument("name", shell_complete=complete_guides)
@_json
@pass_session
def remove(session: Session, name: str, *, as_json: bool) -> None:
    """Take an added guide out of the index. Its files are not touched."""
    report = session.assistant.indexing.remove(name)
    if as_json:
        echo_json(versioned({"removed": name, **_built(report)}))
    else:
        echo(f'removed "{name}"; {report.entries} entries are left')


@index_command.command("list")
@click.option("--entries", is_flag=True, help="List the entries, not the guides.")
@click.option("--guide", metavar="NAME", shell_complete=complete_guides, help="Of this guide alone.")
@_json
@pass_session
def list_(session: Session, guide: str | None, *, entries: bool, as_json: bool) -> None:
    """List the indexed guides, or their entries."""
    generation = _generation(session)
    manifest = generation.manifest
    if guide is not None and guide not in manifest.guides:
        raise SettingsError(f'there is no guide "{clean_line(guide)}"', f"the guides are: {', '.join(manifest.guides)}")
    chosen = [entry for entry in generation.entries() if guide in (None, entry.guide)]
    if entries:
        if as_json:
            fields = ("guide", "kind", "question", "path", "line_start", "line_end")
            echo_json([{"entry_id": e.id, **{field: getattr(e, field) for field in fields}} for e in chosen])
        else:
            rows = [[e.id, e.question, place(e.path, e.line_start, e.line_end, folder())] for e in chosen]
            echo(table(rows))
        return
    names = list(manifest.guides) if guide is None else [guide]
    counts = {name: _count(generation, name) for name in names}
    if as_json:
        guides = [
            {"name": name, "paths": manifest.roots[name], "entries": counts[name][0], "passages": counts[name][1]}
            for name in names
        ]
        echo_json(versioned({"guides": guides}))
    else:
        head = ["guide", "entries", "passages", "from"]
        rows = [[name, *map(str, counts[name]), clean_line(" ".join(manifest.roots[name]))] for name in names]
        echo(table([head, *rows], right=(1, 2)))


@index_command.command("status")
@_json
@pass_session
def status(session: Session, *, as_json: bool) -> None:
    """Say whether the index is up to date. Exit code 4: it isn't, and the next question will rebuild it."""
    generation = session.assistant.store.current()
    reasons = session.assistant.indexing.stale(generation)
    manifest = generation.manifest if generation else None
    if as_json:
        details = None
        if manifest:
            encoder = {"name": manifest.encoder.name, "sha256": manifest.encoder.sha256}
            details = {
                "built_at": manifest.built_at,
                "encoder": {**encoder, "dimensions": manifest.encoder.dimensions},
                "rules": manifest.rules,
                "guides": list(manifest.guides),
                "entries": manifest.entries,
                "passages": manifest.passages,
            }
        echo_json(versioned({"up_to_date": not reasons, "reasons": reasons, "index": details}))
    else:
        if manifest and manifest.entries:
            echo(
                f"{manifest.entries} entries, {manifest.passages} passages of {', '.join(manifest.guides)};"
                f" {manifest.encoder.name}, {manifest.encoder.dimensions} dimensions; built {manifest.built_at}"
            )
        echo("up to date" if not reasons else clean_line(f"out of date: {'; '.join(reasons)}"))
    if reasons:
        click.get_current_context().exit(IndexTroubleError.exit_code)


@index_command.command("build")
@click.option("--force", is_flag=True, help="Compile the encoder and embed everything again.")
@_json
@pass_session
def build(session: Session, *, force: bool, as_json: bool) -> None:
    """Bring the index up to date; what has not changed is not embedded again."""
    report = session.assistant.indexing.build(force=force)
    if as_json:
        echo_json(versioned(_built(report)))
    elif report.rebuilt:
        echo(f"built: {report.entries} entries, {report.passages} passages; {report.embedded} texts embedded")
    else:
        echo(f"up to date: {report.entries} entries, {report.passages} passages")


@index_command.command("check")
@click.argument("directory", metavar="[FOLDER]", required=False)
@_json
@pass_session
def check(session: Session, directory: str | None, *, as_json: bool) -> None:
    """Hold the guide (or one in FOLDER) to its format and its rules of writing. Exit code 4: it has problems."""
    report = session.assistant.check_guide(directory)
    if as_json:
        problems = [{"path": p.path, "line": p.line, "message": p.message} for p in report.problems]
        echo_json(versioned({"files": report.files, "entries": report.entries, "problems": problems}))
    else:
        for problem in report.problems:
            echo(f"{place(problem.path, problem.line, problem.line, folder())}: {clean_line(problem.message)}")
        found = len(report.problems)
        note(f"{report.entries} entries in {report.files} files: {found or 'no'} problem{'s' * (found != 1)}")
    if report.problems:
        click.get_current_context().exit(GuideError.exit_code)


def _generation(session: Session) -> StoredGeneration:
    generation = session.assistant.store.current()
    if generation is None or not generation.manifest.entries:
        raise IndexTroubleError("there is no index yet", 'run "assistant index build"')
    return generation


def _count(generation: StoredGeneration, guide: str) -> tuple[int, int]:
    entries = [entry for entry in generation.entries() if entry.guide == guide]
    return len(entries), sum(len(entry.passages) for entry in entries)


def _built(report: BuildReport) -> dict[str, int | bool]:
    return {
        "entries": report.entries,
        "passages": report.passages,
        "embedded": report.embedded,
        "rebuilt": report.rebuilt,
    }
