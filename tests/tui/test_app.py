"""The application as a whole: starting, waiting, failing, leaving."""

from __future__ import annotations

import asyncio
import threading
import time
from pathlib import Path

import pytest
from textual.containers import VerticalScroll
from textual.widgets import TabbedContent

from assistant.core.errors import IndexTroubleError
from assistant.tui.background import in_background
from assistant.tui.chat import Chat
from assistant.tui.help import Help
from assistant.tui.prompt import Prompt
from assistant.tui.study import Study
from tests.conftest import run_assistant, small_corpus
from tests.tui.conftest import Opened, Room, app_at


async def test_a_question_typed_before_all_is_loaded_waits_and_is_answered(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_at(home, monkeypatch)
    go = threading.Event()
    warm_up = app._desk.warm_up

    def late() -> None:
        go.wait(30)
        warm_up()

    monkeypatch.setattr(app._desk, "warm_up", late)
    async with app.run_test(size=(100, 30)) as pilot:
        room = Room(app, pilot)
        await room.type("what is dropout?")
        await room.until(lambda: room.app.query("Exchange"))
        assert str(room.last.query_one(".verdict").render()) == "waiting for the guide …"  # type: ignore[attr-defined]
        assert room.last.answer is None
        go.set()
        await room.until(lambda: room.last.answer)


async def test_leaving_does_not_wait_for_what_is_being_loaded(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_at(home, monkeypatch)
    never = threading.Event()
    monkeypatch.setattr(app._desk, "warm_up", lambda: never.wait(120) and None)
    started = time.monotonic()
    async with app.run_test() as pilot:
        await pilot.press("ctrl+q")
    assert time.monotonic() - started < 60
    never.set()


async def test_an_index_that_can_not_be_built_is_said_and_tried_again(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_at(home, monkeypatch)
    flows = app._desk._flows
    failing = [True]

    class Troubled:
        def __getattr__(self, name: str) -> object:
            if name == "retrieval" and failing[0]:
                raise IndexTroubleError("the disk is full", "make room")
            return flows.reopened if name == "reopened" else getattr(flows, name)

    monkeypatch.setattr(app._desk, "_flows", Troubled())
    async with app.run_test() as pilot:
        room = Room(app, pilot)
        await room.until(lambda: "the disk is full" in room.text("#status-text"))
        await room.type("what is dropout?")
        await room.until(lambda: "the disk is full" in str(room.last.query_one(".verdict").render()))  # type: ignore[attr-defined]
        failing[0] = False
        await pilot.press("enter")
        await room.until(lambda: room.last.answer)


async def test_an_index_that_another_process_builds_meanwhile_is_used(opened: Opened, home: Path) -> None:
    file = small_corpus(home) / "06-regularization.md"
    result = await asyncio.to_thread(run_assistant, home, "index", "build")
    assert result.returncode == 0, result.stderr
    async with opened() as room:
        await room.ask("what is dropout?")
        text = file.read_text()
        assert text.count("Dropout sets") >= 1
        for change in ("silences", "mutes"):  # after the second build, the first index is gone from the disk
            file.write_text(text.replace("Dropout sets", f"Dropout {change} and sets"))
            result = await asyncio.to_thread(run_assistant, home, "index", "build")
            assert result.returncode == 0, result.stderr
        exchange = await room.ask("dropout, what is it?")
        assert exchange.answer and "Dropout mutes and sets" in exchange.answer["answer"]


async def test_help_shows_the_keys_of_the_room(opened: Opened) -> None:
    async with opened() as room:
        await room.pilot.press("f1")
        await room.until(lambda: isinstance(room.app.screen, Help))
        text = str(room.app.screen.query_one("Help Static").render())  # type: ignore[attr-defined]
        assert text.startswith("Chat")
        assert any(line.split() == ["^s", "Study"] for line in text.splitlines())
        assert "/interview NAME" in text
        await room.pilot.press("escape", "f5", "f1")
        await room.until(lambda: isinstance(room.app.screen, Help))
        assert str(room.app.screen.query_one("Help Static").render()).startswith("Guide")  # type: ignore[attr-defined]


async def test_help_is_scrolled_by_keys_and_nothing_is_typed_behind_it(opened: Opened) -> None:
    async with opened(size=(80, 24)) as room:
        await room.pilot.press("f1")
        await room.until(lambda: isinstance(room.app.screen, Help))
        text = room.app.screen.query_one(VerticalScroll)
        await room.pilot.press("x", "pagedown")
        await room.until(lambda: text.scroll_y > 0)
        await room.pilot.press("escape")
        assert room.app.query_one("#question", Prompt).text == ""


async def test_every_room_fits_a_small_and_a_large_terminal(opened: Opened) -> None:
    for size in ((80, 24), (200, 60)):
        async with opened(size=size) as room:
            for key in ("f3", "f4", "f5", "f2"):
                await room.pilot.press(key)
                await room.pilot.pause()
            await room.pilot.resize_terminal(90, 30)
            exchange = await room.ask("what is dropout?")
            assert exchange.region.width <= 90


async def test_a_room_that_is_left_at_once_stays_left_however_late_the_news_of_its_keys(opened: Opened) -> None:
    async with opened() as room:
        for turns in range(0, 24, 3):
            room.app.action_room("chat")
            for _ in range(turns):
                await asyncio.sleep(0)
            room.app.action_room("guide")
            await room.pilot.pause(0.2)
            assert room.app.query_one("#rooms", TabbedContent).active == "guide", turns


async def test_a_fault_in_the_background_ends_the_application(opened: Opened) -> None:
    def faulty() -> None:
        raise ZeroDivisionError("a fault of the program")

    with pytest.raises(ZeroDivisionError, match="a fault of the program"):
        async with opened() as room:
            in_background(room.app, faulty)
            await room.until(lambda: not room.app.is_running)


async def test_a_late_wish_for_the_keys_does_not_bring_a_room_back(opened: Opened) -> None:
    async with opened() as room:
        await room.pilot.press("f5")
        await room.until(lambda: room.app.query_one("#guide-search").has_focus)
        room.app.query_one(Chat).focus_prompt()
        room.app.query_one(Study).focus_view()
        await room.pilot.pause(0.2)
        assert room.app.query_one("#guide-search").has_focus
        assert room.app.query_one("#rooms", TabbedContent).active == "guide"
        await room.pilot.press("f2")
        await room.until(lambda: room.app.query_one("#question").has_focus)
