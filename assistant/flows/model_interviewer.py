"""A model's words for what an interviewer has to say. What it must not say is checked by code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from assistant.core.citing import cleaned_reply
from assistant.core.cleaning import clean_line
from assistant.core.interviews import asks_the_same, gives_away
from assistant.core.study import KeyPoint
from assistant.core.study_prompts import interviewer_messages

if TYPE_CHECKING:
    from assistant.flows.tutor import Tutor

_LONGEST = 600
"""Characters of something that is said."""
_MOST_PIECES = 400
"""Of a reply that is read."""


class ModelInterviewer:
    """Says things in a model's words, and in the given ones where those can't be used."""

    def __init__(self, tutor: Tutor) -> None:
        self._tutor = tutor

    def worded(
        self, told: str, question: str, said: Sequence[str], points: Sequence[KeyPoint], missed: str | None = None
    ) -> str:
        """What is `told`, said naturally; `points` must not be given away, `missed` is what it leads to."""
        messages = interviewer_messages(told, question, said, missed)
        reply = self._tutor.asked(lambda model: "".join(islice(model.stream(messages), _MOST_PIECES)))
        if reply is None:
            return told
        reply = clean_line(cleaned_reply(reply))
        lost = gives_away(reply, points, (told, question, *said)) or not (missed or asks_the_same(reply, told))
        return reply if reply.endswith("?") and len(reply) <= _LONGEST and not lost else told
