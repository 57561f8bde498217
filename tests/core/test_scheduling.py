"""Intervals of FSRS 6 with its default parameters, at a desired retention of 0.9."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.scheduling import Scheduling, lowered
from assistant.core.study import Memory, Rating

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def history(*ratings: Rating, retention: float = 0.9) -> list[Memory]:
    """Each review on the minute when it falls due."""
    scheduling = Scheduling(retention)
    memories: list[Memory] = []
    now, memory = START, None
    for rating in ratings:
        memory = scheduling.reviewed(memory, rating, now)
        memories.append(memory)
        now = memory.due_at
    return memories


def test_a_card_that_is_always_remembered_comes_back_later_and_later() -> None:
    memories = history("good", "good", "good", "good")
    assert [memory.due_at - memory.reviewed_at for memory in memories] == [10 * MINUTE, 2 * DAY, 11 * DAY, 46 * DAY]
    assert [memory.stage for memory in memories] == ["learning", "review", "review", "review"]
    assert memories[0].stability_days == 2.3065  # the third of FSRS 6's parameters: the first "good"


def test_a_lapse_is_learned_again_and_leaves_the_card_harder() -> None:
    memories = history("good", "good", "good", "good", "again", "good", "good")
    intervals = [memory.due_at - memory.reviewed_at for memory in memories]
    assert intervals[4:] == [10 * MINUTE, 3 * DAY, 8 * DAY]
    assert memories[4].stage == "relearning"
    assert memories[6].difficulty > memories[3].difficulty + 5


def test_each_rating_of_a_new_card_has_its_interval() -> None:
    intervals = Scheduling(0.9).intervals(None, START)
    assert intervals == {
        "again": MINUTE,
        "hard": timedelta(minutes=5.5),
        "good": 10 * MINUTE,
        "easy": 8 * DAY,
    }


def test_the_desired_retention_stretches_or_shortens_intervals() -> None:
    assert history("easy", retention=0.8)[0].due_at - START == 28 * DAY
    assert history("easy", retention=0.97)[0].due_at - START == 2 * DAY


def test_the_predicted_recall_falls_and_is_the_desired_one_when_the_card_is_due() -> None:
    memory = history("easy")[0]
    recalls = [Scheduling(0.9).recall(memory, START + days * DAY) for days in (0, 8, 30)]
    assert recalls[0] == 1
    assert recalls[1] == pytest.approx(0.9, abs=0.005)
    assert recalls[2] == pytest.approx(0.7918, abs=0.0001)


@pytest.mark.parametrize(
    ("given", "hints", "left"),
    [("easy", 0, "easy"), ("easy", 1, "good"), ("good", 1, "good"), ("good", 2, "hard"), ("good", 3, "again")],
)
def test_each_hint_lowers_what_can_be_earned(given: Rating, hints: int, left: Rating) -> None:
    assert lowered(given, hints) == left
    assert lowered("again", hints) == "again"
