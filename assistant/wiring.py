"""The composition root: the only place that builds adapters and flows. It imports each when it is first needed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.settings import Settings, load

if TYPE_CHECKING:
    from assistant.adapters.index_folder import IndexFolder, StoredGeneration
    from assistant.core.domain import Answer, Hits
    from assistant.core.ports import Embedder, Progress
    from assistant.flows.answering import Answering
    from assistant.flows.guide_check import GuideReport
    from assistant.flows.indexing import Indexing
    from assistant.flows.retrieval import Retrieval


class Silent:
    """A `Progress` that nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Say nothing."""

    def advance(self, count: int) -> None:
        """Say nothing."""

    def done(self) -> None:
        """Say nothing."""

    def notice(self, text: str) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Assistant:
    """Everything the program can do, for Python and for the faces: `search`, `ask`, and the flows behind them.

    The first question builds the index where there is none, or where the guide has changed.
    """

    settings: Settings
    progress: Progress

    def search(self, question: str, k: int | None = None, guide: str | None = None) -> Hits:
        """The entries that answer, best first, and whether the guide covers the question."""
        return self.retrieval.search(question, k or self.settings.k, guide)

    def ask(self, question: str, guide: str | None = None) -> Answer:
        """An answer from the guide, every sentence cited, or the line that says that the guide has none."""
        return self.answering.ask(question, self.settings.k, guide)

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

        return Answering(self.retrieval)


def open_assistant(progress: Progress | None = None) -> Assistant:
    """An assistant with the settings of this machine. SettingsError: they can't be used."""
    return Assistant(load(), progress or Silent())
