"""Conversations in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.adapters.database import Database
from assistant.core.conversation import Conversation, Exchange


class SqliteConversations:
    """The port `ConversationStore` over a file."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, "conversations")

    def all(self) -> list[Conversation]:
        """See `ConversationStore.all`."""
        if not self._database.exists():
            return []
        with self._database.transaction() as connection:
            return _read(connection, "")

    def get(self, conversation_id: int) -> Conversation | None:
        """See `ConversationStore.get`."""
        if not self._database.exists():
            return None
        with self._database.transaction() as connection:
            return next(iter(_read(connection, "WHERE conversation.id = ?", conversation_id)), None)

    def append(self, conversation_id: int | None, question: str, answer: Mapping[str, Any], asked_at: str) -> int:
        """See `ConversationStore.append`."""
        with self._database.transaction() as connection:
            known = "SELECT 1 FROM conversation WHERE id = ?"
            if not connection.execute(known, (conversation_id,)).fetchone():
                conversation_id = connection.execute(
                    "INSERT INTO conversation (title, started_at) VALUES (?, ?)", (question, asked_at)
                ).lastrowid
            connection.execute(
                "INSERT INTO exchange (conversation_id, asked_at, question, answer) VALUES (?, ?, ?, ?)",
                (conversation_id, asked_at, question, json.dumps(answer, ensure_ascii=False)),
            )
        assert conversation_id is not None
        return conversation_id

    def rename(self, conversation_id: int, title: str) -> bool:
        """See `ConversationStore.rename`."""
        if not self._database.exists():
            return False
        with self._database.transaction() as connection:
            changed = connection.execute("UPDATE conversation SET title = ? WHERE id = ?", (title, conversation_id))
            return changed.rowcount > 0

    def delete(self, conversation_id: int) -> bool:
        """See `ConversationStore.delete`."""
        if not self._database.exists():
            return False
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,)).rowcount > 0


def _read(connection: sqlite3.Connection, where: str, *values: int) -> list[Conversation]:
    """The conversations that `where` selects, the one that was last asked in first."""
    exchanges: dict[int, list[Exchange]] = {}
    for owner, question, answer, asked_at in connection.execute(
        "SELECT conversation.id, question, answer, asked_at"
        f" FROM exchange JOIN conversation ON conversation.id = conversation_id {where} ORDER BY exchange.id",
        values,
    ):
        exchanges.setdefault(owner, []).append(Exchange(question, json.loads(answer), asked_at))
    rows = connection.execute(
        f"SELECT id, title, started_at FROM conversation {where}"
        " ORDER BY (SELECT max(exchange.id) FROM exchange WHERE conversation_id = conversation.id) DESC",
        values,
    )
    return [Conversation(id_, title, at, tuple(exchanges.get(id_, ()))) for id_, title, at in rows]
