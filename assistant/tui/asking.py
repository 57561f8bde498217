"""What the chat asks of the background, and the messages in which it comes back."""

from __future__ import annotations

from contextlib import suppress
from threading import Event as Flag
from threading import Thread
from typing import TYPE_CHECKING

from textual.message import Message

from assistant.core.conversation import Answered, Conversation, Event
from assistant.core.errors import AssistantError, StoreError

if TYPE_CHECKING:
    from textual.widget import Widget

    from assistant.core.domain import IndexedEntry
    from assistant.render_chat import Source
    from assistant.tui.desk import Desk
    from assistant.tui.exchange import Exchange

_SILENT_SECONDS, _KEEPING_SECONDS = 1.0, 20.0


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


class EntryFound(Message):
    """The entry of a source, or None: the guide has it no more."""

    def __init__(self, source: Source, entry: IndexedEntry | None) -> None:
        super().__init__()
        self.source = source
        self.entry = entry


class Continued(Message):
    """A conversation to go on with; None: a new one."""

    def __init__(self, conversation: Conversation | None) -> None:
        super().__init__()
        self.conversation = conversation


class Exported(Message):
    """A conversation as it is kept now, to be saved elsewhere."""

    def __init__(self, conversation: Conversation) -> None:
        super().__init__()
        self.conversation = conversation


class Remembered(Message):
    """What was asked before, the oldest first."""

    def __init__(self, questions: list[str]) -> None:
        super().__init__()
        self.questions = questions


class OpenConversation:
    """What is gone on with."""

    def __init__(self, kept: Conversation | None = None) -> None:
        self.kept = kept
        """As far as it is kept; None: nothing of it is yet."""


class Stop:
    """A wish to end an answer with what came, and whether it was heard."""

    def __init__(self) -> None:
        self.wanted, self.heard = Flag(), Flag()
        self.answering: Thread | None = None

    def wait(self) -> None:
        """Wish it, and wait until what came is kept; not for long if the model is silent just now."""
        self.wanted.set()
        if self.answering and self.answering.is_alive() and self.heard.wait(_SILENT_SECONDS):
            self.answering.join(_KEEPING_SECONDS)


def answer(
    desk: Desk, owner: Widget, exchange: Exchange, conversation: OpenConversation, stop: Stop, earlier: Stop
) -> Message:
    """Post what comes to the owner, and return the last of it. Between two pieces, `stop` ends it with what came.

    `earlier` is that of the answer before, which was stopped perhaps: it is kept first.
    """
    earlier.wait()
    try:
        events = desk.flows().conversing.ask(exchange.question, desk.k, before=conversation.kept)
        event = next(events)
        while not isinstance(event, Answered):
            owner.post_message(Came(exchange, event))
            if stop.wanted.is_set():
                stop.heard.set()
                event = events.throw(KeyboardInterrupt())
            else:
                event = next(events)
        if event.conversation_id is not None:
            with suppress(StoreError):
                conversation.kept = desk.conversations.get(event.conversation_id)
        return Came(exchange, event)
    except KeyboardInterrupt:
        return NoAnswer(exchange, "stopped")
    except AssistantError as error:
        return NoAnswer(exchange, f"{error}{f' – {error.hint}' if error.hint else ''}")
