"""The port `LexicalIndex`: what numpy reads from bm25s' arrays is what bm25s itself would answer."""

from __future__ import annotations

import random
from pathlib import Path

import bm25s
import numpy as np
import pytest

from assistant.adapters.lexical import StoredLexicalIndex, build_lexical_index
from assistant.core.errors import IndexTroubleError


def _rows() -> list[list[str]]:
    dice = random.Random(3)
    words = [f"w{n}" for n in range(60)]
    return [dice.choices(words, k=dice.randint(1, 30)) for _ in range(200)]


def test_scores_are_those_of_bm25s(tmp_path: Path) -> None:
    rows = _rows()
    build_lexical_index(rows, tmp_path)
    stored, reference = StoredLexicalIndex(tmp_path, len(rows)), bm25s.BM25.load(str(tmp_path))
    for query in (["w1"], ["w1", "w2", "w59"], ["w7", "w8", "w9", "w10"]):
        assert np.allclose(stored.scores(query), reference.get_scores(query), atol=1e-5)


def test_unknown_tokens_add_nothing(tmp_path: Path) -> None:
    build_lexical_index([["a", "b"], ["b"]], tmp_path)
    stored = StoredLexicalIndex(tmp_path, 2)
    assert stored.scores(["zebra"]).tolist() == [0, 0]
    assert stored.scores([]).tolist() == [0, 0]
    assert stored.scores(["a", "zebra"])[0] > 0


def test_document_frequencies_are_counts_of_rows(tmp_path: Path) -> None:
    build_lexical_index([["a", "a", "b"], ["b"], []], tmp_path)
    stored = StoredLexicalIndex(tmp_path, 3)
    assert [stored.document_frequency(token) for token in ("a", "b", "zebra")] == [1, 2, 0]
    assert {"a", "b"} <= set(stored.vocabulary)


def test_a_missing_index_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(IndexTroubleError, match="can't be read"):
        StoredLexicalIndex(tmp_path, 1)
