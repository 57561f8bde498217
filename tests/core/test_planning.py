"""What to study next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assistant.core.planning import interleaved, mastery, plan, weak_topics
from assistant.core.study import Card, Memory, Rating, topic_of
from tests.entries import entry

NOW = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
GUIDE = [entry(f"{topic}{number}", f"{topic}?", "A.", topics=(topic,)) for topic in "abc" for number in range(3)]


def card(id_: str, due_in: float, reviewed: float = 5, rating: Rating = "good", **changes: object) -> Card:
    memory = Memory("review", None, 10.0, 5.0, NOW + due_in * DAY, NOW - reviewed * DAY)
    return Card(id_, "d", memory, 1, 0, 1, rating, **changes)  # type: ignore[arg-type]


def planned(cards: list[Card], count: int = 9, recalls: dict[str, float] | None = None) -> list[str]:
    known = {one.entry_id: one for one in cards}
    values = recalls or {}
    return [one.id for one in plan(GUIDE, known, NOW, count, lambda card: values.get(card.entry_id, 0.95))]


def test_what_is_due_comes_first_the_least_remembered_before_the_others() -> None:
    cards = [card("c2", -1), card("b1", -1), card("a2", 3)]
    assert planned(cards, 2, {"c2": 0.8, "b1": 0.6}) == ["b1", "c2"]


def test_then_what_is_weak_then_what_is_new_in_learning_order() -> None:
    cards = [card("c2", -1), card("b1", 3, rating="again"), card("a2", 3)]
    assert planned(cards, 4) == ["c2", "b1", "a0", "b0"]


def test_what_is_known_and_not_due_is_not_asked() -> None:
    assert "a2" not in planned([card("a2", 3)])


def test_a_weak_card_rests_for_half_a_day() -> None:
    assert "b1" not in planned([card("b1", 0.01, reviewed=0.1, rating="again")])


def test_cards_of_a_topic_that_is_forgotten_are_weak() -> None:
    cards = [card("a0", 3), card("a1", 3), card("b0", 3)]
    recalls = {"a0": 0.5, "a1": 0.7, "b0": 0.9}
    assert planned(cards, 2, recalls) == ["a0", "a1"]
    known = {one.entry_id: one for one in cards}
    assert weak_topics(GUIDE, known, lambda one: recalls[one.entry_id]) == {"a": 0.6}
    assert mastery(GUIDE, known, lambda one: recalls[one.entry_id]) == {
        "a": (2, pytest.approx(0.4)),
        "b": (1, pytest.approx(0.3)),
        "c": (0, 0.0),
    }


def test_suspended_and_buried_entries_are_left_out_even_if_due_or_new() -> None:
    cards = [
        card("c2", -1, suspended=True),
        card("b1", -1, buried_until=NOW + DAY),
        card("b2", -1, buried_until=NOW - DAY),
        Card("a0", "d", suspended=True),
    ]
    found = planned(cards)
    assert found[0] == "b2"
    assert not {"c2", "b1", "a0"} & set(found)


def test_what_was_put_on_the_schedule_is_due_until_it_is_reviewed() -> None:
    assert planned([Card("c1", "d", queued_at=NOW - DAY)], 1) == ["c1"]
    assert planned([card("c1", 3, reviewed=0.5, queued_at=NOW - DAY)], 1) == ["a0"]


def test_topics_are_interleaved() -> None:
    cards = [card(one.id, -1) for one in GUIDE]
    topics = [id_[0] for id_ in planned(cards)]
    assert topics == ["a", "b", "c"] * 3
    assert interleaved(["a1", "a2", "b1"], lambda text: text[0]) == ["a1", "b1", "a2"]
    assert topic_of(GUIDE[0]) == "a"
