"""What could be asked next, one key away."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static

from assistant.core.cleaning import clean_line

_FIRST_KEY = 6
_MOST = 3


class Suggestions(Static):
    """A line for each, with its key."""

    def __init__(self) -> None:
        super().__init__(id="suggestions")
        self.questions: Sequence[str] = ()

    def on_mount(self) -> None:
        """None yet."""
        self.suggest(())

    def suggest(self, questions: Sequence[str]) -> None:
        """The first few of these."""
        self.questions = questions[:_MOST]
        self.display = bool(questions)
        parts = []
        for number, question in enumerate(self.questions, _FIRST_KEY):
            parts += [(f"F{number} ", "$text-accent"), (f"{clean_line(question)}\n", "dim")]
        self.update(Content.assemble(*parts).rstrip())
