"""Entries as an Anki package."""

from __future__ import annotations

import html
import os
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import genanki

from assistant.core.domain import IndexedEntry
from assistant.core.errors import StoreError
from assistant.core.plain import plain
from assistant.core.study import key_points, short_answer

_MODEL_ID = 1_607_392_319
_DECK_ID = 2_059_400_110
"""Fixed: Anki knows note types and decks by them, so that another export updates what is there."""
_FIELDS = ("Question", "Answer", "Key points", "Source")
_ANSWER = "{{FrontSide}}<hr id=answer>{{Answer}}{{Key points}}<p class=source>{{Source}}</p>"
_STYLE = (
    ".card { font-family: sans-serif; font-size: 19px; text-align: left; max-width: 42em; margin: auto; }"
    " .source { color: gray; font-size: 14px; }"
)


def write_package(entries: Sequence[IndexedEntry], folder: str, path: Path, now: datetime) -> int:
    """Write a note for each entry, whole or not at all, and give their number. StoreError: it can't be written.

    A note's id follows from the entry's: a later export updates the notes of an earlier one, and doubles none. Places
    are given from `folder` on.
    """
    model = genanki.Model(
        _MODEL_ID,
        "Study assistant",
        fields=[{"name": name} for name in _FIELDS],
        templates=[{"name": "Question", "qfmt": "{{Question}}", "afmt": _ANSWER}],
        css=_STYLE,
    )
    deck = genanki.Deck(_DECK_ID, "Deep learning interviews")
    for entry in entries:
        points = "".join(f"<li>{_html(point.text)}</li>" for point in key_points(entry))
        where = f"{os.path.relpath(entry.path, folder)}:{entry.line_start}-{entry.line_end}"
        fields = [_html(entry.question), _html(short_answer(entry)), f"<ul>{points}</ul>", html.escape(where)]
        guid = genanki.guid_for(entry.guide, entry.id)
        deck.add_note(genanki.Note(model, fields, guid=guid, tags=_tags(entry)))
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        genanki.Package(deck).write_to_file(str(unfinished), now.timestamp())
        os.replace(unfinished, path)
    except OSError as error:
        raise StoreError(f"{path} can't be written: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return len(deck.notes)


def _html(text: str) -> str:
    """Text with its formulas in MathJax's brackets, as Anki wants them."""
    escaped = html.escape(plain(text))
    escaped = re.sub(r"\$\$(.+?)\$\$", r"\\[\1\\]", escaped)
    return re.sub(r"\$(.+?)\$", r"\\(\1\\)", escaped)


def _tags(entry: IndexedEntry) -> list[str]:
    names = [*entry.topics, f"level::{entry.level}" if entry.level else ""]
    return [re.sub(r"\s+", "-", name) for name in names if name]
