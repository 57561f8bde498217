"""The store of progress, on real SQLite."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.adapters.conversations import SqliteConversations
from assistant.adapters.progress import SqliteProgress
from assistant.core.errors import StoreError
from assistant.core.study import Memory, Review

NOW = datetime(2026, 1, 1, 9, tzinfo=UTC)


def review(entry_id: str = "dropout", days: float = 0, **changes: object) -> Review:
    at = NOW + timedelta(days=days)
    memory = Memory("review", None, 2.5, 5.0, at + timedelta(days=2), at)
    made = Review(entry_id, f"{entry_id}:recall:0", "good", at, 12.5, "it zeroes units", 0.75, None, memory)
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> SqliteProgress:
    return SqliteProgress(tmp_path / "p.sqlite3")


def test_reading_makes_no_file(store: SqliteProgress, tmp_path: Path) -> None:
    assert store.cards() == {}
    assert store.reviews() == []
    assert store.undo(NOW) is None
    assert list(tmp_path.iterdir()) == []


def test_a_review_is_read_back_as_it_was_and_makes_the_card(store: SqliteProgress, tmp_path: Path) -> None:
    kept = store.append(review(), "d1", None)
    assert kept == replace(review(), id=kept.id)
    again = SqliteProgress(tmp_path / "p.sqlite3")
    assert again.reviews() == [kept]
    card = again.cards()["dropout"]
    assert (card.digest, card.memory, card.reviews, card.lapses) == ("d1", kept.memory, 1, 0)
    assert (card.last_review_id, card.last_rating) == (kept.id, "good")


def test_the_last_review_is_undone_and_the_one_before_stands_again(store: SqliteProgress) -> None:
    first = store.append(review(), "d1", None)
    second = store.append(review(days=2, rating="again"), "d1", first.id)
    assert store.cards()["dropout"].lapses == 1
    assert store.undo(NOW) == second
    card = store.cards()["dropout"]
    assert (card.memory, card.lapses, card.last_review_id) == (first.memory, 0, first.id)
    assert store.undo(NOW) == first
    assert store.cards()["dropout"].memory is None
    assert store.undo(NOW) is None


def test_what_did_not_count_is_not_what_is_undone(store: SqliteProgress) -> None:
    counted = store.append(review(), "d1", None)
    store.append(review("lstm", counted=False), "d2", None)
    assert store.undo(NOW) == counted
    assert store.undo(NOW) is None


def test_a_review_is_rated_anew_in_one_step(store: SqliteProgress) -> None:
    old = store.append(review(), "d1", None)
    new = store.rerate(old, replace(old, rating="hard"))
    assert store.reviews() == [new]
    assert store.cards()["dropout"].last_rating == "hard"
    with pytest.raises(StoreError, match="taken back"):
        store.rerate(old, replace(old, rating="easy"))
    assert store.reviews() == [new]


def test_rows_are_never_changed_or_removed(store: SqliteProgress, tmp_path: Path) -> None:
    old = store.append(review(), "d1", None)
    store.rerate(old, replace(old, rating="hard"))
    store.undo(NOW)
    with sqlite3.connect(tmp_path / "p.sqlite3") as connection:
        rows = connection.execute("SELECT rating FROM review ORDER BY id").fetchall()
    connection.close()
    assert rows == [(3,), (2,)]


def test_of_two_sessions_that_review_a_card_at_once_the_second_is_kept_uncounted(tmp_path: Path) -> None:
    one, other = SqliteProgress(tmp_path / "p.sqlite3"), SqliteProgress(tmp_path / "p.sqlite3")
    first = one.append(review(), "d1", None)
    second = other.append(review(answer="mine", rating="again"), "d1", None)
    assert (first.counted, second.counted) == (True, False)
    card = one.cards()["dropout"]
    assert (card.reviews, card.lapses, card.last_review_id) == (1, 0, first.id)
    assert [kept.answer for kept in one.reviews()] == ["it zeroes units", "mine"]


def test_an_entry_is_suspended_buried_and_queued_before_it_was_ever_reviewed(store: SqliteProgress) -> None:
    store.suspend("adam", "d", True)
    store.bury("relu", "d", NOW + timedelta(days=1))
    store.queue("gru", "d", NOW)
    cards = store.cards()
    assert cards["adam"].resting(NOW)
    assert cards["relu"].resting(NOW)
    assert not cards["relu"].resting(NOW + timedelta(days=1))
    assert cards["gru"].due(NOW)
    store.suspend("adam", "d", False)
    assert not store.cards()["adam"].resting(NOW)
    store.append(review("gru", days=1), "d", None)
    assert not store.cards()["gru"].due(NOW + timedelta(days=1))  # it was asked after it was queued


def test_a_backup_holds_everything_and_is_restored(store: SqliteProgress, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no progress"):
        store.backup(tmp_path / "b")
    first = store.append(review(), "d1", None)
    store.backup(tmp_path / "b")
    assert [path.name for path in tmp_path.glob("b*")] == ["b"]
    with pytest.raises(StoreError, match="exists already"):
        store.backup(tmp_path / "b")
    store.append(review(days=2), "d1", first.id)
    aside = store.restore(tmp_path / "b")
    assert store.reviews() == [first]
    assert aside is not None
    assert len(SqliteProgress(aside).reviews()) == 2
    fresh = SqliteProgress(tmp_path / "new" / "p.sqlite3")
    assert fresh.restore(tmp_path / "b") is None
    assert fresh.reviews() == [first]


@pytest.mark.parametrize("kind", ["text", "conversations", "newer", "missing", "folder"])
def test_what_is_no_backup_is_refused_and_changes_nothing(kind: str, store: SqliteProgress, tmp_path: Path) -> None:
    kept = store.append(review(), "d1", None)
    given = tmp_path / "given"
    if kind == "text":
        given.write_text("hello" * 1000)
    elif kind == "conversations":
        SqliteConversations(given).append(None, "q", {}, NOW.isoformat())
    elif kind == "newer":
        store.backup(given)
        with sqlite3.connect(given) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    elif kind == "folder":
        given.mkdir()
    with pytest.raises(StoreError):
        store.restore(given)
    assert store.reviews() == [kept]
    assert not list(tmp_path.glob("p.sqlite3.before-*"))


def test_a_newer_store_is_refused_and_a_damaged_one_is_moved_aside(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    SqliteProgress(path).append(review(), "d1", None)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        SqliteProgress(path).cards()
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="moved to"):
        SqliteProgress(path).cards()
    assert [file.read_bytes()[:11] for file in tmp_path.glob("p.sqlite3.damaged*")] == [b"no database"]


def _review_for_ever(path: Path) -> None:
    store = SqliteProgress(path)
    last = None
    while True:
        last = store.append(review(days=0), "d", last).id


def test_a_kill_at_any_moment_leaves_every_finished_review(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    for round_ in range(3):
        process = multiprocessing.get_context("spawn").Process(target=_review_for_ever, args=(path,))
        process.start()
        deadline = time.monotonic() + 60
        before = len(SqliteProgress(path).reviews())
        while len(SqliteProgress(path).reviews()) < before + 5 + round_ and time.monotonic() < deadline:
            pass
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        reviews = SqliteProgress(path).reviews()
        assert len(reviews) >= before + 5 + round_
        assert [kept.id for kept in reviews] == list(range(1, len(reviews) + 1))
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


def _review_many(path: Path, name: str, count: int) -> None:
    store = SqliteProgress(path)
    for number in range(count):
        store.append(review(f"{name}-{number}"), "d", None)


def test_two_processes_write_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "p.sqlite3"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=_review_many, args=(path, name, 40)) for name in ("a", "b")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
        assert process.exitcode == 0
    assert len(SqliteProgress(path).cards()) == 80


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "p.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    threading.Timer(0.3, other.execute, ["ROLLBACK"]).start()
    assert SqliteProgress(tmp_path / "p.sqlite3").append(review(), "d", None).counted
    other.close()
