"""The composition root: the only place that builds adapters and flows. It imports each when it is first needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.core.errors import ModelError
from assistant.flows.clock import Clock, utc_now
from assistant.flows.silent import Silent
from assistant.settings import Settings, load, provider_of
from assistant.wiring_models import open_chat_model

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence
    from datetime import datetime

    from assistant.adapters.conversations import SqliteConversations
    from assistant.adapters.index_folder import IndexFolder, StoredGeneration
    from assistant.adapters.progress import SqliteProgress
    from assistant.core.conversation import Event, Turn
    from assistant.core.domain import Answer, Hits, Verdict
    from assistant.core.ports import ChatModel, Embedder, Entailment, Progress
    from assistant.core.study import Grade
    from assistant.flows.answering import Answering, Manner
    from assistant.flows.conversing import Conversing
    from assistant.flows.grading import Grading
    from assistant.flows.grounding import Grounding
    from assistant.flows.guide_check import GuideReport
    from assistant.flows.indexing import Indexing
    from assistant.flows.interviewing import Interviewing
    from assistant.flows.item_writing import ItemWriting
    from assistant.flows.itemizing import Items
    from assistant.flows.model_judge import ModelJudge
    from assistant.flows.reporting import Report
    from assistant.flows.retrieval import Retrieval
    from assistant.flows.study import Study
    from assistant.flows.tutor import Tutor


@dataclass(frozen=True)
class Assistant:
    """Everything the program can do, for Python and for the faces: `search`, `ask`, and the flows behind them.

    The first question builds the index where there is none, or where the guide has changed.
    """

    settings: Settings
    progress: Progress
    clock: Clock = utc_now

    def search(self, question: str, k: int | None = None, guide: str | None = None) -> Hits:
        """The entries that answer, best first, and whether the guide covers the question."""
        return self.retrieval.search(question, k or self.settings.k, guide)

    def ask(
        self, question: str, guide: str | None = None, history: Sequence[Turn] = (), manner: Manner | None = None
    ) -> Answer:
        """An answer from the guide, each sentence checked against what it cites, or the line that there is none."""
        from assistant.flows.answering import DEFAULT_MANNER

        return self.answering.ask(question, self.settings.k, guide, history, manner or DEFAULT_MANNER)

    def converse(
        self,
        question: str,
        guide: str | None = None,
        manner: Manner | None = None,
        *,
        go_on: bool = False,
        keep: bool = True,
    ) -> Generator[Event, None, None]:
        """An answer's events as they happen, `Answered` the last; `go_on` with the last conversation, `keep` it."""
        store = self.conversations
        before = next(iter(store.all()), None) if go_on else None
        from assistant.flows.answering import DEFAULT_MANNER

        return self.conversing.ask(question, self.settings.k, guide, before, manner or DEFAULT_MANNER, keep=keep)

    def check(self, sentence: str, passages: Sequence[str]) -> Verdict:
        """Whether the passages, any texts, support the sentence. QuestionError: the sentence has no words."""
        return self.grounding.check(sentence, passages)

    def grade(self, answer: str, entry_id: str) -> Grade:
        """What an answer to an entry's question is worth. SettingsError: there is no such entry."""
        from assistant.core.study import graded_points

        entry = self.study.entry(entry_id)
        return self.grading.grade_item(answer, entry.question, graded_points(entry))

    def grade_against(self, answer: str, question: str, key_points: Sequence[str]) -> Grade:
        """What an answer is worth against any key points. SettingsError: there are none, or the answer is too long."""
        return self.grading.grade(answer, question, key_points)

    def check_guide(self, folder: str | None = None) -> GuideReport:
        """All that is wrong with the program's guide, or with one in the same format in another folder."""
        from assistant.adapters.guide_files import GuideFiles
        from assistant.flows.guide_check import check_guide

        return check_guide(folder or str(self.settings.places.corpus), GuideFiles())

    @cached_property
    def store(self) -> IndexFolder:
        """The index on disk."""
        from assistant.adapters.index_folder import IndexFolder

        return IndexFolder(self.settings.places.index)

    @cached_property
    def indexing(self) -> Indexing:
        """Building the index; adding and removing guides."""
        from assistant.adapters.guide_files import GuideFiles
        from assistant.adapters.guide_list import GuideListFile
        from assistant.adapters.index_folder import SCHEMA
        from assistant.flows.indexing import Indexing

        places = self.settings.places
        return Indexing(
            str(places.corpus),
            self.settings.encoder,
            SCHEMA,
            GuideListFile(places.guides),
            GuideFiles(),
            self.store,
            self.progress,
        )

    @cached_property
    def generation(self) -> StoredGeneration:
        """The index that questions are answered from, built first if it has to be."""
        current = self.store.current()
        reasons = self.indexing.stale(current)
        if current is None or reasons:
            self.progress.notice(f"{'; '.join(reasons)}: building the index")
            self.indexing.build()
            current = self.store.current()
        assert current is not None
        return current

    @cached_property
    def embedder(self) -> Embedder:
        """The compiled encoder."""
        return self.store.encoder(self.settings.encoder, self.progress.stage)

    @cached_property
    def entailment(self) -> Entailment:
        """The compiled entailment model."""
        return self.store.entailment(self.progress.stage)

    @cached_property
    def retrieval(self) -> Retrieval:
        """Search over the current index."""
        generation = self.generation
        # The encoder's session is loaded by native code while this thread imports Chroma: 0.2 s of a cold start.
        # Its imports come first: two threads must not import numpy at once.
        from assistant.adapters import encoder_onnx  # noqa: F401

        with ThreadPoolExecutor(1) as worker:
            loading = worker.submit(lambda: self.embedder)
            vectors = generation.vectors()
        loading.result()
        from assistant.core.rows import records
        from assistant.flows.retrieval import Retrieval

        entries = generation.entries()
        rows = sum(len(records(entry)) for entry in entries)
        return Retrieval(entries, generation.glossary(), self.embedder, vectors, generation.lexical(rows))

    @cached_property
    def answering(self) -> Answering:
        """Answers."""
        from assistant.flows.answering import Answering

        return Answering(self.retrieval, self.grounding, (lambda: self.chat_model) if self.settings.model else None)

    @cached_property
    def conversations(self) -> SqliteConversations:
        """What was asked before."""
        from assistant.adapters.conversations import SqliteConversations

        return SqliteConversations(self.settings.places.conversations)

    @cached_property
    def conversing(self) -> Conversing:
        """Answers that follow on each other."""
        from assistant.flows.conversing import Conversing
        from assistant.render import answer_json

        return Conversing(self.answering, self.conversations, answer_json)

    @cached_property
    def grounding(self) -> Grounding:
        """Sentences against passages."""
        from assistant.flows.grounding import Grounding

        return Grounding(self.embedder, lambda: self.entailment)

    @cached_property
    def progress_store(self) -> SqliteProgress:
        """What the learner answered."""
        from assistant.adapters.progress import SqliteProgress

        return SqliteProgress(self.settings.places.progress)

    @cached_property
    def grading(self) -> Grading:
        """Typed answers against key points."""
        from assistant.flows.grading import Grading

        return Grading(self.embedder, lambda: self.entailment, self.tutor)

    @cached_property
    def items(self) -> Items:
        """What can be asked."""
        from assistant.flows.itemizing import Items

        return Items(self.generation.entries(), self.embedder, self.grounding)

    @cached_property
    def study(self) -> Study:
        """Quizzes."""
        from assistant.core.scheduling import Scheduling
        from assistant.flows.study import Study

        scheduling = Scheduling(self.settings.desired_retention)
        entries = self.generation.entries()
        return Study(entries, self.items, self.grading, self.progress_store, scheduling, self.clock)

    @cached_property
    def interviewing(self) -> Interviewing:
        """Mock interviews."""
        from assistant.flows.interviewing import Interviewing

        return Interviewing(self.study, self.grading, lambda: self.retrieval, self.tutor)

    @cached_property
    def item_writing(self) -> ItemWriting:
        """New items by the model."""
        from assistant.flows.item_writing import ItemWriting

        return ItemWriting(self.tutor, self.items)

    @cached_property
    def tutor(self) -> Tutor:
        """The model's part in studying."""
        from assistant.flows.tutor import Tutor

        return Tutor((lambda: self.chat_model) if self.settings.model else None)

    def report(self, now: datetime) -> Report:
        """What the learner knows at `now`; its time zone decides where a day begins."""
        from assistant.core.scheduling import Scheduling
        from assistant.flows.reporting import report

        scheduling = Scheduling(self.settings.desired_retention)
        return report(self.generation.entries(), self.progress_store, scheduling, now)

    def with_model(self, name: str) -> Assistant:
        """The same, what is loaded included, with another language model. SettingsError: that is no model's name."""
        other = replace(self, settings=load(flags={"model": name}))
        for part in ("store", "generation", "embedder", "entailment", "retrieval", "grounding", "conversations"):
            if part in self.__dict__:
                other.__dict__[part] = self.__dict__[part]
        return other

    def reopened(self) -> Assistant:
        """The same over the index as it is now: itself, unless another process has built a new one meanwhile."""
        current = self.store.current()
        if "generation" not in self.__dict__ or current is None or current.id == self.generation.id:
            return self
        return replace(self)

    def judge_model(self, name: str) -> ModelJudge:
        """A model that judges sentences. ModelError: it can't be set up."""
        from assistant.flows.model_judge import ModelJudge

        settings = self.settings
        same = settings.model is not None and provider_of(settings.model) == provider_of(name)
        return ModelJudge(open_chat_model(name, settings.base_url if same else None, settings.timeout_seconds))

    @cached_property
    def chat_model(self) -> ChatModel:
        """The language model of the settings. ModelError: there is none, or it can't be set up."""
        name = self.settings.model
        if name is None:
            raise ModelError("no language model is set", "set one: assistant config set model openai:gpt-5-mini")
        return open_chat_model(name, self.settings.base_url, self.settings.timeout_seconds)


def open_assistant(progress: Progress | None = None, model: str | None = None) -> Assistant:
    """An assistant with the settings of this machine. SettingsError: they can't be used."""
    return Assistant(load(flags=None if model is None else {"model": model}), progress or Silent())
