"""What the screens look like, at fixed sizes, with a frozen clock and the real index.

`pytest tests/tui/test_snapshots.py --snapshot-update` after looking at what changed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import TextArea

from assistant.adapters.progress import SqliteProgress
from assistant.core.scheduling import Scheduling
from assistant.core.study import RATINGS, Review
from assistant.tui.exchange import Exchange
from assistant.tui.markdown import SafeMarkdown
from tests.scripted_server import Handler, ScriptedServer, says, serving
from tests.tui.conftest import NOW, Room, app_at

REPLY = (
    "Batch normalization estimates a mean and a variance from the examples of the mini-batch [1]. ",
    "With few examples these statistics are noisy, and the error rises [2]. ",
    "Layer normalization was banned in 1987 [3].",
)
QUESTION = "why does batch norm need a large batch?"
Look = Callable[..., bool]
Act = Callable[[Room], Awaitable[None]]


@pytest.fixture
def look(snap_compare: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Opens the application, acts, and compares the screen with the one that was approved."""

    def compare(act: Act, size: tuple[int, int] = (120, 36), **options: str) -> bool:
        app = app_at(home, monkeypatch, **options)

        async def run(pilot: Pilot[None]) -> None:
            room = Room(app, pilot)
            await room.until(lambda: not room.text("#status-text").startswith(("warming", "not")))
            await act(room)
            for area in app.query(TextArea):
                area.cursor_blink = False
            await pilot.pause(0.3)

        return bool(snap_compare(app, terminal_size=size, run_before=run))

    return compare


async def _nothing(_room: Room) -> None:
    """Only look."""


async def _with_source(room: Room) -> None:
    await room.ask(QUESTION)
    await room.pilot.press("ctrl+o")
    await room.until(lambda: room.app.query("#source .cited"))


def test_empty(look: Look) -> None:
    assert look(_nothing)


def test_answered_with_a_source_open(look: Look) -> None:
    assert look(_with_source)


def test_narrow(look: Look) -> None:
    async def act(room: Room) -> None:
        await room.ask(QUESTION)

    assert look(act, (80, 24))


def test_light(look: Look) -> None:
    async def act(room: Room) -> None:
        room.app.theme = "textual-light"
        await _with_source(room)

    assert look(act)


def test_not_in_the_guide(look: Look) -> None:
    async def act(room: Room) -> None:
        await room.ask("who won the 1998 world cup?")

    assert look(act)


@pytest.fixture
def model() -> Iterator[ScriptedServer]:
    """A model that answers, and has an answer that never ends."""
    with serving(says(*REPLY)) as server:
        yield server


def _model(url: str) -> dict[str, str]:
    return {"model": "openai:test-model", "ASSISTANT_BASE_URL": url, "OPENAI_API_KEY": "sk-test"}


def test_explained_by_a_model(look: Look, model: ScriptedServer) -> None:
    async def act(room: Room) -> None:
        await room.ask(QUESTION)

    assert look(act, **_model(model.url))


def test_streaming(look: Look) -> None:
    def half(handler: Handler) -> None:
        says(*REPLY[:1], "With few examples these ", finish=None, done=False)(handler)
        handler.rfile.read(1)  # until the application is closed

    async def act(room: Room) -> None:
        await room.type(QUESTION)
        await room.until(lambda: room.app.query(Exchange) and "these" in room.last.query_one(SafeMarkdown).source)
        room.last.query_one(".verdict").display = False  # it names the port

    with serving(half) as server:
        assert look(act, **_model(server.url))


def test_model_down(look: Look) -> None:
    async def act(room: Room) -> None:
        await room.ask(QUESTION)

    assert look(act, **_model("http://127.0.0.1:9/v1"))


def _learned(home: Path) -> None:
    """Some weeks of study, always the same."""
    store, scheduling = SqliteProgress(home / "progress.sqlite3"), Scheduling(0.9)
    entries = ["dropout", "attention", "backpropagation-by-hand", "confusion-matrix", "softmax", "optimizers"]
    for number, entry in enumerate(entries):
        memory, last = None, None
        for day in range(30 - number, 0, -(3 + number)):
            at = NOW - timedelta(days=day, minutes=number)
            rating = RATINGS[(number + day) % 4]
            recall = scheduling.recall(memory, at) if memory else None
            memory = scheduling.reviewed(memory, rating, at)
            review = Review(entry, f"{entry}:recall:0", rating, at, 20.0, "", 0.5, recall, memory)
            last = store.append(review, "x", last).id


def test_progress(look: Look, home: Path) -> None:
    async def act(room: Room) -> None:
        await room.pilot.press("f4")
        await room.until(lambda: room.text("#progress-sums").startswith("6 of"))

    _learned(home)
    assert look(act)


def test_today_and_a_question(look: Look, home: Path) -> None:
    async def act(room: Room) -> None:
        await room.type("/quiz dropout")
        await room.until(lambda: room.text("#quiz-head").startswith("1/"))
        await room.pilot.press("f6", "f6")
        await room.until(lambda: "begins" in room.text("#quiz-hint") or "not" in room.text("#quiz-hint"))

    _learned(home)
    assert look(act)


def test_graded(look: Look) -> None:
    async def act(room: Room) -> None:
        await room.pilot.press("f3")
        await room.until(lambda: len(room.options("#today-choices")) > 5)
        await room.pilot.press("down", "enter")
        await room.until(lambda: room.text("#quiz-head").startswith("1/"))
        await room.type("layers of neurons with weights and a nonlinear activation; a loss says how wrong it is")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)

    assert look(act)


def test_guide(look: Look) -> None:
    async def act(room: Room) -> None:
        await room.pilot.press("f5")
        await room.until(lambda: len(room.options("#guide-list")) > 100)
        await room.pilot.press(*"vanishing gradients")
        await room.until(lambda: room.options("#guide-list")[0].startswith("What causes vanishing"))
        await room.pilot.press("enter", "enter")

    assert look(act)
