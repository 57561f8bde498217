"""From a scenario or a topic to the stages of an interview, and from a missed point to what to ask about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from assistant.core.domain import IndexedEntry, Passage
from assistant.core.items import GAP, explanations, is_right_term
from assistant.core.study import KeyPoint, graded_points
from assistant.core.words import common_words, stems, words

_NO_STAGE = {"Key points", "Formulas", "Pitfalls", "Sources", "Follow-ups", "Example"}
_ASKED_NEXT = "Asked next:"
_FIRST_WORDS = 4
_COMMON = 2000
"""Rank among everyday words from which on a word is a term."""
_KEPT = 0.4
"""Share of its content words."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Something to talk about: a question, what a good answer says, and a question behind it."""

    name: str
    entry: IndexedEntry
    question: str
    points: tuple[KeyPoint, ...]
    follow_up: str | None = None
    follow_up_points: tuple[KeyPoint, ...] = ()


def statement_of(entry: IndexedEntry) -> str:
    """What the interviewer says first."""
    return f"{entry.question.rstrip('.')}. Let us go through it stage by stage."


def stages_of(entry: IndexedEntry) -> list[Stage]:
    """A scenario's stages, one a heading; of another entry, the question itself."""
    if entry.kind != "scenario":
        return [_question_stage(entry)]
    named = [passage for passage in entry.passages if passage.trail and passage.trail[0] not in _NO_STAGE]
    stages = []
    for name, group in groupby(named, key=lambda passage: passage.trail[0]):
        points, asked = _split(group)
        if points:
            question = f"{name}: what do you decide here, and why?"
            stages.append(Stage(name, entry, question, tuple(points), *asked))
    return stages or [_question_stage(entry)]


def hint_of(point: KeyPoint) -> str:
    """Where to look, without saying it."""
    return f"You have not spoken of everything yet. What about this: “{' '.join(point.text.split()[:_FIRST_WORDS])} …”?"


def sharper(point: KeyPoint) -> tuple[str, str]:
    """The point with its rarest word left out, to be completed, and the word: none that the hint has said."""
    ranks = common_words()
    said = words(" ".join(point.text.split()[:_FIRST_WORDS]))
    unsaid = [word for word in words(point.text) if word not in said] or words(point.text)
    found = [word for word in unsaid if word.isalpha() and len(word) > 3] or unsaid
    term = max(found, key=lambda word: ranks.get(word, len(ranks)))
    start = point.text.lower().index(term)
    return f"Complete this: {point.text[:start]}{GAP}{point.text[start + len(term) :]}", term


def completes(answer: str, term: str) -> bool:
    """Whether an answer to a sharper question names the word."""
    return any(is_right_term(word, term) for word in words(answer))


def gives_away(text: str, points: Iterable[KeyPoint], known: Iterable[str]) -> bool:
    """Whether a text names a term or a number of the points that none of the `known` texts has."""
    ranks = common_words()
    seen = {stem for one in known for stem in stems(words(one))}
    hidden = {stem for point in points for stem in stems(words(point.text))} - seen
    return any(stem in hidden for word in words(text) if ranks.get(word, _COMMON) >= _COMMON for stem in stems([word]))


def asks_the_same(text: str, told: str) -> bool:
    """Whether a text keeps enough of the words of what it is to ask."""
    meant = set(stems(words(told)))
    return len(meant & set(stems(words(text)))) >= _KEPT * len(meant)


def _question_stage(entry: IndexedEntry) -> Stage:
    next_asked = next(iter(explanations(entry)), None)
    follow_up = (next_asked.question, next_asked.points) if next_asked else (None, ())
    return Stage(entry.question, entry, entry.question, graded_points(entry), *follow_up)


def _split(passages: Iterable[Passage]) -> tuple[list[KeyPoint], tuple[str | None, tuple[KeyPoint, ...]]]:
    """A stage's points, and what is asked next with the points of its answer."""
    points: list[KeyPoint] = []
    asked: str | None = None
    answer: list[KeyPoint] = []
    for passage in passages:
        for sentence in passage.sentences:
            if sentence.startswith(_ASKED_NEXT):
                asked = sentence.removeprefix(_ASKED_NEXT).strip()
            elif asked is None:
                points.append(KeyPoint(sentence, passage))
            else:
                answer.append(KeyPoint(sentence, passage))
    return points, (asked, tuple(answer)) if asked and answer else (None, ())
