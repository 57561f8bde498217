"""A question to an answer, every sentence of it checked against what it cites.

Retrieval decides whether the guide answers. Without a model the guide is quoted; with one, the model explains from
numbered passages. If the model fails, the guide is quoted after all.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.core.conversation import Asking, Event, Retrieved, Turn
from assistant.core.domain import Answer
from assistant.core.errors import ModelError
from assistant.core.followups import standalone
from assistant.flows.explaining import Explaining
from assistant.flows.quoting import Quoting
from assistant.flows.retrieval import checked_question
from assistant.flows.steps import returned

if TYPE_CHECKING:
    from assistant.core.ports import ChatModel
    from assistant.flows.grounding import Grounding
    from assistant.flows.retrieval import Retrieval


@dataclass(frozen=True, slots=True)
class Manner:
    """How a question is to be answered where there is a model."""

    strict: bool = False
    """Leave out the sentences that the passages don't support."""
    beyond: bool = False
    """What the guide lacks, the model may answer from its own knowledge."""
    second_opinion: bool = False
    """The model, too, judges each sentence; it can only lower a verdict."""
    fallback: bool = True
    """Quote the guide if the model fails."""


DEFAULT_MANNER = Manner()


class Answering:
    """Answers from the guide: quoted, or explained by a model."""

    def __init__(self, retrieval: Retrieval, grounding: Grounding, model: Callable[[], ChatModel] | None) -> None:
        self._retrieval = retrieval
        self._grounding = grounding
        self._quoting = Quoting(retrieval, grounding)
        self._open_model = model

    def ask(
        self,
        question: str,
        k: int,
        guide: str | None = None,
        history: Sequence[Turn] = (),
        manner: Manner = DEFAULT_MANNER,
    ) -> Answer:
        """The answer alone. Errors: see `steps`."""
        return returned(self.steps(question, k, guide, history, manner))

    def steps(
        self,
        question: str,
        k: int,
        guide: str | None = None,
        history: Sequence[Turn] = (),
        manner: Manner = DEFAULT_MANNER,
    ) -> Generator[Event, None, Answer]:
        """Yields `Asking`, if a model is asked, `Retrieved`, and the model's `Token`s; returns the answer.

        A KeyboardInterrupt while tokens come, or one thrown in, ends the stream, and the answer is what came.
        QuestionError, SettingsError: see `Retrieval.search`. ModelError: it failed, and `manner` wants no fallback.
        """
        started = time.perf_counter()
        question = checked_question(question)
        by_rule = standalone(question, [turn.question for turn in history])
        try:
            answer = yield from self._answer(question, by_rule, k, guide, history, manner)
        except ModelError as error:
            if not manner.fallback:
                raise
            answer = replace(self._quoted(by_rule, k, guide), notice=f"{error}; quoting the guide instead")
        return replace(answer, question=question, seconds=time.perf_counter() - started)

    def _answer(
        self, question: str, by_rule: str, k: int, guide: str | None, history: Sequence[Turn], manner: Manner
    ) -> Generator[Event, None, Answer]:
        model: Explaining | None = None
        if self._open_model and history:
            model = yield from self._opened()
            by_rule = model.standalone(question, history)
        hits = self._retrieval.search(by_rule, k, guide)
        if self._open_model is None or not (hits.in_guide or manner.beyond):
            yield Retrieved(hits, ())
            return self._quoting.answer(hits)
        model = model or (yield from self._opened())
        if hits.in_guide:
            answer = yield from model.answer(hits, history, strict=manner.strict, second_opinion=manner.second_opinion)
            if answer is None:
                notice = "no sentence of the model's answer is supported; quoting the guide instead"
                return replace(self._quoting.answer(hits), notice=notice)
            if answer.in_guide or not manner.beyond:
                return answer
        else:
            yield Retrieved(hits, ())
        return (yield from model.beyond(hits, history))

    def _opened(self) -> Generator[Event, None, Explaining]:
        assert self._open_model is not None
        model = self._open_model()
        yield Asking(model.name, model.host)
        return Explaining(self._retrieval, self._grounding, model)

    def _quoted(self, question: str, k: int, guide: str | None) -> Answer:
        return self._quoting.answer(self._retrieval.search(question, k, guide))
