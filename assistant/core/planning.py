"""What to study next: what is due, then what is weak, then what is new, with topics interleaved."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from assistant.core.domain import IndexedEntry
from assistant.core.study import Card, topic_of

WEAK = 0.8
"""A topic whose mean predicted recall is below this is weak; so is a card whose last rating was again or hard."""
REST = timedelta(hours=12)
"""What was asked within this time is not asked again for being weak: only for being due."""

Thing = TypeVar("Thing")
Recall = Callable[[Card], float]


def plan(
    entries: Sequence[IndexedEntry], cards: Mapping[str, Card], now: datetime, count: int, recall: Recall
) -> list[IndexedEntry]:
    """Up to `count` entries; `entries` are in learning order, `recall` is a reviewed card's predicted recall now."""
    ready = [entry for entry in entries if entry.id not in cards or not cards[entry.id].resting(now)]
    known = {entry.id: cards[entry.id] for entry in ready if entry.id in cards}
    due = [entry for entry in ready if entry.id in known and known[entry.id].due(now)]
    due.sort(key=lambda entry: _recall(known[entry.id], recall))
    topics = weak_topics(entries, cards, recall)
    weak = [e for e in ready if e.id in known and e not in due and _is_weak(known[e.id], topic_of(e) in topics, now)]
    weak.sort(key=lambda entry: (topics.get(topic_of(entry), 1.0), _recall(known[entry.id], recall)))
    new = [entry for entry in ready if entry.id not in known or (known[entry.id].memory is None and entry not in due)]
    chosen = [*interleaved(due, topic_of), *interleaved(weak, topic_of), *interleaved(new[:count], topic_of)]
    return chosen[:count]


def mastery(entries: Sequence[IndexedEntry], cards: Mapping[str, Card], recall: Recall) -> dict[str, tuple[int, float]]:
    """Topic -> how many of its entries were reviewed, and the mean predicted recall over all of them, new ones 0."""
    by_topic: dict[str, list[float | None]] = {}
    for entry in entries:
        card = cards.get(entry.id)
        by_topic.setdefault(topic_of(entry), []).append(standing(card, recall) if card and card.memory else None)
    return {
        topic: (sum(one is not None for one in values), sum(one or 0.0 for one in values) / len(values))
        for topic, values in by_topic.items()
    }


def standing(card: Card, recall: Recall) -> float:
    """A reviewed card's predicted recall; 0 if it was just forgotten, since FSRS predicts 1 right after any answer."""
    return 0.0 if card.last_rating == "again" else recall(card)


def weak_topics(entries: Sequence[IndexedEntry], cards: Mapping[str, Card], recall: Recall) -> dict[str, float]:
    """Topic -> mean predicted recall of its reviewed cards, of the topics where that is low."""
    known: dict[str, list[float]] = {}
    for entry in entries:
        card = cards.get(entry.id)
        if card and card.memory:
            known.setdefault(topic_of(entry), []).append(standing(card, recall))
    means = {topic: sum(values) / len(values) for topic, values in known.items()}
    return {topic: mean for topic, mean in means.items() if mean < WEAK}


def interleaved(things: Sequence[Thing], topic: Callable[[Thing], str]) -> list[Thing]:
    """The things in turn by topic: the first of each topic, then the second of each."""
    seen: dict[str, int] = {}
    rounds: list[tuple[int, int, Thing]] = []
    for place, thing in enumerate(things):
        turn = seen.get(topic(thing), 0)
        seen[topic(thing)] = turn + 1
        rounds.append((turn, place, thing))
    return [thing for _, _, thing in sorted(rounds, key=lambda one: one[:2])]


def _is_weak(card: Card, in_weak_topic: bool, now: datetime) -> bool:
    if card.memory is None or now - card.memory.reviewed_at < REST:
        return False
    return in_weak_topic or card.last_rating in ("again", "hard")


def _recall(card: Card, recall: Recall) -> float:
    return standing(card, recall) if card.memory else 0.0
