"""Items that a model writes, over the real guide: what is sound is asked, what isn't is dropped."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from assistant.core.domain import IndexedEntry
from assistant.core.errors import ModelError
from assistant.core.study import key_points
from assistant.flows.item_writing import ItemWriting
from assistant.flows.tutor import Tutor
from assistant.wiring import Assistant
from tests.fakes import ScriptedChat

WRONG = [
    "The optimizer shrinks the step whenever two gradients in a row point the same way.",
    "A validation batch is drawn at every step and the worst weights are thrown away.",
    "The loss of each class is multiplied by how often that class was seen so far.",
]


@pytest.fixture
def entry(opened: Assistant) -> IndexedEntry:
    return opened.study.entry("dropout")


def draft(entry: IndexedEntry, **changes: Any) -> dict[str, Any]:
    """A sound one: a key point of the entry, word for word."""
    point = key_points(entry)[3]
    number = [passage.id for passage in entry.passages].index(point.passage.id) + 1
    return {
        "question": "Which of these holds of the layer in which units are dropped?",
        "right": point.text,
        "wrong": WRONG,
        "passage": number,
    } | changes


def writing(opened: Assistant, *replies: Any) -> tuple[ItemWriting, ScriptedChat]:
    chat = ScriptedChat(*replies)
    return ItemWriting(Tutor(lambda: chat), opened.items), chat


def test_a_sound_draft_becomes_a_choice_bound_to_its_passage(opened: Assistant, entry: IndexedEntry) -> None:
    writer, chat = writing(opened, draft(entry))
    item = writer.one(entry, "choice", Random(0))
    assert item is not None
    assert item.question == draft(entry)["question"]
    assert sorted(item.options) == sorted([draft(entry)["right"], *WRONG])
    assert item.answer in item.passage.text.replace("\n", " ")
    assert item.id.startswith("dropout:choice:w")
    assert entry.question in chat.asked[0][-1].text


def test_a_sound_draft_becomes_a_follow_up_graded_against_its_fact(opened: Assistant, entry: IndexedEntry) -> None:
    writer, _ = writing(opened, draft(entry))
    item = writer.one(entry, "explain", Random(0))
    assert item is not None
    assert [point.text for point in item.points] == [draft(entry)["right"]]
    assert opened.grading.grade(item.answer, item.question, [item.points[0].text]).points[0].hit


@pytest.mark.parametrize(
    "changes",
    [
        {"passage": 99},
        {"passage": "two"},
        {"question": "Dropout."},
        {"question": "What is dropout, and why does it help?"},
        {"right": "Dropout was invented in 1987 to save electricity in data centres."},
        {"wrong": WRONG[:2]},
        {"wrong": [WRONG[0], WRONG[0], WRONG[1]]},
        {"wrong": [WRONG[0], WRONG[1], "No."]},
        {"wrong": "none"},
    ],
)
def test_an_unsound_draft_is_dropped_and_the_guides_own_item_is_asked(
    opened: Assistant, entry: IndexedEntry, changes: dict[str, Any]
) -> None:
    writer, chat = writing(opened, draft(entry, **changes), draft(entry, **changes))
    item = writer.one(entry, "choice", Random(0))
    assert item == opened.items.one(entry, "choice", Random(0))
    assert len(chat.asked) == 2


def test_another_key_among_the_wrong_options_is_noticed(opened: Assistant, entry: IndexedEntry) -> None:
    second = draft(entry, wrong=[*WRONG[:2], key_points(entry)[1].text])
    writer, _ = writing(opened, second, second)
    item = writer.one(entry, "choice", Random(0))
    assert item is not None
    assert ":w" not in item.id


def test_what_a_model_writes_can_not_act_on_the_terminal(opened: Assistant, entry: IndexedEntry) -> None:
    writer, _ = writing(opened, draft(entry, question=f"\x1b]8;;http://x\x07{draft(entry)['question']}\x1b[2J"))
    item = writer.one(entry, "choice", Random(0))
    assert item is not None
    assert item.question == draft(entry)["question"]


def test_without_a_model_or_when_it_fails_the_guides_own_items_are_asked(
    opened: Assistant, entry: IndexedEntry
) -> None:
    failing, chat = writing(opened, "no object", ModelError("never reached"))
    for writer in (ItemWriting(Tutor(), opened.items), failing, failing):
        assert writer.one(entry, "choice", Random(0)) == opened.items.one(entry, "choice", Random(0))
    assert len(chat.asked) == 1
    assert failing.one(entry, "recall", Random(0)) == opened.items.one(entry, "recall", Random(0))
