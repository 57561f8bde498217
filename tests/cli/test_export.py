"""assistant export."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import anki.collection
import pytest
from anki.import_export_pb2 import ImportAnkiPackageOptions, ImportAnkiPackageRequest

from assistant.adapters.anki import write_package
from assistant.core.errors import StoreError
from tests.conftest import REPOSITORY, Command
from tests.entries import ENTRIES, entry

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ENTRIES_OF_THE_GUIDE = sum(path.read_text().count("<!-- entry") for path in (REPOSITORY / "corpus").glob("[0-9]*.md"))


def imported(collection: anki.collection.Collection, package: Path) -> None:
    options = ImportAnkiPackageOptions(merge_notetypes=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options))


@pytest.fixture
def collection(tmp_path: Path) -> anki.collection.Collection:
    return anki.collection.Collection(str(tmp_path / "collection.anki2"))


def test_anki_reads_a_note_for_each_entry_with_its_answer_and_place(
    assistant_command: Command, collection: anki.collection.Collection, tmp_path: Path
) -> None:
    result = assistant_command("export", "anki", str(tmp_path / "deck.apkg"))
    assert result.returncode == 0, result.stderr
    imported(collection, tmp_path / "deck.apkg")
    assert collection.note_count() == collection.card_count() == ENTRIES_OF_THE_GUIDE
    [note] = [collection.get_note(id_) for id_ in collection.find_notes('"Question:What is dropout*"')]
    assert note["Question"] == "What is dropout, and why does it help?"
    assert note["Answer"].startswith("Dropout sets each unit of a layer to zero with probability \\(p\\)")
    assert note["Key points"].count("<li>") == 6
    assert re.fullmatch(r"06-regularization\.md:\d+-\d+", note["Source"])
    assert note.tags == ["level::basic", "regularization"]
    collection.close()


def test_a_second_import_updates_and_doubles_nothing(collection: anki.collection.Collection, tmp_path: Path) -> None:
    write_package(ENTRIES, "/", tmp_path / "one.apkg", NOW)
    imported(collection, tmp_path / "one.apkg")
    changed = entry("dropout", "What is dropout?", "Another answer, if a < b & more.", ["One point."])
    write_package([changed, *ENTRIES[1:]], "/", tmp_path / "two.apkg", NOW + timedelta(minutes=1))
    imported(collection, tmp_path / "two.apkg")
    assert collection.note_count() == len(ENTRIES)
    [note] = [collection.get_note(id_) for id_ in collection.find_notes('"Question:What is dropout?"')]
    assert note["Answer"] == "Another answer, if a &lt; b &amp; more."
    collection.close()


def test_a_package_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "deck.apkg").mkdir()
    with pytest.raises(StoreError, match="can't be written"):
        write_package(ENTRIES, "/", tmp_path / "deck.apkg", NOW)
    assert [path.name for path in tmp_path.iterdir()] == ["deck.apkg"]


def test_csv_and_json_hold_the_same_entries(assistant_command: Command) -> None:
    table = assistant_command("export", "csv", "--topic", "regularization").stdout
    rows = list(csv.DictReader(io.StringIO(table)))
    listed = json.loads(assistant_command("export", "json", "--topic", "regularization").stdout)["entries"]
    assert [row["entry_id"] for row in rows] == [one["entry_id"] for one in listed]
    assert "dropout" in [row["entry_id"] for row in rows]
    assert [row["key_points"].split("\n") for row in rows] == [one["key_points"] for one in listed]
