"""What a typed answer is worth: which key points it states, decided here and nowhere else, without a model.

Likeness doesn't tell: a list of the right words and the opposite of the truth are as like the key points as a good
answer is. So each key point is asked of the answer in the way in which a sentence is asked of a passage
(core/grounding.py), together with what else can be seen: whether the answer says more than the question did, whether
it makes claims or lists words, which of its clauses comes nearest and whether the two agree. Two heads of extremely
randomized trees, fitted by evals/train_grading.py on development cases, lie in data/grading.json: one says how
likely a point is hit, the other what the answer is worth given these.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import numpy as np
from rapidfuzz import fuzz, process

from assistant.core.grounding import Evidence, gather, leaf
from assistant.core.plain import plain
from assistant.core.sentences import split
from assistant.core.study import Contradiction, Grade, GradedPoint, Rating
from assistant.core.words import common_words, stems, words

if TYPE_CHECKING:
    from assistant.core.ports import Vectors

_CLAUSE = re.compile(r"\n+|;|\s[-–—>]+\s|,?\s(?:but|whereas|while)\s|(?<=\))\s*,")
_SAME_WORD = 84.0
"""Likeness, 0..100, from which on a word that nobody knows is a misspelling of one of the material's."""
_SHORTEST_MENDED = 5
_MOST_CLAUSES = 40
_RARE = 3000
_FUNCTION = 100
"""Ranks among everyday words."""
_ABOUT = 0.6
"""Cosine from which on a clause is about a point."""
_SURELY = 0.6
"""Probability of a hit from which on a clause that states one point isn't said to contradict another."""
_WORTHLESS = 0.25
"""Score below which no opinion of a model raises it. Chosen on development answers: without it, an opinion that says
yes to everything calls three of four wrong answers right, with it one of three (evals/README.md)."""


@dataclass(frozen=True, slots=True)
class PointEvidence:
    """What is seen of a key point in an answer."""

    point_in_answer: Evidence
    """The point, as a sentence, against the answer, as its passage."""
    clause_in_point: Evidence
    """The answer's nearest clause against the point."""
    named: float
    """Share of the point's content words that the question doesn't have and the answer does."""
    nearest: float
    """Cosine of the point to the nearest clause."""
    gained: float
    """The same, less the cosine of the point to the question."""
    whole: float
    """Cosine of the point to the answer as a whole."""
    claimed: float
    """Cosine of the point to the nearest clause, less that of any other point to that clause: is it meant?"""
    unasked: float
    """Mean cosine to the nearest token of the answer, of the point's tokens weighted by how unlike the question's."""
    entailed: float
    """The entailment model's probability that the answer entails the point."""


@dataclass(frozen=True, slots=True)
class AnswerEvidence:
    """What is seen of an answer as a whole."""

    best: float
    second: float
    third: float
    """The probabilities of the points that are most likely hit."""
    share: float
    """Mean probability over the points."""
    best_essential: float
    share_essential: float
    """The same of the short answer's points; where there are none, of all."""
    words: float
    """How many, as a logarithm."""
    added: float
    """Share of its content words that the question doesn't have."""
    function_words: float
    """Share of its words that are among the hundred commonest: low in a list of terms."""
    on_topic: float
    """Cosine of the answer to the points together."""
    asked: float
    """Cosine of the answer to the question."""
    supported: float
    """Mean over its clauses of how far the points together bear them out."""
    least_supported: float
    """The same of the clause that they bear out least."""
    terms: float
    """Share of the points' rarer words that it has."""
    disagreeing: float
    """How many of its clauses differ in polarity or direction from the point that they are nearest to."""
    per_clause: float
    """Content words a clause."""


def clauses(answer: str) -> list[str]:
    """An answer cut where one claim ends and another begins."""
    parts = [part.strip(" -•*\t,.") for line in _CLAUSE.split(answer) for part in split(plain(line))]
    return [part for part in parts if words(part)][:_MOST_CLAUSES]


def mended(answer: str, material: Sequence[str]) -> str:
    """The answer with words that nobody knows replaced by the material's word that they misspell."""
    known = {word for text in material for word in words(text) if len(word) >= _SHORTEST_MENDED}

    def repaired(match: re.Match[str]) -> str:
        word = match[0].lower()
        if word in known or word in common_words():
            return match[0]
        best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=_SAME_WORD)
        return str(best[0]) if best else match[0]

    return re.sub(rf"[^\W\d_]{{{_SHORTEST_MENDED},}}", repaired, answer)


@dataclass(frozen=True, slots=True)
class Vectored:
    """A text with its unit token vectors (tokens, width), and its own unit vector (dimensions,)."""

    text: str
    tokens: Vectors
    vector: Vectors


def point_evidence(
    point: Vectored,
    points: Sequence[Vectored],
    question: Vectored,
    answer: Vectored,
    parts: Sequence[Vectored],
    entailed: float,
) -> PointEvidence:
    """`parts` are the answer's clauses, at least one; `entailed` is the entailment model's probability."""
    asked = set(stems(words(plain(question.text))))
    said = set(stems(words(plain(answer.text))))
    own = [stem for stem in stems(words(plain(point.text))) if stem not in asked]
    cosines = [float(part.vector @ point.vector) for part in parts]
    nearest = parts[int(np.argmax(cosines))]
    others = [float(nearest.vector @ other.vector) for other in points if other is not point]
    weight = 1.0 - (point.tokens @ question.tokens.T).max(axis=1).clip(0.0, 1.0)
    near = (point.tokens @ answer.tokens.T).max(axis=1)
    return PointEvidence(
        gather(point.text, [answer.text], point.tokens, answer.tokens),
        gather(nearest.text, [point.text], nearest.tokens, point.tokens),
        named=sum(stem in said for stem in own) / max(1, len(own)),
        nearest=max(cosines),
        gained=max(cosines) - float(question.vector @ point.vector),
        whole=float(answer.vector @ point.vector),
        claimed=max(cosines) - max(others, default=0.0),
        unasked=float((weight * near).sum() / max(float(weight.sum()), 1e-6)),
        entailed=entailed,
    )


