"""Asking, reading sources, going on with conversations: by keys, through the real wiring."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from textual.events import Paste
from textual.widgets import OptionList, TabbedContent

from assistant.adapters.conversations import SqliteConversations
from assistant.tui.conversations import Conversations
from assistant.tui.entry_view import EntryView
from assistant.tui.exchange import Exchange, Sources
from assistant.tui.markdown import SafeMarkdown
from assistant.tui.prompt import Prompt
from assistant.tui.transcript import STEP, Transcript
from tests.scripted_server import Handler, is_silent, says, serving
from tests.tui.conftest import Opened

DROPOUT = "what is dropout?"


def _model(url: str) -> dict[str, str]:
    return {"model": "openai:test-model", "ASSISTANT_BASE_URL": url, "OPENAI_API_KEY": "sk-test"}


async def test_a_question_is_answered_and_its_sources_opened_one_after_the_other(opened: Opened) -> None:
    async with opened() as room:
        exchange = await room.ask(DROPOUT)
        assert exchange.answer and exchange.answer["in_guide"]
        markdown = exchange.query_one(SafeMarkdown)
        assert "(#source-1)" in markdown.source
        assert "✓ quoted from the guide" in str(exchange.query_one(".verdict").render())  # type: ignore[attr-defined]
        source = room.app.query_one("#source", EntryView)
        assert not source.display
        await room.pilot.press("ctrl+o")
        await room.until(lambda: source.display and source.query(".cited"))
        cited = source.query(".cited").first(SafeMarkdown).source
        first = exchange.answer["citations"][0]["text"].split("\n")[0]
        assert first[:40] in cited.replace("\\", "")
        assert "**[\\[1\\]](#source-1)**" in markdown.source
        await room.pilot.press("ctrl+o")
        await room.until(lambda: "**[\\[2\\]](#source-2)**" in markdown.source)
        await room.pilot.press("escape")
        assert not source.display
        assert room.app.query_one(Prompt).has_focus


async def test_markers_are_walked_with_the_keyboard(opened: Opened) -> None:
    async with opened() as room:
        exchange = await room.ask(DROPOUT)
        exchange.query_one(Sources).focus()
        await room.pilot.press("down")
        await room.until(lambda: "**[\\[" in exchange.query_one(SafeMarkdown).source)
        await room.pilot.press("enter")
        await room.until(lambda: room.app.query_one("#source").display)


async def test_a_click_on_a_marker_opens_its_source_and_another_link_opens_nothing(opened: Opened) -> None:
    async with opened() as room:
        exchange = await room.ask(DROPOUT)
        markdown = exchange.query_one(SafeMarkdown)
        went: list[str] = []
        room.app.open_url = lambda url, **_: went.append(url)  # type: ignore[method-assign]
        markdown.post_message(SafeMarkdown.LinkClicked(markdown, "https://evil.example"))
        markdown.post_message(SafeMarkdown.LinkClicked(markdown, "#source-99"))
        await room.pilot.pause()
        assert not room.app.query_one("#source").display
        markdown.post_message(SafeMarkdown.LinkClicked(markdown, "#source-1"))
        await room.until(lambda: room.app.query_one("#source").display)
        assert went == []


async def test_what_the_guide_lacks_is_said_to_be_lacking(opened: Opened) -> None:
    async with opened() as room:
        exchange = await room.ask("who won the 1998 world cup")
        assert exchange.answer and not exchange.answer["in_guide"]
        assert str(exchange.query_one(".verdict").render()) == "not in the guide"  # type: ignore[attr-defined]


async def test_a_question_that_fails_goes_back_into_the_prompt(opened: Opened) -> None:
    async with opened() as room:
        await room.type("??!")
        await room.until(lambda: room.app.query_one(Prompt).text == "??!")
        assert room.last.answer is None
        assert "the question is empty" in str(room.last.query_one(".verdict").render())  # type: ignore[attr-defined]


async def test_suggestions_are_one_key_away(opened: Opened) -> None:
    async with opened() as room:
        first = await room.ask(DROPOUT)
        await room.until(lambda: room.app.query_one("#suggestions").display)
        suggested = room.text("#suggestions").split("\n")[0].removeprefix("F6 ")
        await room.pilot.press("f6")
        await room.until(lambda: room.last is not first and room.last.answer)
        assert room.last.question == suggested


async def test_what_was_sent_comes_back_with_up_and_a_draft_is_not_lost(opened: Opened) -> None:
    async with opened() as room:
        await room.ask(DROPOUT)
        prompt = room.app.query_one(Prompt)
        await room.pilot.press("a", "ctrl+j", "b", "up", "up")
        assert prompt.text == DROPOUT
        await room.pilot.press("down")
        assert prompt.text == "a\nb"


async def test_a_conversation_is_there_again_after_a_restart_and_goes_on(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await room.ask("what is an lstm?")
        await room.until(lambda: room.app.query_one("Chat")._conversation.kept)  # type: ignore[attr-defined]
        await room.ask("and for grus?")
        await room.pilot.press("ctrl+n")
        await room.until(lambda: not room.app.query(Exchange))
        await room.ask(DROPOUT)
    kept = SqliteConversations(home / "conversations.sqlite3").all()
    assert [len(one.exchanges) for one in kept] == [1, 2]
    async with opened() as room:
        await room.pilot.press("ctrl+r")
        await room.until(lambda: len(room.options("#found")) == 2)
        await room.pilot.press(*"lstm")
        await room.until(lambda: len(room.options("#found")) == 1)
        await room.pilot.press("enter")
        await room.until(lambda: len(room.app.query(Exchange)) == 2)
        assert [one.question for one in room.app.query(Exchange)] == ["what is an lstm?", "and for grus?"]
        assert room.last.query_one(SafeMarkdown).source
        await room.ask("what does the forget gate do?")
    kept = SqliteConversations(home / "conversations.sqlite3").all()
    assert [len(one.exchanges) for one in kept] == [3, 1]


async def test_conversations_are_renamed_and_deleted_only_when_asked_twice(opened: Opened, home: Path) -> None:
    store = SqliteConversations(home / "conversations.sqlite3")
    for question in ("first", "second"):
        store.append(None, question, {"answer": "x"}, "2026-01-01T00:00:00+00:00")
    async with opened() as room:
        await room.pilot.press("ctrl+r")
        await room.until(lambda: len(room.options("#found")) == 2)
        await room.pilot.press("f2")
        room.app.screen.query_one("Input").value = "named anew"  # type: ignore[attr-defined]
        await room.pilot.press("enter")
        await room.until(lambda: any("named anew" in option for option in room.options("#found")))
        await room.pilot.press("f8")
        await room.pilot.pause()
        assert len(store.all()) == 2
        await room.pilot.press("f8")
        await room.until(lambda: len(room.options("#found")) == 1)
    assert [one.title for one in store.all()] == ["first"]


async def test_an_answer_streams_and_escape_stops_it_with_what_came(opened: Opened, home: Path) -> None:
    waiting: list[Handler] = []

    def step(handler: Handler) -> None:
        says("Dropout zeroes units at random during training [1]. ", finish=None, done=False)(handler)
        waiting.append(handler)
        is_silent(seconds=3)(handler)
        handler.piece("More and more. ")
        handler.piece("And more. ")

    with serving(step) as server:
        async with opened(**_model(server.url)) as room:
            await room.type(DROPOUT)
            await room.until(lambda: waiting and "random" in room.last.query_one(SafeMarkdown).source)
            assert room.last.answer is None
            await room.pilot.press("escape")
            prompt = room.app.query_one(Prompt)
            assert prompt.text == DROPOUT
            await room.until(lambda: room.last.answer)
            assert room.last.answer and "stopped" in room.last.answer["notice"]
            assert "random" in room.last.answer["answer"]
    (kept,) = SqliteConversations(home / "conversations.sqlite3").all()
    assert len(kept.exchanges) == 1


async def test_what_came_of_an_answer_is_kept_when_the_learner_leaves(opened: Opened, home: Path) -> None:
    def step(handler: Handler) -> None:
        says("Dropout zeroes units at random during training [1]. ", finish=None, done=False)(handler)
        for _ in range(300):  # as long as somebody listens
            handler.piece("And so on. ")
            time.sleep(0.1)

    with serving(says("Dropout zeroes units at random during training [1]."), says(DROPOUT), step) as server:
        async with opened(**_model(server.url)) as room:
            await room.ask(DROPOUT)
            await room.type(DROPOUT)
            await room.until(lambda: len(room.app.query("Exchange SafeMarkdown")) == 2)
            await room.until(lambda: "random" in room.last.query_one(SafeMarkdown).source)
            await room.pilot.press("ctrl+q")
    (kept,) = SqliteConversations(home / "conversations.sqlite3").all()
    assert kept.exchanges[1].answer["notice"] == "stopped"
    assert "random" in kept.exchanges[1].answer["answer"]


async def test_a_doubtful_sentence_is_marked_and_a_model_that_is_down_is_said(opened: Opened) -> None:
    with serving(says("Dropout sets each unit to zero with probability p [1]. It was banned in 1987 [1].")) as server:
        async with opened(**_model(server.url)) as room:
            exchange = await room.ask(DROPOUT)
            text = exchange.query_one(SafeMarkdown).source
            assert "banned in 1987 [\\[1\\]](#source-1). " in text
            assert text.rstrip()[-1] in "≈✗"
            verdict = str(exchange.query_one(".verdict").render())  # type: ignore[attr-defined]
            assert "of 2 sentences supported" in verdict
        url = server.url
    async with opened(**_model(url)) as room:
        exchange = await room.ask(DROPOUT)
        assert exchange.answer and exchange.answer["model"] is None
        assert "quoting the guide instead" in str(exchange.query_one(".verdict").render())  # type: ignore[attr-defined]


async def test_what_a_model_says_can_not_act_link_or_escape(opened: Opened) -> None:
    hostile = (
        "Dropout zeroes units [@click=app.exit]press[/] [red]x[/red] \x1b]0;title\x07\x1b[31m[1]. "
        "See [here](https://evil.example/x) and <b>bold</b> ![i](http://e.example/i.png) \u202egnp.exe. "
        "Z" + "\u0301" * 3000 + "algo [1].\n\n[x]: http://evil.example\n\n[x] ends [1]."
    )
    with serving(says(hostile)) as server:
        async with opened(**_model(server.url)) as room:
            exchange = await room.ask(DROPOUT)
            screen = room.app.export_screenshot()
            assert "evil.example" not in screen
            assert not {"\x1b", "\u202e", "\x07"} & set(screen)
            assert "\u0301" * 4 not in screen
            assert "[red]" in "".join(str(one.render()) for one in exchange.query("MarkdownParagraph"))  # type: ignore[attr-defined]
            actions = [
                span.style.meta.get("@click")
                for block in exchange.query("MarkdownParagraph")
                for span in block.render().spans  # type: ignore[attr-defined]
                if getattr(span.style, "meta", None)
            ]
            assert set(actions) <= {"link('#source-1')"}
            assert room.app.is_running


async def test_a_long_conversation_is_drawn_in_steps(opened: Opened, home: Path) -> None:
    store, number = SqliteConversations(home / "conversations.sqlite3"), None
    for count in range(3 * STEP + 5):
        number = store.append(number, f"question {count}", {"answer": "x"}, "2026-01-01T00:00:00+00:00")
    async with opened() as room:
        transcript = room.app.query_one(Transcript)
        await transcript.show(store.get(1))

        def drawn() -> list[str]:
            return [one.question for one in transcript.exchanges()]

        last = 3 * STEP + 4
        assert (len(drawn()), drawn()[-1]) == (STEP, f"question {last}")
        for step in range(4):
            await room.pilot.press("f9")
            await room.until(lambda step=step: drawn()[0] == f"question {max(0, last + 1 - (step + 2) * STEP)}")
            assert len(drawn()) <= 2 * STEP
        await room.pilot.press("f10")
        await room.until(lambda: drawn()[-1] == f"question {last}")


async def test_commands_do_what_they_say(opened: Opened) -> None:
    async with opened() as room:
        await room.until(lambda: room.text("#status-text").startswith("quoting"))
        rooms = room.app.query_one(TabbedContent)
        await room.type("/topic regularization")
        await room.until(lambda: rooms.active == "guide")
        entry = room.app.query_one("#guide-entry", EntryView)
        await room.until(lambda: entry.entry and "regularization" in entry.entry.topics)
        await room.until(lambda: room.app.query_one("#guide-list").has_focus)
        await room.pilot.press("f2")
        await room.type("/model ollama:qwen3")
        await room.until(lambda: room.text("#status-text") == "answers by ollama:qwen3")
        await room.type("/model nonsense")
        await room.until(lambda: "provider:model" in room.notices())
        await room.type("/nothing")
        await room.until(lambda: "there is no /nothing" in room.notices())
        await room.type("/topic alchemy")
        await room.until(lambda: "no topic “alchemy”" in room.notices())
        await room.pilot.press("f2")
        await room.type("/interview")
        await room.until(lambda: rooms.active == "study" and "choose a mock interview" in room.notices())
        await room.pilot.press("f2")
        await room.type("/quiz dropout")
        await room.until(lambda: rooms.active == "study" and room.app.query_one("#study-views").current == "quiz")  # type: ignore[attr-defined]


async def test_a_source_is_put_on_the_schedule(opened: Opened) -> None:
    async with opened() as room:
        await room.ask(DROPOUT)
        await room.pilot.press("ctrl+s")
        await room.until(lambda: "on your schedule" in room.notices())
        await room.pilot.press("f3")
        await room.until(lambda: room.text("#today-sums").startswith("1 due now"))
        assert room.app.query_one("#today-choices", OptionList).has_focus


async def test_a_long_answer_that_comes_at_once_is_read_from_its_beginning(opened: Opened) -> None:
    async with opened(size=(80, 24)) as room:
        transcript = room.app.query_one(Transcript)
        for question in ("why do gradients vanish?", "what is batch norm?"):
            exchange = await room.ask(question)
            assert exchange.outer_size.height > transcript.size.height
            asked = exchange.query_one(".question")
            await room.until(lambda asked=asked: 0 <= asked.region.y - transcript.region.y <= 1)


async def test_a_new_conversation_in_the_middle_of_an_answer(opened: Opened, home: Path) -> None:
    def step(handler: Handler) -> None:
        says("Dropout zeroes units at random during training [1]. ", finish=None, done=False)(handler)
        for _ in range(20):
            handler.piece("And so on. ")
            time.sleep(0.05)

    with serving(step, says("Dropout zeroes units [1].")) as server:
        async with opened(**_model(server.url)) as room:
            await room.type(DROPOUT)
            await room.until(lambda: room.app.query(Exchange) and "random" in room.last.query_one(SafeMarkdown).source)
            await room.pilot.press("ctrl+n")
            await room.until(lambda: not room.app.query(Exchange))
            await room.ask(DROPOUT)
    kept = SqliteConversations(home / "conversations.sqlite3").all()
    assert [len(one.exchanges) for one in kept] == [1, 1]


async def test_what_is_asked_right_after_a_stop_goes_on_with_the_same_conversation(opened: Opened, home: Path) -> None:
    def step(handler: Handler) -> None:
        says("Dropout zeroes units at random during training [1]. ", finish=None, done=False)(handler)
        for _ in range(300):
            handler.piece("And so on. ")
            time.sleep(0.02)

    with serving(step, says("why does dropout help?"), says("Dropout zeroes units [1].")) as server:
        async with opened(**_model(server.url)) as room:
            await room.type(DROPOUT)
            await room.until(lambda: room.app.query(Exchange) and "random" in room.last.query_one(SafeMarkdown).source)
            await room.pilot.press("f9")
            await room.until(lambda: "still coming" in room.notices())
            await room.pilot.press("escape")
            room.app.query_one(Prompt).load_text("")
            await room.ask("why does it help?")
    (kept,) = SqliteConversations(home / "conversations.sqlite3").all()
    assert [one.question for one in kept.exchanges] == [DROPOUT, "why does it help?"]


async def test_a_long_conversation_is_scrolled_while_the_prompt_has_the_keys(opened: Opened) -> None:
    async with opened(size=(80, 24)) as room:
        transcript = room.app.query_one(Transcript)
        for _ in range(2):
            await room.ask("why do gradients vanish?")
        await room.pilot.press("pageup", "pageup", "pageup", "pageup")
        assert room.app.query_one(Prompt).has_focus
        at = transcript.scroll_y
        await room.pilot.press("pageup")
        await room.until(lambda: transcript.scroll_y < at or at == 0)
        await room.pilot.press("pagedown")
        await room.until(lambda: transcript.scroll_y > 0)


async def test_up_walks_through_a_wrapped_line_before_what_was_sent(opened: Opened) -> None:
    async with opened(size=(80, 24)) as room:
        await room.ask(DROPOUT)
        prompt = room.app.query_one(Prompt)
        draft = "why " * 30
        prompt.load_text(draft)
        prompt.move_cursor(prompt.document.end)
        await room.pilot.press("up")
        assert prompt.text == draft
        await room.pilot.press("up")
        assert prompt.text == DROPOUT


async def test_a_conversation_is_saved_as_it_is_named_now(
    opened: Opened, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("textual.app.user_downloads_path", lambda: tmp_path)
    async with opened() as room:
        await room.ask(DROPOUT)
        await room.until(lambda: room.app.query_one("Chat")._conversation.kept)  # type: ignore[attr-defined]
        SqliteConversations(home / "conversations.sqlite3").rename(1, "on regularization")
        await room.type("/export")
        await room.until(lambda: "saved: " in room.notices())
    (saved,) = tmp_path.glob("conversation-1-*.md")
    assert saved.read_text().startswith("# on regularization")


async def test_what_an_entity_or_a_notice_hides_does_not_reach_the_screen(opened: Opened) -> None:
    with serving(says("Dropout zeroes units&#x202e;gnp.exe and `x`&#8203;y [1].")) as server:
        async with opened(**_model(server.url)) as room:
            await room.ask(DROPOUT)
            room.app.notify("no such file: \u202egnp.exe \x1b[31m[red]x[/red]")
            await room.until(room.notices)
            assert room.notices() == "no such file: gnp.exe [red]x[/red]"
            assert not {"\x1b", "\u202e", "\u200b"} & set(room.app.export_screenshot())
            prompt = room.app.query_one(Prompt)
            room.app.post_message(Paste("pasted \u202etext\x1b[31m"))
            await room.until(lambda: prompt.text == "pasted text")


async def test_renaming_is_given_up_with_escape_and_a_deletion_is_soon_forgotten(opened: Opened, home: Path) -> None:
    store = SqliteConversations(home / "conversations.sqlite3")
    store.append(None, "first", {"answer": "x"}, "2026-01-01T00:00:00+00:00")
    async with opened() as room:
        await room.pilot.press("ctrl+r")
        await room.until(lambda: len(room.options("#found")) == 1)
        dialog = room.app.screen
        assert isinstance(dialog, Conversations)
        await room.pilot.press("f2", "x", "escape")
        assert room.app.screen is dialog
        await room.pilot.press("f8")
        await room.until(lambda: dialog._doomed == 1)
        await room.until(lambda: dialog._doomed is None)
        await room.pilot.press("ctrl+q")
    assert [one.title for one in store.all()] == ["first"]
