"""The learner's progress in SQLite: cards, and reviews that are only ever added."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.adapters.database import Database
from assistant.core.errors import StoreError
from assistant.core.study import RATINGS, Card, Memory, Review

_REVIEW = (
    "id, entry_id, item_id, counted, rating, reviewed_at, seconds, answer, score, recall, stage, step, stability_days,"
    " difficulty, due_at"
)
_INSERT = f"INSERT INTO review ({_REVIEW}) VALUES (NULL{', ?' * 14})"


class SqliteProgress:
    """The port `ProgressStore` over a file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = Database(path, "progress")

    def cards(self) -> dict[str, Card]:
        """See `ProgressStore.cards`."""
        if not self._database.exists():
            return {}
        with self._database.transaction() as connection:
            rows = connection.execute(
                "SELECT entry_id, digest, suspended, buried_until, queued_at FROM card"
            ).fetchall()
            counted: dict[str, list[Review]] = {}
            for review in _reviews(connection):
                if review.counted:
                    counted.setdefault(review.entry_id, []).append(review)
        return {row[0]: _card(row, counted.get(row[0], [])) for row in rows}

    def reviews(self) -> list[Review]:
        """See `ProgressStore.reviews`."""
        if not self._database.exists():
            return []
        with self._database.transaction() as connection:
            return _reviews(connection)

    def append(self, review: Review, digest: str, after: int | None) -> Review:
        """See `ProgressStore.append`."""
        with self._database.transaction() as connection:
            _touch(connection, review.entry_id, digest)
            last = connection.execute(
                "SELECT max(id) FROM standing WHERE entry_id = ? AND counted", (review.entry_id,)
            ).fetchone()[0]
            return _inserted(connection, review, counted=review.counted and last == after)

    def rerate(self, old: Review, new: Review) -> Review:
        """See `ProgressStore.rerate`."""
        with self._database.transaction() as connection:
            if not _undo(connection, old.id, new.reviewed_at):
                raise StoreError("this review was taken back meanwhile", "answer the question again")
            return _inserted(connection, new, counted=new.counted)

    def undo(self, now: datetime) -> Review | None:
        """See `ProgressStore.undo`."""
        if not self._database.exists():
            return None
        with self._database.transaction() as connection:
            last = connection.execute(
                f"SELECT {_REVIEW} FROM standing WHERE counted ORDER BY id DESC LIMIT 1"
            ).fetchone()
            if last is not None:
                _undo(connection, last[0], now)
            return _review(last) if last else None

    def suspend(self, entry_id: str, digest: str, suspended: bool) -> None:
        """See `ProgressStore.suspend`."""
        self._set(entry_id, digest, "suspended", int(suspended))

    def bury(self, entry_id: str, digest: str, until: datetime | None) -> None:
        """See `ProgressStore.bury`."""
        self._set(entry_id, digest, "buried_until", _text(until) if until else None)

    def queue(self, entry_id: str, digest: str, now: datetime) -> None:
        """See `ProgressStore.queue`."""
        self._set(entry_id, digest, "queued_at", _text(now))

    def backup(self, target: Path) -> None:
        """Copy all of it to a new file. StoreError: there is nothing yet, or it can't be written."""
        if not self._database.exists():
            raise StoreError("there is no progress to keep yet", 'start with "assistant quiz"')
        self._database.backup(target)

    def restore(self, source: Path) -> Path | None:
        """Replace all progress by a backup's, and give the file that the old was copied to, if there was any.

        StoreError: the file is no backup of progress, is damaged, or of a newer version; nothing was changed.
        """
        aside = self._path.with_name(f"{self._path.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%S%f}")
        return aside if self._database.restore(source, aside) else None

    def _set(self, entry_id: str, digest: str, column: str, value: object) -> None:
        with self._database.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO card (entry_id, digest) VALUES (?, ?)", (entry_id, digest))
            connection.execute(f"UPDATE card SET {column} = ? WHERE entry_id = ?", (value, entry_id))


def _touch(connection: sqlite3.Connection, entry_id: str, digest: str) -> None:
    connection.execute(
        "INSERT INTO card (entry_id, digest) VALUES (?, ?) ON CONFLICT DO UPDATE SET digest = excluded.digest",
        (entry_id, digest),
    )


def _inserted(connection: sqlite3.Connection, review: Review, *, counted: bool) -> Review:
    memory = review.memory
    values = (
        review.entry_id,
        review.item_id,
        int(counted),
        RATINGS.index(review.rating) + 1,
        _text(review.reviewed_at),
        review.seconds,
        review.answer,
        review.score,
        review.recall,
        memory.stage,
        memory.step,
        memory.stability_days,
        memory.difficulty,
        _text(memory.due_at),
    )
    number = connection.execute(_INSERT, values).lastrowid
    return _review((number, *values))


def _undo(connection: sqlite3.Connection, review_id: int, now: datetime) -> bool:
    cursor = connection.execute("INSERT OR IGNORE INTO undone VALUES (?, ?)", (review_id, _text(now)))
    return cursor.rowcount > 0


def _reviews(connection: sqlite3.Connection) -> list[Review]:
    return [_review(row) for row in connection.execute(f"SELECT {_REVIEW} FROM standing ORDER BY id")]


def _review(row: Sequence[Any]) -> Review:
    number, entry_id, item_id, counted, rating, at, seconds, answer, score, recall, stage, step, days, hard, due = row
    memory = Memory(stage, step, days, hard, _time(due), _time(at))
    return Review(
        entry_id,
        item_id,
        RATINGS[rating - 1],
        memory.reviewed_at,
        seconds,
        answer,
        score,
        recall,
        memory,
        bool(counted),
        number,
    )


def _card(row: Sequence[Any], reviews: Sequence[Review]) -> Card:
    entry_id, digest, suspended, buried_until, queued_at = row
    last = reviews[-1] if reviews else None
    return Card(
        entry_id,
        digest,
        memory=last.memory if last else None,
        reviews=len(reviews),
        lapses=sum(review.rating == "again" for review in reviews),
        last_review_id=last.id if last else None,
        last_rating=last.rating if last else None,
        suspended=bool(suspended),
        buried_until=_time(buried_until) if buried_until else None,
        queued_at=_time(queued_at) if queued_at else None,
    )


def _text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
