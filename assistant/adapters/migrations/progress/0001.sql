PRAGMA application_id = 1398035780;

CREATE TABLE card (
    entry_id TEXT PRIMARY KEY,
    digest TEXT NOT NULL,  -- of the entry's text when it was last asked
    suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
    buried_until TEXT,  -- UTC, ISO 8601, as all times here
    queued_at TEXT  -- put on the schedule by hand or by an interview
) STRICT;

-- Rows are only added. A row's memory is what the scheduler knew after it.
CREATE TABLE review (
    id INTEGER PRIMARY KEY,
    entry_id TEXT NOT NULL REFERENCES card (entry_id),
    item_id TEXT NOT NULL,
    counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
    rating INTEGER NOT NULL CHECK (rating BETWEEN 1 AND 4),
    reviewed_at TEXT NOT NULL,
    seconds REAL NOT NULL,
    answer TEXT NOT NULL,
    score REAL CHECK (score BETWEEN 0 AND 1),
    recall REAL CHECK (recall BETWEEN 0 AND 1),
    stage TEXT NOT NULL CHECK (stage IN ('learning', 'review', 'relearning')),
    step INTEGER,
    stability_days REAL NOT NULL CHECK (stability_days > 0),
    difficulty REAL NOT NULL,
    due_at TEXT NOT NULL
) STRICT;

CREATE INDEX review_of_entry ON review (entry_id, id);

-- A review that was taken back; it stays, and counts for nothing.
CREATE TABLE undone (
    review_id INTEGER PRIMARY KEY REFERENCES review (id),
    undone_at TEXT NOT NULL
) STRICT;

CREATE VIEW standing AS SELECT * FROM review WHERE id NOT IN (SELECT review_id FROM undone);
