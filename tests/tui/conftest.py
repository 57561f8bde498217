"""The application in a test: through the real wiring, with a frozen clock."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

import assistant
from assistant.tui.app import AssistantApp
from assistant.tui.desk import Desk
from assistant.tui.exchange import Exchange
from assistant.tui.status import ScreenProgress
from tests.conftest import REPOSITORY

NOW = datetime(2026, 1, 15, 9, 30, tzinfo=UTC)
_LONGEST_SECONDS = 60.0

Opened = Callable[..., AbstractAsyncContextManager["Room"]]


class Room:
    """A running application, and what a test does with it."""

    def __init__(self, app: AssistantApp, pilot: Pilot[None]) -> None:
        self.app, self.pilot = app, pilot

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for what the background does."""
        deadline = time.monotonic() + _LONGEST_SECONDS
        while not true():
            assert time.monotonic() < deadline, "it did not happen"
            await self.pilot.pause(0.02)
        await self.pilot.pause()

    async def type(self, text: str) -> None:
        """Type it, and send it."""
        await self.pilot.press(*(_KEYS.get(character, character) for character in text), "enter")

    async def ask(self, question: str) -> Exchange:
        """Type a question, and wait for its answer."""
        count = len(self.app.query(Exchange))
        await self.type(question)
        await self.until(lambda: len(self.app.query(Exchange)) > count and self.last.answer)
        return self.last

    @property
    def last(self) -> Exchange:
        return self.app.query(Exchange).last()

    def text(self, selector: str) -> str:
        """What a widget shows."""
        return str(self.app.screen.query_one(selector).render())  # type: ignore[attr-defined]

    def options(self, selector: str) -> list[str]:
        """What a list offers."""
        from textual.widgets import OptionList

        return [str(option.prompt) for option in self.app.screen.query_one(selector, OptionList).options]

    def notices(self) -> str:
        """What the application has told."""
        return "\n".join(notification.message for notification in self.app._notifications)


_KEYS = {"?": "question_mark", "/": "slash", ":": "colon", "-": "minus", ".": "full_stop", ",": "comma"}


def app_at(home: Path, monkeypatch: pytest.MonkeyPatch, *, model: str = "none", **variables: str) -> AssistantApp:
    """The application over that home."""
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "ASSISTANT_MODEL", "ASSISTANT_BASE_URL", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"ASSISTANT_HOME": str(home), "TZ": "UTC"} | variables).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(REPOSITORY)
    progress = ScreenProgress()
    flows = replace(assistant.open(progress, model=model), clock=lambda: NOW)
    return AssistantApp(Desk(flows, flows.clock, seed=3), progress)


@pytest.fixture
def opened(home: Path, monkeypatch: pytest.MonkeyPatch) -> Opened:
    """Opens the application over the test's own home, with the guide's index."""

    @asynccontextmanager
    async def open_(size: tuple[int, int] = (120, 36), **options: str) -> AsyncIterator[Room]:
        app = app_at(home, monkeypatch, **options)
        async with app.run_test(size=size) as pilot:
            yield Room(app, pilot)

    return open_
