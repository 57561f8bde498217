"""A mock interview: stage by stage, following up on what was missed, with a scorecard at the end.

It never says an answer before the learner has tried: a hint first, then a sharper question, then the next stage.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from assistant.core.domain import IndexedEntry
from assistant.core.grading import rating_of
from assistant.core.interviews import Stage, completes, hint_of, sharper, stages_of, statement_of
from assistant.core.items import recall
from assistant.core.study import LONGEST_ANSWER, Grade, Item, KeyPoint
from assistant.core.words import stems, words
from assistant.flows.model_interviewer import ModelInterviewer

if TYPE_CHECKING:
    from assistant.flows.grading import Grading
    from assistant.flows.retrieval import Retrieval
    from assistant.flows.study import Study
    from assistant.flows.tutor import Tutor

Kind = Literal["opening", "hint", "sharper", "follow-up"]
ENOUGH = 0.6
"""Score from which on a stage is left without a hint."""
_REVIEWS = 4
"""How many entries at most are put on the schedule."""
_RELATED = 0.15
"""Score from which on an entry says something of a missed point."""
_STAGES_OF_A_TOPIC = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that the interviewer says, to be answered."""

    stage: str
    number: int
    of: int
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class StageScore:
    """A stage that is over."""

    name: str
    entry: IndexedEntry
    score: float
    hit: tuple[KeyPoint, ...]
    missed: tuple[KeyPoint, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """How the interview went."""

    title: str
    stages: tuple[StageScore, ...]
    review: tuple[IndexedEntry, ...]
    """What to study next; it was put on the schedule."""

    @property
    def score(self) -> float:
        """Mean over the stages, 0..1."""
        return sum(stage.score for stage in self.stages) / len(self.stages) if self.stages else 0.0


Interview = Generator[Asked, str, Scorecard]
"""Yields what the interviewer says, is sent the answers, and returns the scorecard; a `Left` thrown in ends it."""


class Left(Exception):
    """The learner leaves in the middle: the scorecard is of the stages that are over."""


class Interviewing:
    """Interviews over a guide's entries."""

    def __init__(self, study: Study, grading: Grading, retrieval: Callable[[], Retrieval], tutor: Tutor) -> None:
        """Where the tutor is a model, the interviewer speaks in its words."""
        self._study, self._grading, self._retrieval = study, grading, retrieval
        self._interviewer = ModelInterviewer(tutor)

    def about(self, name: str) -> IndexedEntry | str:
        """The scenario or entry of that id or wording, or the topic. SettingsError: there is none."""
        wanted = set(stems(words(name.replace("-", " "))))
        scenarios = [entry for entry in self._study.of_topic(None) if entry.kind == "scenario"]
        for entry in scenarios:
            if entry.id == name or (wanted and wanted <= set(stems(words(f"{entry.id} {entry.question}")))):
                return entry
        found = self._study.of_topic(name)
        return found[0] if len(found) == 1 else name

    def conduct(self, name: str, seed: int = 0) -> Interview:
        """An interview on a scenario or a topic. SettingsError: there is none."""
        about = self.about(name)
        if isinstance(about, str):
            planned = [item.entry for item in self._study.session(_STAGES_OF_A_TOPIC, about, "recall", seed)]
            others = [entry for entry in self._study.of_topic(about) if entry not in planned]
            known = [entry for entry in others if not self._study.resting(entry)]  # it doesn't wait until they are due
            stages = [stage for entry in [*planned, *known][:_STAGES_OF_A_TOPIC] for stage in stages_of(entry)]
            title = about
            statement = f"{len(stages)} questions on {title.replace('-', ' ')}."
        else:
            stages = stages_of(about)
            title = about.question
            statement = statement_of(about)
        return self._conduct(title, statement, stages)

    def _conduct(self, title: str, statement: str, stages: Sequence[Stage]) -> Interview:
        scores: list[StageScore] = []
        with suppress(Left):
            for _, of_entry in groupby(enumerate(stages, 1), lambda numbered: numbered[1].entry.id):
                yield from self._entry(of_entry, statement, len(stages), scores)
        return Scorecard(title, tuple(scores), tuple(self._scheduled(scores)))

    def _entry(
        self, stages: Iterable[tuple[int, Stage]], statement: str, of: int, scores: list[StageScore]
    ) -> Generator[Asked, str, None]:
        """The stages of one entry, which counts as reviewed once they are over, or however the learner leaves."""
        before = len(scores)
        try:
            for number, stage in stages:
                first = f"{statement} " if number == 1 else ""
                scores.append((yield from self._stage(stage, first, number, of)))
        finally:
            over = scores[before:]
            if over:
                self._keep(recall(over[0].entry), "", _mean(over), counted=True)

    def _stage(self, stage: Stage, statement: str, number: int, of: int) -> Generator[Asked, str, StageScore]:
        item = replace(recall(stage.entry), id=f"{stage.entry.id}:interview:{number}")
        said: list[str] = []
        completed: set[str] = set()

        def ask(kind: Kind, text: str, missed: str | None = None, first: str = "") -> Generator[Asked, str, str]:
            if kind != "sharper":  # which is to be completed as it stands
                points = (*stage.points, *stage.follow_up_points)
                text = self._interviewer.worded(text, stage.question, said, points, missed)
            answer = yield Asked(stage.name, number, of, kind, f"{first}{text}")
            said.append(answer)
            return answer

        def grade() -> tuple[float, list[bool]]:
            together = "\n".join(said)[:LONGEST_ANSWER]
            graded = self._grading.grade_item(together, stage.question, stage.points)
            hit = [p.hit or p.text in completed for p in graded.points]
            return max(graded.score, sum(hit) / len(hit)), hit

        yield from ask("opening", stage.question, first=statement)
        first, hit = grade()
        self._keep(item, said[0], first, counted=False)
        score = first
        unsaid = [point for point, was in zip(stage.points, hit, strict=True) if not was]
        missed = min(unsaid, key=lambda point: any(map(str.isdigit, point.text)), default=None)  # figures come last
        if score < ENOUGH and missed:
            answer = yield from ask("hint", hint_of(missed), missed.text)
            score, hit = grade()
            self._keep(item, answer, score, counted=False)
            if not hit[stage.points.index(missed)]:
                question, term = sharper(missed)
                answer = yield from ask("sharper", question)
                if completes(answer, term):
                    completed.add(missed.text)
                score, hit = grade()
                self._keep(item, answer, score, counted=False)
        elif stage.follow_up:
            answer = yield from ask("follow-up", stage.follow_up)
            texts = [point.text for point in stage.follow_up_points]
            follow_up = self._grading.grade(answer[:LONGEST_ANSWER], stage.follow_up, texts).score
            self._keep(item, answer, follow_up, counted=False)
            score = (score + follow_up) / 2
        points = list(zip(stage.points, hit, strict=True))
        return StageScore(
            stage.name,
            stage.entry,
            (first + score) / 2,  # what came after a hint counts half
            tuple(point for point, was in points if was),
            tuple(point for point, was in points if not was),
        )

    def _keep(self, item: Item, answer: str, score: float, *, counted: bool) -> None:
        card = self._study.card(item.entry)
        self._study.answered(item, card, answer, Grade(score, rating_of(score), (), ()), 0, 0.0, counted=counted)

    def _scheduled(self, scores: Sequence[StageScore]) -> list[IndexedEntry]:
        """What to study next, put on the schedule: the entries that say most about what was missed."""
        votes: dict[str, float] = defaultdict(float)
        found: dict[str, IndexedEntry] = {}
        for score in scores:
            weight = 1.0 - score.score
            if score.entry.kind != "scenario":
                if score.score < ENOUGH:
                    votes[score.entry.id] += weight
                    found[score.entry.id] = score.entry
                continue
            for point in score.missed:
                hits = self._retrieval().search(point.text, 3).hits
                for hit in hits:
                    if hit.entry.kind != "scenario" and hit.score >= _RELATED:
                        votes[hit.entry.id] += weight * hit.score
                        found[hit.entry.id] = hit.entry
        best = sorted(votes, key=lambda id_: -votes[id_])[:_REVIEWS]
        chosen = [found[id_] for id_ in best]
        for entry in chosen:
            self._study.queue(entry)
        return chosen


def _mean(scores: Sequence[StageScore]) -> float:
    return sum(score.score for score in scores) / len(scores)
