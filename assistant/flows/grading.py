"""A typed answer against key points, with the encoder's help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from assistant.core.cleaning import clean
from assistant.core.errors import SettingsError
from assistant.core.grading import (
    AnswerEvidence,
    PointEvidence,
    Vectored,
    answer_evidence,
    clauses,
    graded,
    hit_probability,
    mended,
    moderated,
    point_evidence,
    ungraded,
)
from assistant.core.grounding import gather, is_quoted, judged
from assistant.core.plain import plain
from assistant.core.study import LONGEST_ANSWER, Grade, KeyPoint
from assistant.flows.model_judge import ModelJudge

if TYPE_CHECKING:
    from assistant.core.ports import Embedder, Entailment
    from assistant.flows.tutor import Tutor

_MOST_KNOWN = 400
"""Texts whose vectors are kept."""


@dataclass(frozen=True, slots=True)
class Read:
    """An answer and its material, embedded."""

    question: Vectored
    points: tuple[Vectored, ...]
    essential: int
    """So many of the first points are the short answer's."""
    answer: Vectored
    parts: tuple[Vectored, ...]
    """The answer's clauses."""


class Grading:
    """Grades answers; the key points may be those of any material."""

    def __init__(self, embedder: Embedder, entailment: Callable[[], Entailment], tutor: Tutor) -> None:
        """Where the tutor is a model, its opinion is asked, too."""
        self._embedder, self._entailment, self._tutor = embedder, entailment, tutor
        self._known: dict[str, Vectored] = {}

    def grade_item(self, answer: str, question: str, points: Sequence[KeyPoint]) -> Grade:
        """What an answer is worth against an entry's points, the essential ones first."""
        short = [point.text for point in points if point.essential]
        return self.grade(answer, question, [point.text for point in points if not point.essential], short)

    def grade(self, answer: str, question: str, key_points: Sequence[str], short_answer: Sequence[str] = ()) -> Grade:
        """Which points the answer states, and its score. SettingsError: it or they can't be graded.

        The sentences of a `short_answer` are points, too, and come first in the grade: to state them is to answer.
        """
        texts = [*short_answer, *key_points]
        if not texts:
            raise SettingsError("there are no key points to grade against", "give at least one")
        for number, text in enumerate(texts, 1):
            if not any(character.isalnum() for character in plain(clean(text))):
                raise SettingsError(f"key point {number} has no words")
        if len(answer) > LONGEST_ANSWER:
            raise SettingsError(f"the answer has {len(answer)} characters", f"at most {LONGEST_ANSWER} are graded")
        read = self.read(answer, question, texts, len(short_answer))
        if read is None:
            return ungraded(texts)
        evidence = self.point_evidence(read)
        said = clean(answer).splitlines()
        hits = [
            1.0 if is_quoted(text, said) else hit_probability(one) for text, one in zip(texts, evidence, strict=True)
        ]
        supports = self.supports(read)
        offline = graded(hits, evidence_of(read, hits, supports), texts, read.points, read.parts)
        opinions = self._tutor.asked(lambda model: ModelJudge(model).stated(answer, question, texts))
        if opinions is None:
            lost = self._tutor.failure
            return replace(offline, notice=f"graded without the model: {lost}") if lost else offline
        hits = moderated(offline, opinions)
        both = graded(hits, evidence_of(read, hits, supports), texts, read.points, read.parts)
        return replace(both, model=self._tutor.name)

    def read(self, answer: str, question: str, texts: Sequence[str], essential: int = 0) -> Read | None:
        """Embed all of it; `texts` are the points, the first so many `essential`. None: the answer has no words."""
        text = mended(clean(answer), [question, *texts])
        parts = [self._vectored(part) for part in clauses(text)]
        parts = [part for part in parts if len(part.tokens)]
        if not parts:
            return None
        points = tuple(self._vectored(plain(point)) for point in texts)
        whole = self._embedder.embed([" ".join(part.text for part in parts)])[0]
        said = Vectored(". ".join(part.text for part in parts), np.concatenate([part.tokens for part in parts]), whole)
        return Read(self._vectored(plain(question) or "?"), points, essential, said, tuple(parts))

    def point_evidence(self, read: Read) -> list[PointEvidence]:
        """What a hit is decided on: for fitting it."""
        entailed = self._entailment().probabilities([(read.answer.text, point.text) for point in read.points])
        return [
            point_evidence(point, read.points, read.question, read.answer, read.parts, probability)
            for point, probability in zip(read.points, entailed, strict=True)
        ]

    def supports(self, read: Read) -> list[float]:
        """How far the points together bear out each clause of the answer, 0..1."""
        texts = [point.text for point in read.points]
        given = np.concatenate([point.tokens for point in read.points])
        entailed = self._entailment().probabilities([(" ".join(texts), part.text) for part in read.parts])
        return [
            judged(gather(part.text, texts, part.tokens, given), probability).score
            for part, probability in zip(read.parts, entailed, strict=True)
        ]

    def _vectored(self, text: str) -> Vectored:
        if text not in self._known:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
            self._known[text] = Vectored(text, self._embedder.embed_tokens([text])[0], self._embedder.embed([text])[0])
        return self._known[text]


def evidence_of(read: Read, hits: Sequence[float], supports: Sequence[float]) -> AnswerEvidence:
    """What the score is decided on: for fitting it, too."""
    return answer_evidence(hits, read.points, read.essential, read.question, read.answer, read.parts, supports)
