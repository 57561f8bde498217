"""Studying as text."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assistant.core.items import recall
from assistant.core.study import Contradiction, Grade, GradedPoint
from assistant.render_study import grade_text, interval_text, item_text, ratings_text
from tests.entries import DROPOUT


def coloured(text: str, _role: str) -> str:
    return f"\x1b[1m{text}\x1b[0m"


def grade() -> Grade:
    item = recall(DROPOUT)
    points = (
        GradedPoint(item.points[0].text, True, "you divide " * 20, 0.9),
        GradedPoint(item.points[1].text, True, "it is scaled", 0.8),
        GradedPoint(item.points[2].text, False, "", 0.1),
    )
    return Grade(0.5, "hard", points, (Contradiction("it \x1b[31mgrows", "It shrinks."),))


def test_a_grade_names_hits_with_the_words_and_misses_with_their_place() -> None:
    text = grade_text(grade(), recall(DROPOUT), width=60, folder="/")
    lines = text.split("\n")
    assert lines[0] == "50% · 2 of 3 key points"
    assert lines[1].startswith("✔ Dropout sets each unit")
    assert "    you: you divide" in text
    assert "✘ Dropout resembles" in text
    assert "    guide.md:20-25" in lines
    assert "⚠ you said “it grows”; the guide says: It shrinks." in " ".join(text.split())


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for text in (
        grade_text(grade(), recall(DROPOUT), width=width, folder="/"),
        item_text(recall(DROPOUT), width=width),
    ):
        assert max(len(line) for line in text.split("\n")) <= width
    plain = grade_text(grade(), recall(DROPOUT), width=width, folder="/")
    shown = grade_text(grade(), recall(DROPOUT), width=width, folder="/", style=coloured)
    assert shown.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain


@pytest.mark.parametrize(
    ("days", "shown"), [(0.0001, "1m"), (0.01, "14m"), (0.25, "6h"), (8, "8d"), (200, "7mo"), (1460, "4.0y")]
)
def test_intervals_are_short(days: float, shown: str) -> None:
    assert interval_text(timedelta(days=days)) == shown


def test_the_suggested_rating_is_marked() -> None:
    intervals = dict.fromkeys(("again", "hard", "good", "easy"), timedelta(days=3))
    assert ratings_text(intervals, "good") == "1 again (3d)  2 hard (3d)  3 good* (3d)  4 easy (3d)"
