"""Conversations in SQLite."""

from __future__ import annotations

import json
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
            exchanges: dict[int, list[Exchange]] = {}
            for owner, question, answer, asked_at in connection.execute(
                "SELECT conversation_id, question, answer, asked_at FROM exchange ORDER BY id"
            ):
                exchanges.setdefault(owner, []).append(Exchange(question, json.loads(answer), asked_at))
            rows = connection.execute(
                "SELECT id, title, started_at FROM conversation"
                " ORDER BY (SELECT max(exchange.id) FROM exchange WHERE conversation_id = conversation.id) DESC"
            )
            return [Conversation(id_, title, at, tuple(exchanges.get(id_, ()))) for id_, title, at in rows]

    def append(self, conversation_id: int | None, question: str, answer: Mapping[str, Any], asked_at: str) -> int:
        """See `ConversationStore.append`."""
        with self._database.transaction() as connection:
            if conversation_id is None:
                conversation_id = connection.execute(
                    "INSERT INTO conversation (title, started_at) VALUES (?, ?)", (question, asked_at)
                ).lastrowid
            connection.execute(
                "INSERT INTO exchange (conversation_id, asked_at, question, answer) VALUES (?, ?, ?, ?)",
                (conversation_id, asked_at, question, json.dumps(answer, ensure_ascii=False)),
            )
        assert conversation_id is not None
        return conversation_id

    def delete(self, conversation_id: int) -> bool:
        """See `ConversationStore.delete`."""
        if not self._database.exists():
            return False
        with self._database.transaction() as connection:
            return connection.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,)).rowcount > 0
