"""A question in the background: its events as messages, until the answer is there or is stopped."""

from __future__ import annotations

from threading import Event as Flag
from typing import TYPE_CHECKING

from textual.message import Message

from assistant.core.conversation import Answered, Conversation, Event
from assistant.core.errors import AssistantError

if TYPE_CHECKING:
    from textual.widget import Widget

    from assistant.tui.desk import Desk
    from assistant.tui.exchange import Exchange


class Came(Message):
    """Something of an answer."""

    def __init__(self, exchange: Exchange, event: Event) -> None:
        super().__init__()
        self.exchange = exchange
        self.event = event


class NoAnswer(Message):
    """A question ended without an answer."""

    def __init__(self, exchange: Exchange, reason: str) -> None:
        super().__init__()
        self.exchange = exchange
        self.reason = reason


def answer(desk: Desk, owner: Widget, exchange: Exchange, before: Conversation | None, stop: Flag) -> Message:
    """Post what comes to the owner, and return the last of it. Between two pieces, `stop` ends it with what came."""
    try:
        events = desk.flows().conversing.ask(exchange.question, desk.k, before=before)
        event = next(events)
        while not isinstance(event, Answered):
            owner.post_message(Came(exchange, event))
            event = events.throw(KeyboardInterrupt()) if stop.is_set() else next(events)
        return Came(exchange, event)
    except KeyboardInterrupt:
        return NoAnswer(exchange, "stopped")
    except AssistantError as error:
        return NoAnswer(exchange, f"{error}{f' – {error.hint}' if error.hint else ''}")
