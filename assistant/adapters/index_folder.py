"""The index on disk: generations beside each other, and a file that names the current one.

    encoders/NAME-SHA/       the compiled encoder, once for every generation that uses it
    generations/ID/          manifest.json entries.jsonl glossary.json chroma/ lexical/
    current                  the ID that readers use; replaced as a whole when a build has finished
    build.lock               held by the one process that builds

A reader never sees half an index, and a build that is killed leaves a folder that nobody's `current` names; the
next build removes it. The generation before the current one stays, for readers that are still in it.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.core.domain import EncoderIdentity, IndexedEntry, Manifest, Passage, Record, SourceFile
from assistant.core.errors import IndexTroubleError
from assistant.core.query import Glossary, glossary_of
from assistant.core.words import tokens

if TYPE_CHECKING:
    from assistant.core.ports import Embedder, Entailment, LexicalIndex, VectorIndex, Vectors

SCHEMA = 2
"""Of this folder's layout and files; an index with another is rebuilt."""


class StoredGeneration:
    """One finished index."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder = folder
        self.manifest = manifest

    @property
    def id(self) -> str:
        """The folder's name."""
        return self.folder.name

    def vectors(self) -> VectorIndex:
        """The vector store; importing Chroma costs most of a second."""
        from assistant.adapters.vectors import ChromaVectors

        return ChromaVectors(self.folder / "chroma")

    def lexical(self, rows: int) -> LexicalIndex:
        """The lexical index of that many rows."""
        from assistant.adapters.lexical import StoredLexicalIndex

        return StoredLexicalIndex(self.folder / "lexical", rows)

    def glossary(self) -> Glossary:
        """The words of the guides and what they abbreviate."""
        try:
            row = json.loads((self.folder / "glossary.json").read_text(encoding="utf-8"))
            return Glossary(row["words"], row["abbreviations"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _unreadable(self.folder) from error

    def entries(self) -> list[IndexedEntry]:
        """The entries with their passages, in the guides' order."""
        try:
            with (self.folder / "entries.jsonl").open(encoding="utf-8") as lines:
                return [_entry(json.loads(line)) for line in lines]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise _unreadable(self.folder) from error


class NewGeneration:
    """A generation that is being written: nobody's until `finish`."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder

    def store(self, records: Sequence[Record], texts: Sequence[str], vectors: Vectors) -> None:
        """See `GenerationWriter.store`."""
        from assistant.adapters.lexical import build_lexical_index
        from assistant.adapters.vectors import ChromaVectors

        ChromaVectors(self._folder / "chroma", create=True).add(records, texts, vectors)
        build_lexical_index([tokens(text) for text in texts], self._folder / "lexical")

    def finish(self, manifest: Manifest, entries: Sequence[IndexedEntry]) -> None:
        """Write what is left, and make this the current generation in one step."""
        with (self._folder / "entries.jsonl").open("w", encoding="utf-8") as lines:
            for entry in entries:
                lines.write(json.dumps(dataclasses.asdict(entry), ensure_ascii=False) + "\n")
        _write_json(self._folder / "glossary.json", dataclasses.asdict(glossary_of(entries)))
        current = IndexFolder(self._root).current()
        if current:
            (self._folder / "previous").write_text(current.id, encoding="utf-8")
        _write_json(self._folder / "manifest.json", dataclasses.asdict(manifest))
        pointer = self._root / "current.new"
        pointer.write_text(self._folder.name + "\n", encoding="utf-8")
        os.replace(pointer, self._root / "current")


class IndexFolder:
    """The folder that holds it all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def current(self) -> StoredGeneration | None:
        """The generation that readers use, or None: there is none, or it is not whole."""
        for _ in range(3):  # a build may replace the pointer, and later remove what it pointed to, while we look
            try:
                name = (self.root / "current").read_text(encoding="utf-8").strip()
                folder = self.root / "generations" / name
                return StoredGeneration(
                    folder, _manifest(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
                )
            except FileNotFoundError:
                if not (self.root / "current").exists():
                    return None
            except (OSError, ValueError, TypeError, KeyError):
                return None
        return None

    def encoder_named(self, name: str) -> Path | None:
        """A compiled encoder of that name: its description is written last, so that it is whole.

        One that an earlier version compiled, without the tokens' vectors, is passed over.
        """
        for description in sorted(self.root.glob("encoders/*/encoder.json")):
            if description.parent.name == "unfinished":
                continue
            try:
                content = json.loads(description.read_text(encoding="utf-8"))
                if content["name"] == name and "token_embeddings" in content["outputs"]:
                    return description.parent
            except (OSError, ValueError, KeyError, TypeError):
                continue
        return None

    @contextmanager
    def building(self, waiting: Callable[[], None]) -> Iterator[None]:
        """Hold the build lock; `waiting` is called once if another process has it."""
        from filelock import FileLock, Timeout

        try:
            self.root.mkdir(parents=True, exist_ok=True)
            lock = FileLock(str(self.root / "build.lock"))
            try:
                lock.acquire(timeout=0)
            except Timeout:
                waiting()
                lock.acquire()
        except OSError as error:
            raise IndexTroubleError(
                f"the index folder {self.root} can't be written: {error.strerror or error}",
                "set ASSISTANT_HOME to a folder that you may write",
            ) from error
        try:
            yield
        except OSError as error:
            raise IndexTroubleError(
                f"the index in {self.root} can't be written: {error.strerror or error}",
                "make room or set ASSISTANT_HOME to another folder; the index is as it was",
            ) from error
        finally:
            lock.release()

    def begin(self) -> NewGeneration:
        """A new, empty generation; what unfinished builds left is removed. Only under the lock."""
        current = self.current()
        generations = self.root / "generations"
        kept = {current.id, *(_previous(current))} if current else set()
        for folder in generations.glob("*"):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
        folder = generations / f"{time.time_ns():x}"
        folder.mkdir(parents=True)
        return NewGeneration(self.root, folder)

    def encoder(self, name: str, stage: Callable[[str], None], *, fresh: bool = False) -> Embedder:
        """See `IndexStore.encoder`. Only compiling imports torch."""
        from assistant.adapters.encoder_onnx import OnnxEncoder

        folder = None if fresh else self.encoder_named(name)
        if folder is None:
            folder = self._compile(name, stage)
        return OnnxEncoder(folder)

    def entailment(self, stage: Callable[[str], None]) -> Entailment:
        """The compiled entailment model, compiled first where it isn't yet. Only compiling imports torch."""
        from assistant.adapters.entailment_onnx import OnnxEntailment, digest

        folder = self.root / "encoders" / f"entailment-{digest()}"
        if not folder.exists():
            stage("compile checker")
            from assistant.adapters.entailment_torch import compile_entailment

            compile_entailment(folder)
        return OnnxEntailment(folder)

    def _compile(self, name: str, stage: Callable[[str], None]) -> Path:
        stage("load model")
        from assistant.adapters.encoder_torch import compile_encoder

        unfinished = self.root / "encoders" / "unfinished"
        identity = compile_encoder(name, unfinished, stage)
        folder = self.root / "encoders" / f"{_file_name(identity.name)}-{identity.sha256[:12]}"
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(unfinished, folder)
        return folder


def _unreadable(folder: Path) -> IndexTroubleError:
    return IndexTroubleError(f"the index in {folder} can't be read", 'run "assistant index build --force"')


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _file_name(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9.]+", "-", name).strip("-")[-60:]


def _previous(generation: StoredGeneration) -> list[str]:
    try:
        return [(generation.folder / "previous").read_text(encoding="utf-8").strip()]
    except OSError:
        return []


def _entry(row: dict[str, Any]) -> IndexedEntry:
    passages = tuple(
        Passage(**{**passage, "trail": tuple(passage["trail"]), "sentences": tuple(passage["sentences"])})
        for passage in row["passages"]
    )
    lists = {name: tuple(row[name]) for name in ("topics", "also_asked", "follow_ups")}
    return IndexedEntry(**{**row, **lists, "passages": passages})


def _manifest(row: dict[str, Any]) -> Manifest:
    if row.get("schema") != SCHEMA:
        return Manifest(int(row.get("schema", 0)), EncoderIdentity("", "", 0), "", {}, {}, 0, 0, "")
    guides = {name: tuple(SourceFile(**file) for file in files) for name, files in row["guides"].items()}
    roots = {name: tuple(paths) for name, paths in row["roots"].items()}
    return Manifest(**{**row, "encoder": EncoderIdentity(**row["encoder"]), "guides": guides, "roots": roots})
