CREATE TABLE conversation (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    started_at TEXT NOT NULL  -- UTC, ISO 8601
) STRICT;

CREATE TABLE exchange (
    id INTEGER PRIMARY KEY,
    conversation_id INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    asked_at TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL  -- JSON, docs/json.md
) STRICT;

CREATE INDEX exchange_of_conversation ON exchange (conversation_id);
