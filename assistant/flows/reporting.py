"""What the learner knows: mastery, what falls due, and how well the predictions held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from assistant.core.domain import IndexedEntry
from assistant.core.planning import mastery, standing
from assistant.core.study import Card, Review, digest_of, topic_of

if TYPE_CHECKING:
    from assistant.core.ports import ProgressStore
    from assistant.core.scheduling import Scheduling

FORECAST_DAYS = 14
_WEAKEST = 10
_BINS = (0.0, 0.7, 0.8, 0.9, 0.95, 1.0)
"""Edges of predicted recall; scheduled cards are rarely asked below 0.7."""


@dataclass(frozen=True, slots=True)
class TopicMastery:
    """A topic; `mastery` is the mean predicted recall today over all its entries, those never asked counting 0."""

    topic: str
    entries: int
    reviewed: int
    mastery: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day's reviews; `retention` is the share not rated "again" among cards that had been learned before."""

    date: date
    reviews: int
    retention: float | None


@dataclass(frozen=True, slots=True)
class WeakEntry:
    """An entry that is likely to be forgotten."""

    entry: IndexedEntry
    recall: float
    lapses: int


@dataclass(frozen=True, slots=True)
class CalibrationBin:
    """Reviews whose predicted recall lay in low..high: the mean prediction, and how many were in fact remembered."""

    low: float
    high: float
    reviews: int
    predicted: float
    actual: float


@dataclass(frozen=True, slots=True)
class Orphan:
    """A card whose entry is gone from the guides. Its history stays."""

    entry_id: str
    reviews: int
    last_reviewed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that `assistant progress` shows."""

    entries: int
    reviewed: int
    reviews: int
    due: int
    streak_days: int
    topics: tuple[TopicMastery, ...]
    forecast: tuple[tuple[date, int], ...]
    """How many cards fall due on each of the next days; what is overdue counts for today."""
    days: tuple[Day, ...]
    """Those with reviews, oldest first."""
    weakest: tuple[WeakEntry, ...]
    calibration: tuple[CalibrationBin, ...]
    changed: tuple[str, ...]
    """Entries whose text has changed since they were last asked."""
    suspended: tuple[str, ...]


def report(
    entries: Sequence[IndexedEntry], store: ProgressStore, scheduling: Scheduling, now: datetime, count: int = _WEAKEST
) -> Report:
    """The learner's progress at `now`, whose time zone decides where a day begins."""
    cards = store.cards()
    reviews = [review for review in store.reviews() if review.counted]
    known = {entry.id: (entry, cards[entry.id]) for entry in entries if entry.id in cards}

    def recall(card: Card) -> float:
        assert card.memory is not None
        return scheduling.recall(card.memory, now)

    learned = {id_: (entry, card) for id_, (entry, card) in known.items() if card.memory and not card.suspended}
    standings = (WeakEntry(e, standing(c, recall), c.lapses) for e, c in learned.values())
    weakest = sorted(standings, key=lambda one: one.recall)
    sizes = Counter(map(topic_of, entries))
    topics = mastery(entries, cards, recall)
    return Report(
        entries=len(entries),
        reviewed=len(learned),
        reviews=len(reviews),
        due=sum(card.due(now) and not card.resting(now) for _, card in known.values()),
        streak_days=streak([_day(review.reviewed_at, now) for review in reviews], now.date()),
        topics=tuple(TopicMastery(topic, sizes[topic], *values) for topic, values in topics.items()),
        forecast=_forecast([card for _, card in learned.values()], now),
        days=_days(reviews, now),
        weakest=tuple(weakest[:count]),
        calibration=calibration(reviews),
        changed=tuple(e.id for e, c in known.values() if c.memory and digest_of(e) != c.digest),
        suspended=tuple(id_ for id_, (_, card) in known.items() if card.suspended),
    )


def orphans(entries: Sequence[IndexedEntry], store: ProgressStore) -> list[Orphan]:
    """Cards without an entry."""
    there = {entry.id for entry in entries}
    gone = [card for id_, card in store.cards().items() if id_ not in there]
    return [Orphan(c.entry_id, c.reviews, c.memory.reviewed_at if c.memory else None) for c in gone]


def streak(days: Sequence[date], today: date) -> int:
    """Days in a row with a review, up to today; a day that is not over yet breaks nothing."""
    there = set(days)
    day = today if today in there else today - timedelta(days=1)
    count = 0
    while day in there:
        count += 1
        day -= timedelta(days=1)
    return count


def calibration(reviews: Sequence[Review]) -> tuple[CalibrationBin, ...]:
    """Predicted recall against what was remembered, by bins that have reviews."""
    predicted = [(review.recall, review.rating != "again") for review in reviews if review.recall is not None]
    bins = []
    for low, high in pairwise(_BINS):
        inside = [(p, right) for p, right in predicted if low <= p < high or p == high == 1.0]
        if inside:
            mean = sum(p for p, _ in inside) / len(inside)
            bins.append(CalibrationBin(low, high, len(inside), mean, sum(r for _, r in inside) / len(inside)))
    return tuple(bins)


def _forecast(cards: Sequence[Card], now: datetime) -> tuple[tuple[date, int], ...]:
    falls: Mapping[date, int] = Counter(max(_day(c.memory.due_at, now), now.date()) for c in cards if c.memory)
    days = [now.date() + timedelta(days=number) for number in range(FORECAST_DAYS)]
    return tuple((day, falls.get(day, 0)) for day in days)


def _days(reviews: Sequence[Review], now: datetime) -> tuple[Day, ...]:
    by_day: dict[date, list[Review]] = {}
    for review in reviews:
        by_day.setdefault(_day(review.reviewed_at, now), []).append(review)
    found = []
    for day, some in sorted(by_day.items()):
        again = [review.rating != "again" for review in some if review.recall is not None]
        found.append(Day(day, len(some), sum(again) / len(again) if again else None))
    return tuple(found)


def _day(at: datetime, now: datetime) -> date:
    return at.astimezone(now.tzinfo).date()
