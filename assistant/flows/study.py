"""A study session: what to ask, what an answer is worth, when to ask again. The CLI and the application draw it.

Every answer is kept before anything else happens.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Protocol

from assistant.core.domain import IndexedEntry
from assistant.core.errors import SettingsError
from assistant.core.items import is_right_term
from assistant.core.planning import plan
from assistant.core.scheduling import Scheduling, lowered
from assistant.core.study import MODES, Card, Grade, Item, Mode, Rating, Review, digest_of
from assistant.flows.clock import Clock, utc_now

if TYPE_CHECKING:
    from assistant.core.ports import ProgressStore
    from assistant.flows.grading import Grading
    from assistant.flows.itemizing import Items

_BURIED = timedelta(days=1)


class ItemSource(Protocol):
    """Where items come from."""

    def one(self, entry: IndexedEntry, mode: Mode, rng: Random) -> Item | None:
        """An item of the mode; None: there is none that is sound."""
        ...


class Study:
    """Sessions over the entries of one guide."""

    def __init__(
        self,
        entries: Sequence[IndexedEntry],
        items: Items,
        grading: Grading,
        store: ProgressStore,
        scheduling: Scheduling,
        clock: Clock = utc_now,
    ) -> None:
        """`entries` in learning order."""
        self._entries = {entry.id: entry for entry in entries if entry.passages}
        self._items, self._grading, self._store = items, grading, store
        self._scheduling, self._clock = scheduling, clock

    def session(
        self,
        count: int,
        topic: str | None = None,
        mode: Mode | None = None,
        seed: int = 0,
        source: ItemSource | None = None,
    ) -> list[Item]:
        """Up to `count` items to ask now; `mode` None mixes them. SettingsError: no entry is of that topic.

        They are the guide's own, unless another `source` makes them.

        Of a topic of which nothing is due, weak or new, what is remembered least is asked all the same.
        """
        entries = self.of_topic(topic)
        cards = self._store.cards()
        rng = Random(seed)
        chosen = plan(entries, cards, self._clock(), count, self.recall)
        if topic is not None and not chosen:
            known = [entry for entry in entries if not self.resting(entry)]
            chosen = sorted(known, key=lambda entry: self.recall(cards[entry.id]))[:count]
        made = source or self._items
        items = (_item(entry, cards.get(entry.id), mode, rng, made) for entry in chosen)
        return [item for item in items if item]

    def of_topic(self, topic: str | None) -> list[IndexedEntry]:
        """The entries of a topic, or all. SettingsError: there is no such topic."""
        if topic is None:
            return list(self._entries.values())
        wanted = topic.strip().lower().replace(" ", "-")
        found = [entry for entry in self._entries.values() if wanted in (*entry.topics, entry.id, entry.guide)]
        if not found:
            topics = dict.fromkeys(name for entry in self._entries.values() for name in entry.topics)
            raise SettingsError(f"there is no topic “{topic}”", f"topics: {', '.join(topics)}")
        return found

    def graded(self, item: Item, answer: str) -> Grade:
        """What an answer is worth. A choice's answer is the option's text, a cloze's the term."""
        if item.mode in ("recall", "explain"):
            return self._grading.grade_item(answer, item.question, item.points)
        right = answer == item.answer if item.mode == "choice" else is_right_term(answer, item.answer)
        return Grade(float(right), "good" if right else "again", (), ())

    def answered(
        self, item: Item, before: Card, answer: str, grade: Grade, hints: int, seconds: float, *, counted: bool = True
    ) -> Review:
        """Keep an answer, rated as the grade suggests after so many hints, and give the review.

        `before` is the card as it was when the item was shown: if another session has reviewed it since, the answer is
        kept, but not counted. Nor is one that is not to be `counted`.
        """
        now = self._clock()
        rating = lowered(grade.rating, hints)
        recall = self.recall(before) if before.memory else None
        memory = self._scheduling.reviewed(before.memory, rating, now)
        review = Review(item.entry.id, item.id, rating, now, seconds, answer, grade.score, recall, memory, counted)
        return self._store.append(review, digest_of(item.entry), before.last_review_id)

    def rerated(self, review: Review, rating: Rating, before: Card) -> Review:
        """The review with the learner's own rating instead; `before` is the card as it was before the review."""
        if rating == review.rating:
            return review
        memory = self._scheduling.reviewed(before.memory, rating, review.reviewed_at)
        return self._store.rerate(review, replace(review, rating=rating, memory=memory))

    def intervals(self, card: Card) -> dict[Rating, timedelta]:
        """How long until the next review, for each rating that could be given now."""
        return self._scheduling.intervals(card.memory, self._clock())

    def card(self, entry: IndexedEntry) -> Card:
        """The entry's card as it is kept now."""
        return self._store.cards().get(entry.id) or Card(entry.id, digest_of(entry))

    def undo(self) -> Review | None:
        """Take back the last review, of whatever session."""
        return self._store.undo(self._clock())

    def bury(self, entry: IndexedEntry, *, buried: bool = True) -> None:
        """Don't ask the entry again today, or do."""
        self._store.bury(entry.id, digest_of(entry), self._clock() + _BURIED if buried else None)

    def suspend(self, entry: IndexedEntry, *, suspended: bool = True) -> None:
        """Never ask the entry again, or do."""
        self._store.suspend(entry.id, digest_of(entry), suspended)

    def queue(self, entry: IndexedEntry) -> None:
        """Ask the entry in the next session."""
        self._store.queue(entry.id, digest_of(entry), self._clock())

    def now(self) -> datetime:
        """The time, UTC."""
        return self._clock()

    def resting(self, entry: IndexedEntry) -> bool:
        """Whether the entry is suspended, or buried for now."""
        return self.card(entry).resting(self._clock())

    def entry(self, entry_id: str) -> IndexedEntry:
        """SettingsError: there is none of that id."""
        if entry_id not in self._entries:
            raise SettingsError(f"there is no entry {entry_id}", 'search for it: assistant search "…" --json')
        return self._entries[entry_id]

    def changed(self, card: Card) -> bool:
        """Whether the entry's text has changed since it was last asked."""
        return card.entry_id in self._entries and digest_of(self._entries[card.entry_id]) != card.digest

    def recall(self, card: Card) -> float:
        """A reviewed card's predicted recall now."""
        assert card.memory is not None
        return self._scheduling.recall(card.memory, self._clock())


def _item(entry: IndexedEntry, card: Card | None, mode: Mode | None, rng: Random, source: ItemSource) -> Item | None:
    if mode:
        return source.one(entry, mode, rng)
    # What is new is easier to recognise than to produce; what is known is asked from every side.
    first: Sequence[Mode] = ("recall", "explain", "cloze") if card and card.reviews > 1 else ("choice", "cloze")
    return source.one(entry, rng.choice(first), rng) or source.one(entry, MODES[0], rng)
