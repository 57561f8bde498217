"""What the flows need from the outside, as protocols. Adapters implement them; tests pass fakes by the same door."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray

    from assistant.core.conversation import Conversation, Message
    from assistant.core.domain import (
        EncoderIdentity,
        IndexedEntry,
        Manifest,
        Record,
        SourceFile,
        SourceText,
        Unreadable,
    )
    from assistant.core.study import Card, Review

    Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Texts to vectors."""

    @property
    def identity(self) -> EncoderIdentity: ...

    def embed(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Float32 array (len(texts), dimensions), unit rows, in input order; no text gives (0, dimensions).

        `advance` is told, as the work goes on, how many more texts are done.
        """
        ...

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        """One float32 array (tokens, width) a text, unit rows, in input order; a text without tokens gives no rows."""
        ...


class Entailment(Protocol):
    """A premise and a hypothesis to whether the first entails the second."""

    def probabilities(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """One a (premise, hypothesis), 0..1, in input order. A long premise is cut, at about a thousand characters."""
        ...


class VectorIndex(Protocol):
    """Nearest rows by cosine similarity."""

    def add(self, records: Sequence[Record], texts: Sequence[str], vectors: Vectors) -> None:
        """Add rows whose ids are new; `vectors` has shape (len(records), dimensions)."""
        ...

    def nearest(self, vector: Vectors, count: int, guide: str | None = None) -> list[tuple[str, float]]:
        """Up to `count` (record id, cosine similarity in -1..1), best first. `vector` has shape (dimensions,)."""
        ...

    def vectors_of(self, record_ids: Sequence[str]) -> dict[str, Vectors]:
        """The stored vectors, each of shape (dimensions,); an unknown id is left out."""
        ...


class LexicalIndex(Protocol):
    """BM25 over the same rows."""

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """Shape (rows,), in the order in which the rows were indexed; unknown tokens add nothing."""
        ...

    def document_frequency(self, token: str) -> int:
        """In how many rows the token occurs."""
        ...

    @property
    def vocabulary(self) -> Mapping[str, int]: ...


class ChatModel(Protocol):
    """A language model."""

    @property
    def name(self) -> str:
        """`provider:model`."""
        ...

    @property
    def host(self) -> str:
        """Where a question goes: a host name, with its port if it has one."""
        ...

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply, piece by piece, as it comes: hostile until cleaned.

        What can pass (a refused connection, 429, 5xx) is tried again before the first piece. ModelError: it failed.
        """
        ...

    def structured(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        """The reply as an object of that JSON schema. ModelError: as above, or the reply is no such object."""
        ...


class ConversationStore(Protocol):
    """What was asked and answered. Each method: StoreError if the store can't be read or written."""

    def all(self) -> list[Conversation]:
        """The one that was last asked in first."""
        ...

    def append(self, conversation_id: int | None, question: str, answer: Mapping[str, Any], asked_at: str) -> int:
        """Keep an exchange, and give its conversation's id; None begins a new one. `asked_at`: UTC, ISO 8601."""
        ...

    def get(self, conversation_id: int) -> Conversation | None:
        """The conversation of that id, if there is one."""
        ...

    def rename(self, conversation_id: int, title: str) -> bool:
        """Whether there was such a conversation."""
        ...

    def delete(self, conversation_id: int) -> bool:
        """Whether there was such a conversation."""
        ...


class ProgressStore(Protocol):
    """What the learner answered and knows. Each method: StoreError if the store can't be read or written."""

    def cards(self) -> dict[str, Card]:
        """Entry id -> its card, of every entry that was reviewed, queued, buried or suspended."""
        ...

    def reviews(self) -> list[Review]:
        """Oldest first; those that were undone are left out."""
        ...

    def append(self, review: Review, digest: str, after: int | None) -> Review:
        """Keep a review, and give it with its id.

        It counts only if the card's last counted review is still `after`: if another session has reviewed the card
        meanwhile, the answer is kept, uncounted.
        """
        ...

    def rerate(self, old: Review, new: Review) -> Review:
        """Take back `old` and keep `new` in one step. StoreError: `old` was taken back before."""
        ...

    def undo(self, now: datetime) -> Review | None:
        """Take back the last review that counted and give it; None: there is none."""
        ...

    def suspend(self, entry_id: str, digest: str, suspended: bool) -> None:
        """Never ask it again, or do."""
        ...

    def bury(self, entry_id: str, digest: str, until: datetime | None) -> None:
        """Don't ask it before then."""
        ...

    def queue(self, entry_id: str, digest: str, now: datetime) -> None:
        """Ask it in the next session."""
        ...


class GuideReader(Protocol):
    """The files of guides."""

    def read(self, roots: Sequence[str], *, own: bool) -> tuple[list[SourceText], list[Unreadable]]: ...

    def unchanged(self, files: Sequence[SourceFile], roots: Sequence[str], *, own: bool) -> bool:
        """Whether the roots still hold these files, and nothing else, as they were."""
        ...


class GuideList(Protocol):
    """The guides that the user added: name -> the paths they were added from."""

    def load(self) -> dict[str, tuple[str, ...]]: ...

    def save(self, guides: Mapping[str, Sequence[str]]) -> None: ...


class Generation(Protocol):
    """A finished index."""

    @property
    def manifest(self) -> Manifest: ...

    def entries(self) -> list[IndexedEntry]: ...

    def vectors(self) -> VectorIndex: ...


class GenerationWriter(Protocol):
    """An index in the making. Nobody sees it before `finish`."""

    def store(self, records: Sequence[Record], texts: Sequence[str], vectors: Vectors) -> None:
        """Write the rows into both indexes."""
        ...

    def finish(self, manifest: Manifest, entries: Sequence[IndexedEntry]) -> None: ...


class IndexStore(Protocol):
    """Where indexes are kept."""

    def current(self) -> Generation | None: ...

    def building(self, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """Held by one process at a time; `waiting` is called once if another has it."""
        ...

    def begin(self) -> GenerationWriter: ...

    def encoder(self, name: str, stage: Callable[[str], None], *, fresh: bool = False) -> Embedder:
        """The compiled encoder of that name, compiled first where it isn't yet, or again if `fresh`."""
        ...

    def entailment(self, stage: Callable[[str], None]) -> Entailment:
        """The compiled entailment model, compiled first where it isn't yet."""
        ...


class Progress(Protocol):
    """Told about long work."""

    def stage(self, name: str, total: int | None = None) -> None: ...

    def advance(self, count: int) -> None: ...

    def done(self) -> None:
        """The long work is over, and others may write on the terminal."""
        ...

    def notice(self, text: str) -> None:
        """A line that the user should see, whatever becomes of the bar."""
        ...
