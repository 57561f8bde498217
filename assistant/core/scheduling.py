"""When to ask again: FSRS (Free Spaced Repetition Scheduler, version 6), by the fsrs package.

Nothing is random here: the intervals are those of the algorithm, not spread by chance, so that a history can be
computed again from its reviews.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import fsrs

from assistant.core.study import RATINGS, Memory, Rating, Stage

_STAGES: tuple[Stage, ...] = ("learning", "review", "relearning")
"""As FSRS numbers them from 1."""
_ANY_ID = 1
"""The package wants one, and waits for a millisecond to make one."""


class Scheduling:
    """Schedules for one desired retention."""

    def __init__(self, desired_retention: float) -> None:
        """`desired_retention`: the probability of remembering, 0..1, at which a card falls due."""
        self._scheduler = fsrs.Scheduler(desired_retention=desired_retention, enable_fuzzing=False)

    def reviewed(self, memory: Memory | None, rating: Rating, now: datetime) -> Memory:
        """The memory after a review at `now`."""
        card, _ = self._scheduler.review_card(_card(memory, now), _fsrs_rating(rating), now.astimezone(UTC))
        assert card.stability is not None and card.difficulty is not None and card.last_review is not None
        stage = _STAGES[card.state.value - 1]
        return Memory(stage, card.step, card.stability, card.difficulty, card.due, card.last_review)

    def recall(self, memory: Memory, now: datetime) -> float:
        """The probability, 0..1, that the learner remembers at `now`. FSRS counts whole days."""
        return self._scheduler.get_card_retrievability(_card(memory, now), now)

    def intervals(self, memory: Memory | None, now: datetime) -> dict[Rating, timedelta]:
        """How long until the next review, for each rating that could be given now."""
        return {rating: self.reviewed(memory, rating, now).due_at - now for rating in RATINGS}


def lowered(rating: Rating, steps: int) -> Rating:
    """The best rating that can still be earned after `steps` hints, at most the one given."""
    return RATINGS[min(RATINGS.index(rating), max(0, len(RATINGS) - 1 - steps))]


def _card(memory: Memory | None, now: datetime) -> fsrs.Card:
    if memory is None:
        return fsrs.Card(_ANY_ID, due=now)
    memory = replace(memory, due_at=memory.due_at.astimezone(UTC), reviewed_at=memory.reviewed_at.astimezone(UTC))
    state = fsrs.State(_STAGES.index(memory.stage) + 1)
    return fsrs.Card(
        _ANY_ID, state, memory.step, memory.stability_days, memory.difficulty, memory.due_at, memory.reviewed_at
    )


def _fsrs_rating(rating: Rating) -> fsrs.Rating:
    return fsrs.Rating(RATINGS.index(rating) + 1)
