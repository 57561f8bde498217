"""The exchanges of a conversation, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from assistant.core.conversation import Conversation
from assistant.core.conversation import Exchange as Kept
from assistant.tui.exchange import Exchange

_WELCOME = """Ask anything about deep learning: the answer comes
from the guide, and every sentence cites its passage.

  ctrl+o  opens the sources, one after the other
  ctrl+r  goes back to an earlier conversation
  ctrl+p  finds every command
  F3      quizzes you on what is due, weak or new
  F5      is the guide itself
  F1      shows all keys"""
STEP = 20
"""Exchanges that are drawn when a long conversation is opened, and with each step back."""
_MOST = 2 * STEP
"""Exchanges that are drawn at a time: a long conversation then scrolls as a short one does."""

Turn = Kept | Exchange
"""Drawn or not, with its question and its answer; the answer may still come."""


class Transcript(VerticalScroll):
    """Follows what comes while the reader is at the bottom."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._before: list[Turn] = []
        self._after: list[Turn] = []

    def on_mount(self) -> None:
        """An empty conversation."""
        self.mount(Static(id="earlier"), Static(Content(_WELCOME), id="welcome"), Static(id="later"))
        self._count()
        self.anchor()

    def exchanges(self) -> list[Exchange]:
        """Those that are drawn."""
        return list(self.query(Exchange))

    async def add(self, exchange: Exchange) -> None:
        """A new question, at the end."""
        if self._after:
            await self._draw(self._turns())
        self.query_one("#welcome").display = False
        drawn = self.exchanges()
        if len(drawn) >= _MOST:
            self._before += drawn[:STEP]
            await self.remove_children(drawn[:STEP])
        await self.mount(exchange, before=self.query_one("#later"))
        self._count()
        self.anchor()

    def read_from(self, exchange: Exchange) -> None:
        """Of an answer that is longer than the view, show the beginning."""

        def scroll() -> None:
            if exchange.outer_size.height > self.size.height:
                self.anchor(False)
                self.scroll_to_widget(exchange, animate=False, top=True)

        self.call_after_refresh(scroll)

    async def show(self, conversation: Conversation | None) -> None:
        """Draw another conversation, or an empty one."""
        await self._draw(conversation.exchanges if conversation else ())

    async def show_earlier(self) -> None:
        """A step back."""
        if not self._before:
            return
        drawn = self.exchanges()
        self._before, shown = self._before[:-STEP], self._before[-STEP:]
        if len(drawn) + len(shown) > _MOST:
            self._after = [*drawn[STEP:], *self._after]
            await self.remove_children(drawn[STEP:])
        await self.mount_all([_drawn(turn) for turn in shown], before=drawn[0])
        self._count()
        self.call_after_refresh(self.scroll_to_widget, drawn[0], animate=False, top=True)

    async def show_last(self) -> None:
        """Back to the end."""
        if self._after:
            await self._draw(self._turns())
        self.anchor()

    async def _draw(self, turns: Sequence[Turn]) -> None:
        await self.query(Exchange).remove()
        self._before, self._after = list(turns[:-STEP]), []
        await self.mount_all([_drawn(turn) for turn in turns[-STEP:]], before=self.query_one("#later"))
        self.query_one("#welcome").display = not turns
        self._count()
        self.anchor()

    def _turns(self) -> list[Turn]:
        return [*self._before, *self.exchanges(), *self._after]

    def _count(self) -> None:
        for name, turns, text in (
            ("#earlier", self._before, "▲ {} earlier: F9"),
            ("#later", self._after, "▼ {} later: F10"),
        ):
            line = self.query_one(name, Static)
            line.update(Content.styled(text.format(len(turns)), "dim"))
            line.display = bool(turns)


def _drawn(turn: Turn) -> Exchange:
    return Exchange(turn.question, turn.answer)
