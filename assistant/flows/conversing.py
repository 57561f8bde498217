"""Questions that follow on each other: what was said before, and keeping what is said now."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from assistant.core.conversation import Answered, Conversation, Event, Turn
from assistant.core.domain import Answer
from assistant.core.errors import StoreError
from assistant.flows.answering import DEFAULT_MANNER, Answering, Manner

if TYPE_CHECKING:
    from assistant.core.ports import ConversationStore


class Conversing:
    """Answers, with the conversation so far."""

    def __init__(
        self, answering: Answering, store: ConversationStore, as_json: Callable[[Answer], Mapping[str, Any]]
    ) -> None:
        self._answering = answering
        self._store = store
        self._as_json = as_json

    def ask(
        self,
        question: str,
        k: int,
        guide: str | None = None,
        before: Conversation | None = None,
        manner: Manner = DEFAULT_MANNER,
        *,
        keep: bool = True,
    ) -> Generator[Event, None, None]:
        """The events of `Answering.steps`, then `Answered`, which was kept before it is shown.

        An answer that can't be kept is shown all the same, with a notice. Errors: see `Answering.steps`.
        """
        asked_at = datetime.now(UTC).isoformat(timespec="seconds")
        answer = yield from self._answering.steps(question, k, guide, turns(before), manner)
        kept_in: int | None = None
        if keep:
            try:
                kept_in = self._store.append(before.id if before else None, question, self._as_json(answer), asked_at)
            except StoreError as error:
                notices = [answer.notice, f"not kept in the history: {error}"]
                answer = replace(answer, notice="; ".join(notice for notice in notices if notice))
        yield Answered(answer, kept_in)


def turns(conversation: Conversation | None) -> list[Turn]:
    """What a model or a rule needs of it."""
    exchanges = conversation.exchanges if conversation else ()
    return [Turn(exchange.question, str(exchange.answer.get("answer", ""))) for exchange in exchanges]