def answer_evidence(
    hits: Sequence[float],
    points: Sequence[Vectored],
    essential: int,
    question: Vectored,
    answer: Vectored,
    parts: Sequence[Vectored],
    supports: Sequence[float],
) -> AnswerEvidence:
    """`hits` has a probability a point, `essential` ones first; `supports` how far the points bear out each clause."""
    first = hits[:essential] or hits
    best = [*sorted(hits, reverse=True), 0.0, 0.0]
    content = stems(words(plain(answer.text)))
    asked = set(stems(words(plain(question.text))))
    rare = {word for point in points for word in words(point.text) if common_words().get(word, _RARE) >= _RARE}
    sought = set(stems(sorted(rare))) - asked
    tokens = re.findall(r"[a-z']+", answer.text.lower())
    middle = np.mean([point.vector for point in points], axis=0)
    pairs = [(part, max(points, key=lambda point: float(part.vector @ point.vector))) for part in parts]
    return AnswerEvidence(
        best=best[0],
        second=best[1],
        third=best[2],
        share=float(np.mean(hits)),
        best_essential=max(first),
        share_essential=float(np.mean(first)),
        words=float(np.log1p(len(tokens))),
        added=sum(stem not in asked for stem in content) / max(1, len(content)),
        function_words=sum(common_words().get(token, _RARE) <= _FUNCTION for token in tokens) / max(1, len(tokens)),
        on_topic=float(answer.vector @ middle / np.linalg.norm(middle)),
        asked=float(answer.vector @ question.vector),
        supported=float(np.mean(supports)),
        least_supported=float(min(supports)),
        terms=len(sought & set(content)) / max(1, len(sought)),
        disagreeing=float(sum(disagree(part, point) for part, point in pairs)),
        per_clause=len(content) / len(parts),
    )


def disagree(part: Vectored, point: Vectored) -> bool:
    """Whether a clause and the point that it is about differ in polarity or direction."""
    if float(part.vector @ point.vector) < _ABOUT:
        return False
    evidence = gather(part.text, [point.text], part.tokens, point.tokens)
    return evidence.negations_differ > 0 or evidence.direction_differs > 1


def hit_probability(evidence: PointEvidence) -> float:
    """How likely it is that the answer states the point."""
    return _predicted(_head()["point"], values_of(evidence))


def values_of(evidence: PointEvidence) -> list[float]:
    """The evidence as the head's features, in order."""
    nested = (evidence.point_in_answer, evidence.clause_in_point)
    own = (evidence.named, evidence.nearest, evidence.gained, evidence.whole, evidence.claimed, evidence.unasked)
    return [*(value for one in nested for value in astuple(one)), *own, evidence.entailed]


def graded(
    hits: Sequence[float],
    evidence: AnswerEvidence,
    key_points: Sequence[str],
    points: Sequence[Vectored],
    parts: Sequence[Vectored],
) -> Grade:
    """The grade that follows from a probability a point and the answer as a whole."""
    head = _head()
    score = min(1.0, max(0.0, _predicted(head["answer"], astuple(evidence))))
    nearest = [max(parts, key=lambda part: float(part.vector @ point.vector)) for point in points]
    hit = [probability >= head["hit"] for probability in hits]
    right = {part.text for part, probability in zip(nearest, hits, strict=True) if probability >= _SURELY}
    found = [
        GradedPoint(text, is_hit, part.text if is_hit else "", probability)
        for text, part, is_hit, probability in zip(key_points, nearest, hit, hits, strict=True)
    ]
    contradictions = [
        Contradiction(part.text, text)
        for text, point, part in zip(key_points, points, nearest, strict=True)
        if part.text not in right and disagree(part, point)
    ]
    return Grade(score, rating_of(score), tuple(found), tuple(contradictions))


def moderated(offline: Grade, opinions: Sequence[float | None]) -> list[float]:
    """A probability a point that a model's opinion takes part in, 0..1.

    What is plainly wrong stays so, whatever the model says: a point that a clause contradicts, and all points of an
    answer that is worth nothing by itself.
    """
    against = {one.point for one in offline.contradictions}
    found = []
    for point, opinion in zip(offline.points, opinions, strict=True):
        both = point.probability if opinion is None else (point.probability + opinion) / 2
        lost = point.text in against or offline.score < _WORTHLESS
        found.append(min(both, point.probability) if lost else both)
    return found


def ungraded(key_points: Sequence[str]) -> Grade:
    """The grade of an answer without words."""
    return Grade(0.0, "again", tuple(GradedPoint(text, False, "", 0.0) for text in key_points), ())


def rating_of(score: float) -> Rating:
    """The rating that a score suggests."""
    hard, good, easy = _head()["ratings"]
    if score >= easy:
        return "easy"
    return "good" if score >= good else "hard" if score >= hard else "again"


def _predicted(trees: Sequence[list[list[float]]], values: Sequence[float]) -> float:
    return sum(leaf(tree, values) for tree in trees) / len(trees)


@lru_cache(maxsize=1)
def _head() -> dict[str, Any]:
    text = (files("assistant.core") / "data" / "grading.json").read_text(encoding="utf-8")
    head: dict[str, Any] = json.loads(text)
    return head
