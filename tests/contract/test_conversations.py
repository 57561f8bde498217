"""The store of conversations, on real SQLite."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest

from assistant.adapters.conversations import SqliteConversations
from assistant.core.errors import StoreError

ANSWER = {"answer": "It zeroes units. [1]", "citations": []}


def test_what_is_appended_is_read_back_with_the_last_conversation_first(tmp_path: Path) -> None:
    store = SqliteConversations(tmp_path / "c.sqlite3")
    assert store.all() == []
    assert not (tmp_path / "c.sqlite3").exists()
    first = store.append(None, "what is dropout", ANSWER, "2026-01-01T00:00:00+00:00")
    second = store.append(None, "what is adam", ANSWER, "2026-01-02T00:00:00+00:00")
    assert store.append(first, "why?", ANSWER, "2026-01-03T00:00:00+00:00") == first
    found = SqliteConversations(tmp_path / "c.sqlite3").all()
    assert [(one.id, one.title) for one in found] == [(first, "what is dropout"), (second, "what is adam")]
    assert [exchange.question for exchange in found[0].exchanges] == ["what is dropout", "why?"]
    assert found[0].exchanges[0].answer == ANSWER
    assert found[0].started_at == "2026-01-01T00:00:00+00:00"


def test_what_is_said_in_a_conversation_that_is_deleted_meanwhile_begins_another(tmp_path: Path) -> None:
    store = SqliteConversations(tmp_path / "c.sqlite3")
    first = store.append(None, "what is dropout", ANSWER, "2026-01-01T00:00:00+00:00")
    assert store.delete(first)
    again = store.append(first, "why?", ANSWER, "2026-01-03T00:00:00+00:00")
    assert [(one.id, one.title) for one in store.all()] == [(again, "why?")]


def test_one_conversation_is_read_and_renamed(tmp_path: Path) -> None:
    store = SqliteConversations(tmp_path / "c.sqlite3")
    assert store.get(1) is None
    assert not store.rename(1, "x")
    first = store.append(None, "what is dropout", ANSWER, "2026-01-01T00:00:00+00:00")
    second = store.append(None, "what is adam", ANSWER, "2026-01-02T00:00:00+00:00")
    assert store.rename(first, "regularization")
    found = store.get(first)
    assert found is not None
    assert (found.title, [exchange.question for exchange in found.exchanges]) == ("regularization", ["what is dropout"])
    assert [one.title for one in store.all()] == ["what is adam", "regularization"]
    assert store.get(second + 1) is None
    assert not store.rename(second + 1, "x")


def test_a_deleted_conversation_leaves_nothing(tmp_path: Path) -> None:
    store = SqliteConversations(tmp_path / "c.sqlite3")
    assert not store.delete(1)
    number = store.append(None, "q", ANSWER, "2026-01-01T00:00:00+00:00")
    assert store.delete(number)
    assert not store.delete(number)
    with sqlite3.connect(tmp_path / "c.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM exchange").fetchone() == (0,)
    connection.close()


def test_a_store_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite3"
    SqliteConversations(path).append(None, "q", ANSWER, "2026-01-01T00:00:00+00:00")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="newer version"):
        SqliteConversations(path).all()
    assert path.read_bytes() == before


def test_a_damaged_store_is_moved_aside_and_the_next_one_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite3"
    path.write_bytes(b"this is no database at all" * 100)
    store = SqliteConversations(path)
    with pytest.raises(StoreError, match="damaged and was moved to"):
        store.all()
    assert [file.read_bytes()[:7] for file in tmp_path.glob("c.sqlite3.damaged*")] == [b"this is"]
    store.append(None, "q", ANSWER, "2026-01-01T00:00:00+00:00")
    assert len(store.all()) == 1


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="can't be"):
        SqliteConversations(tmp_path / "file" / "c.sqlite3").append(None, "q", ANSWER, "2026-01-01T00:00:00+00:00")


def _append_for_ever(path: Path) -> None:
    store = SqliteConversations(path)
    number = None
    while True:
        number = store.append(number, "q", ANSWER, "2026-01-01T00:00:00+00:00")


def test_a_killed_writer_leaves_whole_exchanges(tmp_path: Path) -> None:
    path = tmp_path / "c.sqlite3"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_append_for_ever, args=(path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (path.exists() and len(SqliteConversations(path).all()) == len(writers)):
        time.sleep(0.05)
    for writer in writers:
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
    found = SqliteConversations(path).all()
    assert len(found) == len(writers)  # two at once, and neither wrote into the other's
    for conversation in found:
        assert conversation.exchanges
        assert all(exchange.answer == ANSWER for exchange in conversation.exchanges)
