"""One quiz from its first item to its last: what the learner can do at each, whoever draws it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from assistant.core.errors import StoreError
from assistant.core.items import hints
from assistant.core.study import Card, Grade, Item, Rating, Review

if TYPE_CHECKING:
    from assistant.flows.study import Study


class Quiz:
    """Items in turn. Every answer is kept before anything else happens."""

    def __init__(self, study: Study, items: Sequence[Item]) -> None:
        self._study, self._items = study, list(items)
        self._position = -1
        self._card: Card | None = None
        self._hints = 0
        self._answered: Review | None = None
        self.kept: list[Review] = []
        """What was answered, and not taken back."""

    @property
    def number(self) -> int:
        """Of the item that is asked, 1-based."""
        return self._position + 1

    @property
    def of(self) -> int:
        """How many items there are."""
        return len(self._items)

    @property
    def item(self) -> Item:
        """What is asked now."""
        return self._items[self._position]

    @property
    def changed(self) -> bool:
        """Whether the entry's text has changed since the learner was last asked."""
        return self._before.memory is not None and self._study.changed(self._before)

    def advance(self) -> Item | None:
        """On to the next item; None: that was the last one. StoreError: the card can't be read, and nothing changes."""
        if self._position + 1 >= len(self._items):
            return None
        self._card = self._study.card(self._items[self._position + 1].entry)
        self._position += 1
        self._hints, self._answered = 0, None
        return self.item

    def hint(self) -> str:
        """The next step of the ladder, the last one again and again; each lowers the rating that can be earned."""
        ladder = hints(self.item)
        step = ladder[min(self._hints, len(ladder) - 1)]
        self._hints += 1
        return step

    def answer(self, answer: str, seconds: float) -> tuple[Grade, Review]:
        """Grade an answer and keep it. SettingsError: it is too long. StoreError: it can't be kept."""
        grade = self._study.graded(self.item, answer)
        review = self._study.answered(self.item, self._before, answer, grade, self._hints, seconds)
        self.kept.append(review)
        self._answered = review
        return grade, review

    def intervals(self) -> Mapping[Rating, timedelta]:
        """How long until the next review, for each rating that could be given."""
        return self._study.intervals(self._before)

    def rate(self, rating: Rating) -> Review:
        """The learner's own rating of this item's answer. StoreError: it was taken back, here or elsewhere."""
        if self._answered is None:
            raise StoreError("the answer was taken back", "answer again")
        self._answered = self.kept[-1] = self._study.rerated(self._answered, rating, self._before)
        return self._answered

    def undo(self) -> Review | None:
        """Take back the last review, of whatever session; None: there is none."""
        undone = self._study.undo()
        if undone and self._answered and undone.id == self._answered.id:
            self._answered = None
        self.kept = [review for review in self.kept if undone is None or review.id != undone.id]
        return undone

    def bury(self) -> None:
        """Don't ask this entry again today."""
        self._study.bury(self.item.entry)

    def suspend(self) -> None:
        """Never ask this entry again."""
        self._study.suspend(self.item.entry)

    def questions(self) -> dict[str, str]:
        """Entry id -> its question, of all items."""
        return {item.entry.id: item.entry.question for item in self._items}

    def now(self) -> datetime:
        """The study's time, UTC."""
        return self._study.now()

    @property
    def _before(self) -> Card:
        """The card as it was when the item was shown."""
        assert self._card is not None
        return self._card
