"""The port `VectorIndex`: Chroma and the fake keep the same promises."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.adapters.vectors import ChromaVectors
from assistant.core.domain import Passage, Record
from assistant.core.errors import IndexTroubleError
from assistant.core.ports import VectorIndex
from tests.fakes import ListVectors

if TYPE_CHECKING:
    from assistant.core.ports import Vectors


def _record(number: int, guide: str) -> Record:
    passage = Passage(f"e{number}#1", f"e{number}", ("Key points", "More"), "text", number + 1, number + 2, ())
    return Record(f"e{number}#1", f"e{number}", guide, "/a.md", passage, is_question=False)


def _vectors(count: int) -> Vectors:
    rows = np.random.default_rng(7).normal(size=(count, 8)).astype(np.float32)
    unit: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


@pytest.fixture(params=["chroma", "list"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> VectorIndex:
    empty: VectorIndex = ChromaVectors(tmp_path / "chroma", create=True) if request.param == "chroma" else ListVectors()
    records = [_record(number, "one" if number % 2 else "two") for number in range(60)]
    empty.add(records, [f"text {number}" for number in range(60)], _vectors(60))
    return empty


def test_the_nearest_come_first_with_their_cosine(index: VectorIndex) -> None:
    vectors = _vectors(60)
    found = index.nearest(vectors[11], 60)
    cosines = {f"e{n}#1": float(v @ vectors[11]) for n, v in enumerate(vectors)}
    assert found[0][0] == "e11#1"
    assert [row for row, _ in found] == sorted(cosines, key=lambda row: -cosines[row])
    assert all(abs(score - cosines[row]) < 1e-5 for row, score in found)


def test_a_guide_can_be_asked_alone(index: VectorIndex) -> None:
    found = index.nearest(_vectors(60)[11], 10, "two")
    assert len(found) == 10
    assert all(int(row[1:].split("#")[0]) % 2 == 0 for row, _ in found)


def test_asking_for_more_than_there_is_gives_all(index: VectorIndex) -> None:
    assert len(index.nearest(_vectors(60)[0], 400)) == 60


def test_vectors_come_back_as_they_were_and_unknown_ids_are_left_out(index: VectorIndex) -> None:
    back = index.vectors_of(["e3#1", "nobody"])
    assert list(back) == ["e3#1"]
    assert np.allclose(back["e3#1"], _vectors(60)[3], atol=1e-6)


def test_chroma_keeps_the_place_of_each_passage_and_survives_its_process(tmp_path: Path) -> None:
    ChromaVectors(tmp_path, create=True).add([_record(4, "one")], ["question trail: text"], _vectors(1))
    assert ChromaVectors(tmp_path).nearest(_vectors(1)[0], 1)[0][0] == "e4#1"
    with sqlite3.connect(tmp_path / "chroma.sqlite3") as connection:
        stored = dict(connection.execute("select key, coalesce(string_value, int_value) from embedding_metadata"))
    connection.close()
    assert stored == {
        "chroma:document": "question trail: text",
        "guide": "one",
        "entry_id": "e4",
        "passage_id": "e4#1",
        "trail": "Key points > More",
        "path": "/a.md",
        "line_start": 5,
        "line_end": 6,
    }


def test_a_store_that_is_missing_or_damaged_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(IndexTroubleError, match="there is no vector store"):
        ChromaVectors(tmp_path)
    (tmp_path / "chroma.sqlite3").write_bytes(b"no database" * 400)
    with pytest.raises(IndexTroubleError, match="can't be opened") as caught:
        ChromaVectors(tmp_path)
    assert caught.value.hint == 'run "assistant index build --force"'
