"""Chroma: the vector store, embedded in the process, one collection of passages and questions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

import chromadb
import numpy as np
from chromadb.api.collection_configuration import CreateHNSWConfiguration
from chromadb.config import Settings

from assistant.core.domain import Record
from assistant.core.errors import IndexTroubleError

if TYPE_CHECKING:
    from assistant.core.ports import Vectors

_COLLECTION = "passages"
# The graph is written to disk with every batch: below the default threshold of 1,000 rows each process would have to
# build it again before its first query, which takes 70 ms at 500 rows.
# With Chroma's default of 100 candidates a search misses 8 of the nearest 400 rows, others with every build.
_HNSW: CreateHNSWConfiguration = {"space": "cosine", "sync_threshold": 2, "batch_size": 2, "ef_search": 1000}


class ChromaVectors:
    """A persistent collection with cosine distance. `create` starts an empty one, the constructor opens one."""

    def __init__(self, folder: Path, *, create: bool = False) -> None:
        if not create and not (folder / "chroma.sqlite3").is_file():
            raise IndexTroubleError(f"there is no vector store in {folder}", 'run "assistant index build --force"')
        try:
            self._client = chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False))
            self._collection = (
                self._client.create_collection(_COLLECTION, configuration={"hnsw": _HNSW}, embedding_function=None)
                if create
                else self._client.get_collection(_COLLECTION, embedding_function=None)
            )
        except Exception as error:  # Chroma's errors come from several layers and share no base
            raise IndexTroubleError(
                f"the vector store in {folder} can't be opened: {_first_line(error)}",
                'run "assistant index build --force"',
            ) from error

    def add(self, records: Sequence[Record], texts: Sequence[str], vectors: Vectors) -> None:
        """See `VectorIndex.add`."""
        step = self._client.get_max_batch_size()
        try:
            for start in range(0, len(records), step):
                part = records[start : start + step]
                self._collection.add(
                    ids=[record.id for record in part],
                    embeddings=vectors[start : start + step],
                    documents=list(texts[start : start + step]),
                    metadatas=[_metadata(record) for record in part],
                )
        except Exception as error:
            raise IndexTroubleError(f"the vector store can't be written: {_first_line(error)}") from error

    def nearest(self, vector: Vectors, count: int, guide: str | None = None) -> list[tuple[str, float]]:
        """See `VectorIndex.nearest`. Chroma gives cosine distance; similarity is one minus it."""
        found = self._collection.query(
            query_embeddings=vector.reshape(1, -1),
            n_results=count,
            where={"guide": guide} if guide else None,
            include=["distances"],
        )
        distances = cast("list[list[float]]", found["distances"])[0]
        return [(row, 1.0 - distance) for row, distance in zip(found["ids"][0], distances, strict=True)]

    def vectors_of(self, record_ids: Sequence[str]) -> dict[str, Vectors]:
        """See `VectorIndex.vectors_of`."""
        stored: dict[str, Vectors] = {}
        step = 2000
        for start in range(0, len(record_ids), step):
            found = self._collection.get(ids=list(record_ids[start : start + step]), include=["embeddings"])
            rows = np.asarray(found["embeddings"], dtype=np.float32)
            stored.update(zip(found["ids"], rows, strict=True))
        return stored


def _metadata(record: Record) -> dict[str, str | int]:
    passage = record.passage
    return {
        "guide": record.guide,
        "entry_id": record.entry_id,
        "passage_id": passage.id,
        "trail": " > ".join(passage.trail),
        "path": record.path,
        "line_start": passage.line_start,
        "line_end": passage.line_end,
    }


def _first_line(error: Exception) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]
