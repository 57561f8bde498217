"""assistant search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli.questions import (
    NOT_IN_GUIDE,
    answer_each,
    batch_option,
    guide_option,
    json_option,
    lines_of,
    question_of,
    refuse_both,
)
from assistant.cli.terminal import Session, echo, echo_json, folder, pass_session, style
from assistant.render import hits_json, hits_text

if TYPE_CHECKING:
    from assistant.core.domain import Hits


@click.command(
    "search",
    epilog='\b\nExamples:\n  assistant search "bn vs ln" --k 3\n  assistant search --batch questions.txt > hits.jsonl',
)
@click.argument("query", nargs=-1)
@click.option("--k", type=click.IntRange(1, 50), help="How many entries to show.  [default: 5, or the setting k]")
@guide_option
@json_option
@batch_option
@pass_session
def search_command(
    session: Session, query: tuple[str, ...], k: int | None, guide: str | None, *, as_json: bool, batch: Path | None
) -> None:
    """Show the entries that match best, each with its best passage.

    QUERY may be "-": it is read from standard input. Exit code 3: the guide does not cover it.
    """
    if batch is not None:
        refuse_both(query)
        answer_each(lines_of(batch), lambda line: hits_json(session.assistant.search(line, k, guide)))
        return
    hits: Hits = session.assistant.search(question_of(query), k, guide)
    if as_json:
        echo_json(hits_json(hits))
    else:
        echo(hits_text(hits, folder=folder(), style=style))
    if not hits.in_guide:
        click.get_current_context().exit(NOT_IN_GUIDE)
