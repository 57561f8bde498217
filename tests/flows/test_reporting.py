"""What the learner knows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from assistant.adapters.progress import SqliteProgress
from assistant.core.scheduling import Scheduling
from assistant.core.study import Rating, Review, digest_of
from assistant.flows.reporting import calibration, orphans, report, streak
from assistant.render_progress import calendar, history_json, plots, report_json, report_text
from tests.entries import DROPOUT, EARLY_STOPPING, ENTRIES, WEIGHT_DECAY

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SCHEDULING = Scheduling(0.9)


def reviewed(store: SqliteProgress, entry_id: str, digest: str, *given: tuple[float, Rating]) -> None:
    """Reviews so many days ago."""
    memory, last = None, None
    for days, rating in given:
        at = NOW - days * DAY
        recall = SCHEDULING.recall(memory, at) if memory else None
        memory = SCHEDULING.reviewed(memory, rating, at)
        kept = store.append(
            Review(entry_id, f"{entry_id}:recall:0", rating, at, 5, "a", 0.5, recall, memory), digest, last
        )
        last = kept.id


@pytest.fixture
def store(tmp_path: Path) -> SqliteProgress:
    store = SqliteProgress(tmp_path / "p.sqlite3")
    reviewed(store, "dropout", digest_of(DROPOUT), (9, "easy"), (1, "good"))
    reviewed(store, "early-stopping", "an older text", (20, "easy"), (2, "again"))
    reviewed(store, "gone", "d", (3, "good"))
    return store


def test_a_report_of_two_cards(store: SqliteProgress) -> None:
    found = report(ENTRIES, store, SCHEDULING, NOW)
    assert (found.entries, found.reviewed, found.reviews, found.due) == (4, 2, 5, 1)
    [regularization, sequences] = found.topics
    assert (regularization.topic, regularization.entries, regularization.reviewed) == ("regularization", 3, 2)
    assert 0.25 < regularization.mastery < 1 / 3  # one of three is nearly remembered, one was forgotten
    assert (sequences.reviewed, sequences.mastery) == (0, 0)
    assert [weak.entry.id for weak in found.weakest] == ["early-stopping", "dropout"]
    assert (found.weakest[0].recall, found.weakest[0].lapses) == (0.0, 1)
    assert found.changed == ("early-stopping",)
    assert found.forecast[0] == (date(2026, 3, 10), 1)  # overdue counts for today
    assert len(found.forecast) == 14
    assert sum(count for _, count in found.forecast) == 1


def test_a_day_has_the_retention_of_what_had_been_learned_before(store: SqliteProgress) -> None:
    days = {day.date: day for day in report(ENTRIES, store, SCHEDULING, NOW).days}
    assert days[date(2026, 3, 1)].retention is None
    assert days[date(2026, 3, 9)].retention == 1
    assert days[date(2026, 3, 8)].retention == 0


def test_a_day_begins_where_the_learner_is(store: SqliteProgress) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=13)))
    days = [day.date for day in report(ENTRIES, store, SCHEDULING, tokyo).days]
    assert date(2026, 3, 10) in days


def test_what_is_gone_from_the_guide_is_an_orphan_and_keeps_its_history(store: SqliteProgress) -> None:
    [orphan] = orphans(ENTRIES, store)
    assert (orphan.entry_id, orphan.reviews) == ("gone", 1)
    assert orphans([*ENTRIES, WEIGHT_DECAY], store) == [orphan]


def test_a_streak_is_not_broken_before_the_day_is_over() -> None:
    today = date(2026, 3, 10)
    days = [today - DAY, today - 2 * DAY, today - 4 * DAY]
    assert streak(days, today) == 2
    assert streak([*days, today], today) == 3
    assert streak([today - 2 * DAY], today) == 0


def test_calibration_compares_predictions_with_what_was_remembered(store: SqliteProgress) -> None:
    bins = calibration([review for review in store.reviews() if review.counted])
    assert sum(one.reviews for one in bins) == 2
    near = next(one for one in bins if one.low <= 0.9 < one.high)
    assert (near.reviews, near.actual) == (1, 1.0)
    assert near.predicted == pytest.approx(0.9, abs=0.01)


def test_it_is_shown_as_text_json_and_plots(store: SqliteProgress) -> None:
    found = report(ENTRIES, store, SCHEDULING, NOW)
    text = report_text(found)
    assert text.startswith("2 of 4 entries reviewed, 1 due now")
    assert "regularization" in text
    assert "changed since you were asked: early-stopping" in text
    assert report_json(found)["topics"][0]["reviewed"] == 2
    drawn = plots(found, width=80)
    assert "\x1b" not in drawn
    assert "retention by day" in drawn
    exported = history_json(store.cards(), store.reviews())
    assert len(exported["reviews"]) == 5
    assert exported["reviews"][0]["memory"]["stability_days"] == pytest.approx(8.2956)


def test_the_calendar_is_darker_where_more_was_reviewed() -> None:
    lines = calendar({date(2026, 3, 9): 10, date(2026, 3, 3): 1}, date(2026, 3, 10)).split("\n")
    assert lines[1].endswith("· █")  # Monday the 9th
    assert lines[2].endswith("░ ·")  # Tuesday the 3rd, and today
    assert lines[3].endswith("·")


def test_without_reviews_it_says_where_to_start(tmp_path: Path) -> None:
    empty = report(ENTRIES, SqliteProgress(tmp_path / "p.sqlite3"), SCHEDULING, NOW)
    assert report_text(empty) == 'nothing was reviewed yet; 4 entries wait: "assistant quiz"'
    assert EARLY_STOPPING.id not in empty.changed
