"""assistant progress: what you know, what is due, and the file that keeps it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from assistant.cli.terminal import NewFile, Session, echo, echo_json, note, pass_session, style, width
from assistant.core.errors import StoreError
from assistant.render import table, versioned

_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (docs/json.md).")


@click.group(
    "progress",
    invoke_without_command=True,
    epilog="\b\nExamples:\n  assistant progress\n  assistant progress --plot\n"
    "  assistant progress backup ~/progress.bak",
)
@_json
@click.option("--plot", is_flag=True, help="Draw the forecast, the calendar and the calibration.")
@click.pass_context
def progress_command(context: click.Context, *, as_json: bool, plot: bool) -> None:
    """What you know by topic, what falls due, your streak, and how well predictions held."""
    if context.invoked_subcommand is None:
        _report(context.ensure_object(Session), as_json=as_json, plot=plot)


def _report(session: Session, *, as_json: bool, plot: bool) -> None:
    from assistant.render_progress import plots, report_json, report_text

    report = session.assistant.report(datetime.now().astimezone())
    session.progress.done()
    if as_json:
        echo_json(report_json(report))
        return
    echo(report_text(report, style=style))
    if plot and report.reviews:
        echo(plots(report, width=width()))


@progress_command.command("orphans")
@_json
@pass_session
def orphans(session: Session, *, as_json: bool) -> None:
    """List entries that you reviewed and that are gone from the guide; their history stays."""
    from assistant.flows.reporting import orphans as found

    assistant = session.assistant
    gone = found(assistant.generation.entries(), assistant.progress_store)
    session.progress.done()
    if as_json:
        rows = [
            {
                "entry_id": one.entry_id,
                "reviews": one.reviews,
                "last_reviewed_at": one.last_reviewed_at.isoformat() if one.last_reviewed_at else None,
            }
            for one in gone
        ]
        echo_json(versioned({"orphans": rows}))
        return
    rows_text = [["entry", "reviews", "last"]]
    for one in gone:
        last = f"{one.last_reviewed_at:%Y-%m-%d}" if one.last_reviewed_at else "-"
        rows_text.append([one.entry_id, str(one.reviews), last])
    echo(table(rows_text) if gone else "none: every entry that you reviewed is in the guide")


@progress_command.command("backup")
@click.argument("file", type=NewFile())
@pass_session
def backup(session: Session, file: Path) -> None:
    """Copy all progress to a new FILE, while it may be in use."""
    session.assistant.progress_store.backup(file)
    echo(f"kept in {file}")


@progress_command.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_session
def restore(session: Session, file: Path) -> None:
    """Replace all progress by the backup FILE; what was there is copied aside first."""
    if not file.exists():
        raise StoreError(f"there is no file {file}", "name a file that progress backup wrote")
    aside = session.assistant.progress_store.restore(file)
    echo(f"restored from {file}")
    if aside:
        note(f"what was there before is in {aside}")


@progress_command.command("export")
@_json
@pass_session
def export(session: Session, *, as_json: bool) -> None:
    """Print every card and every review as JSON."""
    from assistant.render_progress import history_json

    if not as_json:
        raise click.UsageError("Give --json: it is the only format.")
    store = session.assistant.progress_store
    echo_json(history_json(store.cards(), store.reviews()))


@progress_command.command("undo")
@pass_session
def undo(session: Session) -> None:
    """Take back the last review."""
    from assistant.flows.clock import utc_now

    undone = session.assistant.progress_store.undo(utc_now())
    echo(f"taken back: {undone.entry_id}, rated {undone.rating}" if undone else "there is nothing to take back")


@progress_command.command("suspend")
@click.argument("entry")
@click.option("--undo", "again", is_flag=True, help="Ask it again.")
@pass_session
def suspend(session: Session, entry: str, *, again: bool) -> None:
    """Never ask ENTRY again; --undo takes that back."""
    study = session.assistant.study
    study.suspend(study.entry(entry), suspended=not again)
    echo(f"{entry}: {'asked again' if again else 'suspended'}")


@progress_command.command("bury")
@click.argument("entry")
@click.option("--undo", "again", is_flag=True, help="Ask it again.")
@pass_session
def bury(session: Session, entry: str, *, again: bool) -> None:
    """Don't ask ENTRY for a day; --undo takes that back."""
    study = session.assistant.study
    study.bury(study.entry(entry), buried=not again)
    echo(f"{entry}: {'asked again' if again else 'buried for a day'}")
