"""Mock interviews over the real guide."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.adapters.progress import SqliteProgress
from assistant.core.errors import ModelError
from assistant.core.interviews import completes, gives_away, hint_of, sharper, stages_of
from assistant.core.items import recall
from assistant.core.scheduling import Scheduling
from assistant.core.study import Grade, KeyPoint
from assistant.flows.interviewing import Asked, Interviewing, Left, Scorecard
from assistant.flows.study import Study
from assistant.flows.tutor import Tutor
from assistant.render_study import asked_text, scorecard_text
from assistant.wiring import Assistant
from tests.entries import DROPOUT
from tests.fakes import ScriptedChat


@pytest.fixture
def store(tmp_path: Path) -> SqliteProgress:
    return SqliteProgress(tmp_path / "p.sqlite3")


@pytest.fixture
def interviewing(opened: Assistant, store: SqliteProgress) -> Interviewing:
    study = Study(opened.generation.entries(), opened.items, opened.grading, store, Scheduling(0.9))
    return Interviewing(study, opened.grading, lambda: opened.retrieval, opened.tutor)


def conducted(interviewing: Interviewing, name: str, answers: dict[str, str]) -> tuple[list[Asked], Scorecard]:
    """The whole interview; `answers` by the kind of what is asked."""
    interview = interviewing.conduct(name)
    asked = [next(interview)]
    while True:
        try:
            asked.append(interview.send(answers.get(asked[-1].kind, "I don't know.")))
        except StopIteration as end:
            return asked, end.value


def test_a_scenario_is_asked_stage_by_stage_and_scheduled(interviewing: Interviewing, store: SqliteProgress) -> None:
    asked, card = conducted(interviewing, "lane detection", {})
    names = [stage.name for stage in card.stages]
    assert names == [
        "Framing and data",
        "Preprocessing",
        "Architecture",
        "Training",
        "Evaluation",
        "Optimization",
        "Deployment and monitoring",
    ]
    assert [one.kind for one in asked[:3]] == ["opening", "hint", "sharper"]
    assert "3,626" not in asked[1].text  # a figure of a data set is not what matters most
    assert asked[0].text.startswith("Design lane detection for an autonomous car. Let us go through it stage by stage.")
    assert not asked[3].text.startswith("Design")
    assert card.title == "Design lane detection for an autonomous car"
    assert card.score < 0.5
    assert all(stage.missed for stage in card.stages)
    cards = store.cards()
    assert 1 <= len(card.review) <= 4
    assert all(cards[entry.id].queued_at for entry in card.review)
    assert cards["lane-detection-design"].reviews == 1  # the stages are kept, and count once
    assert len(store.reviews()) == len(asked) + 1
    text = scorecard_text(card, width=80, folder="/")
    assert "24-vision-scenarios.md:" in text
    assert "to review" in text


def test_no_answer_is_said_before_the_learner_has_tried(interviewing: Interviewing) -> None:
    asked, card = conducted(interviewing, "lane-detection-design", {})
    points = [point.text for stage in card.stages for point in (*stage.hit, *stage.missed)]
    for one in asked:
        assert not any(point in one.text for point in points)


def test_who_says_it_well_is_asked_the_question_behind_it(opened: Assistant, interviewing: Interviewing) -> None:
    entry = next(e for e in opened.generation.entries() if e.id == "lane-detection-design")
    first = stages_of(entry)[0]
    interview = interviewing.conduct("lane detection")
    next(interview)
    asked = interview.send("\n".join(point.text for point in first.points))
    assert asked.kind == "follow-up"
    assert asked.text == "How is a lane hidden by a truck labelled?"
    assert asked.number == 1
    assert "follow-up" in asked_text(asked, width=80)
    assert interview.send("Annotators continue the line so that the network infers it.").number == 2


def test_a_topic_is_asked_by_its_entries_and_each_is_reviewed(
    interviewing: Interviewing, store: SqliteProgress
) -> None:
    asked, card = conducted(interviewing, "regularization", {})
    assert len(card.stages) == 5
    assert {one.of for one in asked} == {5}
    assert {id_ for id_, one in store.cards().items() if one.reviews} == {stage.entry.id for stage in card.stages}


def test_a_topic_that_is_known_and_not_due_is_still_asked(
    opened: Assistant, interviewing: Interviewing, store: SqliteProgress
) -> None:
    study = Study(opened.generation.entries(), opened.items, opened.grading, store, Scheduling(0.9))
    entries = study.of_topic("regularization")
    for entry in entries:
        study.answered(recall(entry), study.card(entry), "a", Grade(1.0, "easy", (), ()), 0, 1.0)
    assert study.session(10) != [] and all("regularization" not in item.entry.topics for item in study.session(10))
    assert {item.entry.id for item in study.session(99, "regularization")} == {entry.id for entry in entries}
    study.suspend(entries[0])
    assert entries[0].id not in {item.entry.id for item in study.session(99, "regularization")}
    _, card = conducted(interviewing, "regularization", {})
    assert [stage.entry.id for stage in card.stages] == [entry.id for entry in entries[1:6]]


def test_what_was_answered_before_it_was_left_is_kept(interviewing: Interviewing, store: SqliteProgress) -> None:
    interview = interviewing.conduct("lane detection")
    next(interview)
    interview.send("Split by drive.")
    interview.close()
    [review] = store.reviews()
    assert (review.answer, review.counted) == ("Split by drive.", False)
    assert store.cards()["lane-detection-design"].memory is None


def test_who_leaves_in_the_middle_gets_a_scorecard_of_what_is_over(
    interviewing: Interviewing, store: SqliteProgress
) -> None:
    interview = interviewing.conduct("lane detection")
    asked = next(interview)
    while asked.number < 3:
        asked = interview.send("I don't know.")
    with pytest.raises(StopIteration) as end:
        interview.throw(Left())
    card: Scorecard = end.value.value
    assert [stage.name for stage in card.stages] == ["Framing and data", "Preprocessing"]
    assert card.review
    assert store.cards()["lane-detection-design"].reviews == 1


def test_an_entry_counts_once_its_last_stage_is_over(interviewing: Interviewing, store: SqliteProgress) -> None:
    interview = interviewing.conduct("regularization")
    asked = next(interview)
    while asked.number < 3:
        asked = interview.send("I don't know. " * 2000)
    counted = [one for one in store.reviews() if one.counted]
    assert len({one.entry_id for one in counted}) == len(counted) == 2


def test_what_is_over_counts_when_the_interview_is_cut_off(interviewing: Interviewing, store: SqliteProgress) -> None:
    interview = interviewing.conduct("lane detection")
    asked = next(interview)
    while asked.number < 2:
        asked = interview.send("I don't know.")
    assert store.cards()["lane-detection-design"].reviews == 0
    interview.close()
    assert store.cards()["lane-detection-design"].reviews == 1


def test_a_sharper_question_leaves_out_the_rarest_word() -> None:
    point = KeyPoint("Inverted dropout divides the surviving activations.", DROPOUT.passages[1])
    question, term = sharper(point)
    assert question.replace("____", term) == f"Complete this: {point.text}"
    assert term not in hint_of(point).lower()
    assert completes(f"I think {term}", term)
    assert not completes("no idea", term)
    assert hint_of(point) == "You have not spoken of everything yet. What about this: “Inverted dropout divides the …”?"


def test_a_model_words_what_is_asked_and_never_gives_the_answer_away(opened: Assistant, store: SqliteProgress) -> None:
    study = Study(opened.generation.entries(), opened.items, opened.grading, store, Scheduling(0.9))
    first = stages_of(study.entry("lane-detection-design"))[0]
    told = "Framing and data: you decide how to frame the data here first, so what would you do, and why?"
    chat = ScriptedChat(f"{told}\x1b[2J", f"You said nothing of this: {first.points[0].text} Did you know?")
    interviewing = Interviewing(study, opened.grading, lambda: opened.retrieval, Tutor(lambda: chat))
    interview = interviewing.conduct("lane detection")
    statement = "Design lane detection for an autonomous car. Let us go through it stage by stage."
    assert next(interview).text == f"{statement} {told}"
    hint = interview.send("I would start with a model.")
    assert hint.kind == "hint"
    assert hint.text.startswith("You have not spoken of everything yet.")
    assert "I would start with a model." in chat.asked[1][-1].text


def test_an_interview_goes_on_in_its_own_words_when_the_model_fails(opened: Assistant, store: SqliteProgress) -> None:
    study = Study(opened.generation.entries(), opened.items, opened.grading, store, Scheduling(0.9))
    chat = ScriptedChat([ModelError("gone")])
    interviewing = Interviewing(study, opened.grading, lambda: opened.retrieval, Tutor(lambda: chat))
    asked, _ = conducted(interviewing, "lane detection", {})
    plain, _ = conducted(Interviewing(study, opened.grading, lambda: opened.retrieval, Tutor()), "lane detection", {})
    assert [one.text for one in asked] == [one.text for one in plain]
    assert len(chat.asked) == 1


@pytest.mark.parametrize(
    ("reply", "gives"),
    [
        ("And how are the surviving units treated?", False),
        ("And what is divided so that inference needs no correction?", True),
        ("Something about activations, perhaps?", True),
    ],
)
def test_a_text_gives_a_point_away_by_a_term_of_it_that_nobody_has_said(reply: str, gives: bool) -> None:
    point = KeyPoint(
        "Inverted dropout divides the surviving activations, so inference is left alone.", DROPOUT.passages[1]
    )
    assert gives_away(reply, [point], ["What is dropout?", "some units keep surviving"]) == gives
