"""Being quizzed and interviewed, and looking back at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Timer

import pytest
from textual.widgets import ContentSwitcher, OptionList, TabbedContent

from assistant.adapters.progress import SqliteProgress
from assistant.core.study import Grade, Review
from assistant.tui.entry_view import EntryView
from assistant.tui.prompt import Prompt
from assistant.tui.quiz import QuizView
from assistant.tui.source_screen import SourceScreen
from tests.tui.conftest import Opened, Room


def _reviews(home: Path) -> list[tuple[str, str, str]]:
    return [(one.entry_id, one.rating, one.answer) for one in SqliteProgress(home / "progress.sqlite3").reviews()]


@contextmanager
def _locked(home: Path) -> Iterator[None]:
    """Another process writes, and takes its time."""
    lock = sqlite3.connect(home / "progress.sqlite3", isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        lock.rollback()
        lock.close()


def _view(room: Room) -> str | None:
    return room.app.query_one("#study-views", ContentSwitcher).current


async def _quiz(room: Room, command: str) -> QuizView:
    await room.type(command)
    await room.until(lambda: _view(room) == "quiz" and room.text("#quiz-head").startswith("1/"))
    return room.app.query_one(QuizView)


async def _begin(room: Room, choice: str) -> QuizView:
    await room.pilot.press("f3")
    listed = room.app.query_one("#today-choices", OptionList)
    await room.until(lambda: any(choice in option for option in room.options("#today-choices")))
    listed.highlighted = next(n for n, option in enumerate(room.options("#today-choices")) if choice in option)
    await room.pilot.press("enter")
    await room.until(lambda: _view(room) == "quiz" and room.text("#quiz-head").startswith("1/"))
    return room.app.query_one(QuizView)


async def test_a_typed_answer_is_graded_rated_and_kept_before_the_next_question(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await _begin(room, "own words")
        answer = "no idea at all"
        await room.pilot.press("f6")
        await room.until(lambda: room.text("#quiz-hint").startswith("hint: the topic is"))
        await room.type(answer)
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        ((entry, rating, said),) = _reviews(home)
        assert (rating, said) == ("again", answer)
        assert "key points" in room.text("#quiz-grade")
        points = room.options("#quiz-points")
        assert points and all(point.startswith(("✔", "✘")) for point in points)
        assert "1 again* " in room.text("#quiz-ratings")
        await room.pilot.press("o")
        await room.until(lambda: isinstance(room.app.screen, SourceScreen))
        assert room.app.screen.query_one(EntryView).entry.id == entry  # type: ignore[union-attr]
        await room.pilot.press("escape")
        await room.pilot.press("3")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))
        assert [(one, rated) for one, rated, _ in _reviews(home)] == [(entry, "good")]
        await room.pilot.press("escape")
        await room.until(lambda: _view(room) == "summary")
        assert room.text("#summary-text").startswith("1 of 1 remembered")
        await room.pilot.press("enter")
        await room.until(lambda: _view(room) == "today" and "1 of 173 met" in room.text("#today-sums"))


async def test_a_choice_is_answered_by_its_number_and_taken_back(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await _begin(room, "Choose among four")
        assert len(room.options("#quiz-options")) == 4
        assert not room.app.query_one("#quiz-answer", Prompt).display
        await room.pilot.press("2")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        assert room.text("#quiz-grade").startswith(("✔ right", "✘ no"))
        assert len(_reviews(home)) == 1
        await room.pilot.press("u")
        await room.until(lambda: not _reviews(home) and room.app.query_one("#quiz-options").display)
        await room.pilot.press("u")
        assert "nothing to take back" not in room.notices()
        await room.pilot.press("f7")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))


async def test_a_cloze_takes_the_term(opened: Opened, home: Path) -> None:
    async with opened() as room:
        quiz = await _begin(room, "missing term")
        assert "____" in room.text("#quiz-question")
        await room.type(quiz._quiz.item.answer)
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        assert room.text("#quiz-grade").startswith("✔ right")


async def test_what_is_put_away_is_not_asked_again(opened: Opened, home: Path) -> None:
    async with opened() as room:
        quiz = await _begin(room, "own words")
        first = quiz._quiz.item.entry.id
        await room.pilot.press("f8")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))
        assert f"progress bury {first} --undo" in room.notices()
        second = quiz._quiz.item.entry.id
        await room.pilot.press("f9")
        await room.until(lambda: "once more" in room.notices())
        assert room.text("#quiz-head").startswith("2/")
        await room.pilot.press("f9")
        await room.until(lambda: room.text("#quiz-head").startswith("3/"))
        cards = SqliteProgress(home / "progress.sqlite3").cards()
        assert cards[first].buried_until is not None
        assert cards[second].suspended


async def test_a_store_that_is_locked_loses_no_answer(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await _begin(room, "Choose among four")
        await room.pilot.press("1")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("enter")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))
        with _locked(home):
            await room.pilot.press("1")
            await room.until(lambda: "can't be used" in room.notices())
        assert len(_reviews(home)) == 1
        await room.pilot.press("1")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        assert len(_reviews(home)) == 2


async def test_an_interview_goes_from_stage_to_stage_to_its_scorecard(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await room.type("/interview lane-detection-design")
        said = room.app.query("#interview-text .interviewer")
        await room.until(lambda: _view(room) == "interview" and len(room.app.query(".interviewer")) == 1)
        assert "Design lane detection" in str(said.first().render())  # type: ignore[attr-defined]
        card = room.app.query_one("#scorecard", OptionList)
        while not card.display:
            count = len(room.app.query(".interviewer"))
            await room.type("i do not know")
            await room.until(lambda count=count: len(room.app.query(".interviewer")) > count or card.display)
        lines = room.options("#scorecard")
        assert lines[0].startswith("Design lane detection")
        assert "to review, and on your schedule now" in lines
        card.highlighted = next(n for n, line in enumerate(lines) if "✘" in line)
        await room.pilot.press("enter")
        await room.until(lambda: isinstance(room.app.screen, SourceScreen))
        await room.pilot.press("escape", "escape")
        await room.until(lambda: _view(room) == "today")


async def test_an_interview_that_is_left_shows_the_stages_that_are_over(opened: Opened) -> None:
    async with opened() as room:
        await room.type("/interview dropout")
        await room.until(lambda: _view(room) == "interview" and len(room.app.query(".interviewer")) == 1)
        await room.pilot.press("escape")
        await room.until(lambda: _view(room) == "today")
        await room.pilot.press("f2")
        await room.type("/interview lane-detection-design")
        await room.until(lambda: _view(room) == "interview" and len(room.app.query(".interviewer")) == 1)
        for count in (2, 3, 4):  # a hint, a sharper question, the next stage
            await room.type("i do not know")
            await room.until(lambda count=count: len(room.app.query(".interviewer")) == count)
        await room.pilot.press("escape")
        await room.until(lambda: room.app.query_one("#scorecard").display)
        assert room.options("#scorecard")[0].startswith("Design lane detection")
        await room.pilot.press("escape")
        await room.until(lambda: _view(room) == "today")


async def test_an_interview_whose_answer_can_not_be_kept_ends_and_says_so(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await room.type("/interview lane-detection-design")
        await room.until(lambda: _view(room) == "interview" and len(room.app.query(".interviewer")) == 1)
        with sqlite3.connect(home / "progress.sqlite3") as other:
            other.execute("BEGIN EXCLUSIVE")
            await room.type("split by drive")
            await room.until(lambda: _view(room) == "today")
            assert "the interview ends" in room.notices()
            other.rollback()
        await _begin(room, "Choose among four")


async def test_a_quiz_is_found_again_as_it_was_left_in_another_room(opened: Opened) -> None:
    async with opened() as room:
        await _quiz(room, "/quiz dropout")
        await room.pilot.press("f2", "f3")
        await room.until(lambda: any(one.has_focus for one in room.app.query("#quiz-options, #quiz-answer")))
        assert _view(room) == "quiz"


async def test_progress_shows_mastery_and_begins_a_quiz_on_a_topic(opened: Opened) -> None:
    async with opened() as room:
        await _begin(room, "Choose among four")
        await room.pilot.press("1")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("enter", "f4")
        await room.until(lambda: room.text("#progress-sums").startswith("1 of 173 entries met · 1 reviews"))
        topics = room.options("#mastery")
        assert len(topics) == 25
        assert len(room.options("#weakest")) == 1
        assert "Thu 15 Jan" in room.text("#forecast")
        mastery = room.app.query_one("#mastery", OptionList)
        mastery.highlighted = next(n for n, line in enumerate(topics) if line.startswith("regularization"))
        await room.pilot.press("enter")
        await room.until(lambda: room.app.query_one(TabbedContent).active == "study")
        quiz = room.app.query_one(QuizView)
        await room.until(lambda: quiz._quiz and "regularization" in quiz._quiz.item.entry.topics)


async def test_the_guide_is_searched_while_typing_and_asked_about(opened: Opened) -> None:
    async with opened() as room:
        await room.pilot.press("f5")
        await room.until(lambda: len(room.options("#guide-list")) == 173 + 25)
        await room.pilot.press(*"vanishing gradients")
        await room.until(lambda: room.options("#guide-list")[0].startswith("What causes vanishing gradients"))
        entry = room.app.query_one("#guide-entry", EntryView)
        await room.until(lambda: entry.entry and entry.entry.id == "vanishing-gradients")
        await room.pilot.press("enter", "a")
        await room.until(lambda: room.app.query("Exchange") and room.last.answer)
        assert room.last.question.startswith("What causes vanishing gradients")
        await room.pilot.press("f5")
        await room.until(lambda: room.app.query_one(TabbedContent).active == "guide")
        room.app.query_one("#guide-entry", EntryView).action_choose("quiz")
        await room.until(lambda: _view(room) == "quiz" and room.app.query_one(TabbedContent).active == "study")


async def test_an_entry_leads_to_what_is_asked_next_and_back(opened: Opened) -> None:
    async with opened() as room:
        await room.pilot.press("f5")
        await room.until(lambda: len(room.options("#guide-list")) == 173 + 25)
        await room.pilot.press(*"vanishing gradients")
        await room.until(lambda: room.options("#guide-list")[0].startswith("What causes vanishing gradients"))
        entry = room.app.query_one("#guide-entry", EntryView)
        await room.until(lambda: entry.entry and entry.entry.id == "vanishing-gradients" and entry.query(".follow-ups"))
        following = entry.query_one(".follow-ups", OptionList)
        first = following.options[0].id
        following.focus()
        following.highlighted = 0
        await room.pilot.press("enter")
        await room.until(lambda: entry.entry and entry.entry.id == first)
        entry.focus_text()
        await room.pilot.press("b")
        await room.until(lambda: entry.entry and entry.entry.id == "vanishing-gradients")


async def test_the_commands_of_the_command_line_are_no_answers(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await _begin(room, "Fill in")
        await room.type("definitely wrong")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("enter")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))
        assert len(_reviews(home)) == 1
        await room.type("/undo")
        await room.until(lambda: not _reviews(home))
        await room.type("?")
        await room.until(lambda: room.text("#quiz-hint").startswith("hint"))
        await room.type("/quit")
        await room.until(lambda: _view(room) == "today")
        assert _reviews(home) == []


async def test_an_answer_that_was_taken_back_is_asked_again_and_no_other_is_rated(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await _begin(room, "Fill in")
        await room.type("definitely wrong")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("enter")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))
        [first] = _reviews(home)
        await room.type("wrong again")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("u")
        await room.until(lambda: not room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("4")
        assert _reviews(home) == [first]
        assert room.text("#quiz-head").startswith("2/")
        await room.type("wrong again")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        assert [rating for _, rating, _ in _reviews(home)] == ["again", "again"]


async def test_what_comes_late_of_a_quiz_that_was_replaced_is_kept_and_not_drawn(
    opened: Opened, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened() as room:
        old = await _begin(room, "Choose among four")
        answer, replaced = old._quiz.answer, Event()

        def late(said: str, seconds: float) -> tuple[Grade, Review]:
            replaced.wait(30)
            return answer(said, seconds)

        monkeypatch.setattr(old._quiz, "answer", late)
        await room.pilot.press("1", "f2")
        await room.type("/quiz dropout")
        await room.until(lambda: not old.is_attached and room.text("#quiz-head").startswith("1/"))
        replaced.set()
        await room.until(lambda: len(_reviews(home)) == 1)
        await room.pilot.pause()
        assert not room.app.query_one("#quiz-ratings").display
        assert room.app.query_one(QuizView)._review is None


async def test_an_answer_that_is_being_kept_when_the_learner_leaves_is_kept(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await _begin(room, "Choose among four")
        await room.pilot.press("1")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("enter")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))
        lock = sqlite3.connect(home / "progress.sqlite3", isolation_level=None, check_same_thread=False)
        lock.execute("BEGIN IMMEDIATE")
        Timer(0.5, lock.close).start()
        await room.pilot.press("1", "ctrl+q")
    assert len(_reviews(home)) == 2


async def test_a_typed_answer_that_can_not_be_kept_is_given_back(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await _begin(room, "missing term")
        await room.type("wrong")
        await room.until(lambda: room.app.query_one("#quiz-ratings").display)
        await room.pilot.press("enter")
        await room.until(lambda: room.text("#quiz-head").startswith("2/"))
        with _locked(home):
            await room.type("wrong again")
            await room.until(lambda: "can't be used" in room.notices())
        assert room.app.query_one("#quiz-answer", Prompt).text == "wrong again"


async def test_an_interview_counts_what_is_over_however_it_is_left(opened: Opened, home: Path) -> None:
    async with opened() as room:
        await room.type("/interview lane-detection-design")
        await room.until(lambda: _view(room) == "interview" and len(room.app.query(".interviewer")) == 1)
        for count in (2, 3, 4):  # a hint, a sharper question, the next stage
            await room.type("i do not know")
            await room.until(lambda count=count: len(room.app.query(".interviewer")) == count)
        room.app.query_one("#interview-text").focus()
        await room.pilot.press("enter")
        assert _view(room) == "interview"
        assert not any(review.counted for review in SqliteProgress(home / "progress.sqlite3").reviews())
        await room.pilot.press("ctrl+q")
    counted = [review for review in SqliteProgress(home / "progress.sqlite3").reviews() if review.counted]
    assert [(review.entry_id, review.rating) for review in counted] == [("lane-detection-design", "again")]
