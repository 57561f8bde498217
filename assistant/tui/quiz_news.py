"""What the background tells a quiz's view."""

from __future__ import annotations

from textual.message import Message

from assistant.core.study import Grade, Item, Review


class Graded(Message):
    """An answer was graded and kept."""

    def __init__(self, grade: Grade, review: Review) -> None:
        super().__init__()
        self.grade = grade
        self.review = review


class Asked(Message):
    """The next item, or None: the quiz is over."""

    def __init__(self, item: Item | None) -> None:
        super().__init__()
        self.item = item


class Hinted(Message):
    """A step of the ladder of hints."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
