"""bm25s: the lexical index, its arrays stored beside the vectors.

A question is answered from those arrays by numpy alone: importing bm25s would bring scipy, and add 0.3 s to every
cold start. The contract test holds both to the same scores.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.core.errors import IndexTroubleError

if TYPE_CHECKING:
    from numpy.typing import NDArray

K1, B = 1.2, 0.5
"""Saturation and length normalisation: rows are short and much alike in length, so length counts less than usual."""


def build_lexical_index(tokens: Sequence[Sequence[str]], folder: Path) -> None:
    """Index the rows' tokens (Lucene's BM25) and store the arrays in `folder`."""
    import bm25s

    retriever = bm25s.BM25(method="lucene", k1=K1, b=B)
    retriever.index([list(row) for row in tokens], show_progress=False)
    retriever.save(str(folder))


class StoredLexicalIndex:
    """What `build_lexical_index` stored, as a token-by-row matrix of BM25 weights."""

    def __init__(self, folder: Path, rows: int) -> None:
        try:
            self._vocabulary: dict[str, int] = json.loads((folder / "vocab.index.json").read_text(encoding="utf-8"))
            self._weights = np.load(folder / "data.csc.index.npy")
            self._rows = np.load(folder / "indices.csc.index.npy")
            self._starts = np.load(folder / "indptr.csc.index.npy")
        except (OSError, ValueError) as error:
            raise IndexTroubleError(
                f"the lexical index in {folder} can't be read", 'run "assistant index build --force"'
            ) from error
        self._count = rows

    @property
    def vocabulary(self) -> Mapping[str, int]:
        """Token -> its number."""
        return self._vocabulary

    def scores(self, tokens: Sequence[str]) -> NDArray[np.float32]:
        """See `LexicalIndex.scores`."""
        total = np.zeros(self._count, dtype=np.float32)
        for token in tokens:
            column = self._column(token)
            total[self._rows[column]] += self._weights[column]
        return total

    def document_frequency(self, token: str) -> int:
        """See `LexicalIndex.document_frequency`."""
        column = self._column(token)
        return int(column.stop - column.start)

    def _column(self, token: str) -> slice:
        number = self._vocabulary.get(token)
        return slice(0, 0) if number is None else slice(int(self._starts[number]), int(self._starts[number + 1]))
