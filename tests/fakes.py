"""Stand-ins for what a test can't afford: they enter by the same constructor and pass the same contract."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.core.conversation import Message
from assistant.core.domain import EncoderIdentity, Record
from assistant.core.errors import ModelError

if TYPE_CHECKING:
    from assistant.core.ports import Vectors


class HashingEmbedder:
    """Bags of hashed words: near where words are shared. No model to load."""

    def __init__(self, dimensions: int = 64) -> None:
        self.identity = EncoderIdentity("hashing", "0" * 64, dimensions)

    def embed(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.identity.dimensions), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().split() or [""]:
                row[sum(word.encode()) % len(row)] += 1
            row /= np.linalg.norm(row)
        if advance:
            advance(len(texts))
        return vectors

    def embed_tokens(self, texts: Sequence[str]) -> list[Vectors]:
        return [self.embed(text.split()) for text in texts]


class ListVectors:
    """All vectors in a list, searched one by one."""

    def __init__(self) -> None:
        self._rows: list[tuple[Record, Vectors]] = []

    def add(self, records: Sequence[Record], texts: Sequence[str], vectors: Vectors) -> None:
        self._rows.extend(zip(records, vectors, strict=True))

    def nearest(self, vector: Vectors, count: int, guide: str | None = None) -> list[tuple[str, float]]:
        scored = [(row.id, float(v @ vector)) for row, v in self._rows if guide in (None, row.guide)]
        return sorted(scored, key=lambda pair: -pair[1])[:count]

    def vectors_of(self, record_ids: Sequence[str]) -> dict[str, Vectors]:
        return {row.id: v for row, v in self._rows if row.id in set(record_ids)}


class ScriptedChat:
    """A chat model that says what it was told to, reply by reply; an error in a reply is raised where it stands."""

    name = "scripted:test"
    host = "nowhere.test"

    def __init__(self, *replies: str | Sequence[str | BaseException] | Mapping[str, Any]) -> None:
        self._replies = list(replies)
        self.asked: list[Sequence[Message]] = []

    def stream(self, messages: Sequence[Message]) -> Iterator[str]:
        self.asked.append(messages)
        reply = self._replies.pop(0)
        assert not isinstance(reply, Mapping)
        for piece in [reply] if isinstance(reply, str) else reply:
            if isinstance(piece, BaseException):
                raise piece
            yield piece

    def structured(self, messages: Sequence[Message], schema: Mapping[str, Any]) -> dict[str, Any]:
        self.asked.append(messages)
        reply = self._replies.pop(0)
        if not isinstance(reply, Mapping):
            raise ModelError("the reply is no object")
        return dict(reply)
