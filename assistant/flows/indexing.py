"""Guides to an index: read, parsed, cut, embedded where something changed, and switched to when it is whole."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING

from assistant.core.cleaning import clean_line
from assistant.core.domain import Entry, IndexedEntry, Manifest, SourceFile
from assistant.core.errors import GuideError, IndexTroubleError, SettingsError
from assistant.core.rows import RULES, records, texts
from assistant.core.words import slug

if TYPE_CHECKING:
    from assistant.core.ports import (
        Embedder,
        Generation,
        GuideList,
        GuideReader,
        IndexStore,
        Progress,
        Vectors,
    )

OWN_GUIDE = "deep-learning"
"""The name of the guide that comes with the program."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    entries: int
    passages: int
    embedded: int
    """Rows that had to be embedded: passages and ways of asking that no earlier index had."""
    rebuilt: bool
    """False: the index was up to date, and nothing was written."""


@dataclass(frozen=True, slots=True)
class _Parsed:
    entries: list[IndexedEntry]
    files: tuple[SourceFile, ...]


class Indexing:
    """Builds the index, keeps it up to date, and adds and removes guides."""

    def __init__(
        self,
        own_root: str,
        encoder_name: str,
        schema: int,
        guides: GuideList,
        reader: GuideReader,
        store: IndexStore,
        progress: Progress,
    ) -> None:
        self._own_root = own_root
        self._encoder_name = encoder_name
        self._schema = schema
        self._guides = guides
        self._reader = reader
        self._store = store
        self._progress = progress

    def stale(self, generation: Generation | None) -> list[str]:
        """Why the index can't be used as it is, in the user's words; empty if it can."""
        if generation is None:
            return ["there is no index yet"]
        manifest = generation.manifest
        if manifest.schema != self._schema:
            return [f"the index has the layout {manifest.schema}, this version of the program reads {self._schema}"]
        reasons = []
        if manifest.encoder.name != self._encoder_name:
            reasons.append(f"the index was built with {manifest.encoder.name}, the settings name {self._encoder_name}")
        if manifest.rules != RULES:
            reasons.append(f"the index was cut by the rules {manifest.rules}, this version has {RULES}")
        roots = self._roots()
        reasons.extend(f'the guide "{name}" is not in the index' for name in roots if name not in manifest.guides)
        reasons.extend(f'the guide "{name}" was removed' for name in manifest.guides if name not in roots)
        known = [name for name in roots if name in manifest.guides]
        reasons.extend(
            f'the guide "{name}" has changed' for name in known if not self._same(manifest, name, roots[name])
        )
        return reasons

    def build(self, *, force: bool = False) -> BuildReport:
        """Build what isn't up to date; `force` compiles the encoder and embeds everything again.

        GuideError: a guide can't be read or has problems; the index stays as it was.
        """
        with self._store.building(self._waiting):
            return self._build(self._guides.load(), force=force)

    def check(self) -> dict[str, int]:
        """Read every guide as a build would: name -> number of entries. GuideError: one can't be read."""
        current = self._store.current()
        return {
            name: len(self._parse(name, roots, current, strict=True).entries) for name, roots in self._roots().items()
        }

    def add(self, paths: Sequence[str], name: str | None = None) -> tuple[str, BuildReport]:
        """Add a guide, or read it again; its name is the first path's own unless one is given.

        GuideError: nothing of it can be read, or a file that was named can't; all stays as it was.
        SettingsError: the name is taken by another guide.
        """
        roots = tuple(os.path.abspath(path) for path in paths)
        name = slug(name or os.path.splitext(os.path.basename(roots[0]))[0])
        with self._store.building(self._waiting):
            guides = self._guides.load()
            if name == OWN_GUIDE or guides.get(name, roots) != roots:
                raise SettingsError(f'there is another guide named "{name}"', "choose a name: --name NAME")
            report = self._build({**guides, name: roots}, wanted=name)
            self._guides.save({**guides, name: roots})
            return name, report

    def remove(self, name: str) -> BuildReport:
        """Take an added guide out of the index; its files are not touched. SettingsError: there is no such guide."""
        with self._store.building(self._waiting):
            guides = self._guides.load()
            if name not in guides:
                known = ", ".join(guides) or "none"
                own = " (the program's own guide stays)" if name == OWN_GUIDE else ""
                raise SettingsError(f'no added guide is named "{clean_line(name)}"{own}; added guides: {known}')
            left = {other: roots for other, roots in guides.items() if other != name}
            report = self._build(left)
            self._guides.save(left)
            return report

    def _waiting(self) -> None:
        self._progress.notice("another process is building the index: waiting for it")

    def _roots(self, added: Mapping[str, Sequence[str]] | None = None) -> dict[str, tuple[str, ...]]:
        added = self._guides.load() if added is None else added
        return {OWN_GUIDE: (self._own_root,), **{name: tuple(roots) for name, roots in added.items()}}

    def _same(self, manifest: Manifest, name: str, roots: tuple[str, ...]) -> bool:
        if tuple(manifest.roots.get(name, ())) != roots:
            return False
        missing = [file.path for file in manifest.guides[name] if not os.path.exists(file.path)]
        if missing and name != OWN_GUIDE:
            self._progress.notice(
                f'the guide "{name}" is answered from the index: {missing[0]} is gone'
                f' (forget it: "assistant index remove {name}")'
            )
            return True
        return self._reader.unchanged(manifest.guides[name], roots, own=name == OWN_GUIDE)

    def _build(
        self, added: Mapping[str, Sequence[str]], *, wanted: str | None = None, force: bool = False
    ) -> BuildReport:
        old = self._store.current()
        roots = self._roots(added)
        usable = old is not None and old.manifest.schema == self._schema
        parsed = {
            name: self._parse(name, paths, old if usable else None, strict=name in (wanted, OWN_GUIDE))
            for name, paths in roots.items()
        }
        entries = [entry for guide in parsed.values() for entry in guide.entries]
        files = {name: guide.files for name, guide in parsed.items()}
        passages = sum(len(entry.passages) for entry in entries)
        if usable and old is not None and not force and self._up_to_date(old.manifest, files, roots):
            return BuildReport(len(entries), passages, 0, rebuilt=False)
        encoder = self._store.encoder(self._encoder_name, self._progress.stage, fresh=force)
        self._store.entailment(self._progress.stage)  # compiled now, while what compiles is loaded
        rows = [row for entry in entries for row in records(entry)]
        row_texts = [text for entry in entries for text in texts(entry)]
        kept = {} if force or not usable or old is None else self._kept_vectors(old, encoder)
        vectors, embedded = self._embed(row_texts, kept, encoder)
        self._progress.stage("store")
        writer = self._store.begin()
        writer.store(rows, row_texts, vectors)
        built_at = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(self._schema, encoder.identity, RULES, files, roots, len(entries), passages, built_at)
        writer.finish(manifest, entries)
        self._progress.done()
        return BuildReport(len(entries), passages, embedded, rebuilt=True)

    def _up_to_date(
        self, manifest: Manifest, files: Mapping[str, tuple[SourceFile, ...]], roots: Mapping[str, tuple[str, ...]]
    ) -> bool:
        def digests(guides: Mapping[str, tuple[SourceFile, ...]]) -> dict[str, list[tuple[str, str]]]:
            return {name: [(file.path, file.sha256) for file in guide] for name, guide in guides.items()}

        return (
            manifest.encoder.name == self._encoder_name
            and manifest.rules == RULES
            and digests(manifest.guides) == digests(files)
            and dict(manifest.roots) == dict(roots)
        )

    def _parse(self, name: str, roots: tuple[str, ...], old: Generation | None, *, strict: bool) -> _Parsed:
        """A guide's entries. A guide that was readable once and isn't now is kept as the index has it."""
        own = name == OWN_GUIDE
        texts, trouble = self._reader.read(roots, own=own)
        named = [str(bad) for bad in trouble if not bad.in_folder]
        if named or not texts:
            if not strict and old is not None and name in old.manifest.guides:
                for line in named:
                    self._progress.notice(f'the guide "{name}" is kept as it was indexed: {clean_line(line)}')
                return _Parsed([e for e in old.entries() if e.guide == name], tuple(old.manifest.guides[name]))
            lines = [clean_line(str(bad)) for bad in trouble]
            raise GuideError(
                lines[0] if len(lines) == 1 else f"{len(lines)} paths can't be used",
                details=lines if len(lines) > 1 else (),
            )
        for bad in trouble:
            self._progress.notice(f"left out: {clean_line(str(bad))}")
        from assistant.core import (
            own_guide,
            passages,
            strangers_guide,
        )  # a Markdown parser, which answering a question has no use for

        pairs = [(source.file.path, source.text) for source in texts]
        files = tuple(source.file for source in texts)
        if own:
            entries, problems = own_guide.parse(pairs, name)
            if problems:
                raise GuideError(
                    f"the guide has {len(problems)} problem{'s' * (len(problems) > 1)}",
                    "corpus/README.md describes the format",
                    [str(problem) for problem in problems],
                )
        else:
            entries = unique_ids([entry for path, text in pairs for entry in strangers_guide.parse(path, text, name)])
            if not entries:
                raise GuideError(f"{clean_line(roots[0])}: no text that could be an answer was found in it")
        return _Parsed([passages.indexed(entry) for entry in entries], files)

    def _kept_vectors(self, old: Generation, encoder: Embedder) -> dict[str, Vectors]:
        """The vectors of the texts that the old index embedded with the same encoder and by the same rules."""
        if old.manifest.encoder != encoder.identity or old.manifest.rules != RULES:
            return {}
        try:
            entries = old.entries()
            ids = [row.id for entry in entries for row in records(entry)]
            stored = old.vectors().vectors_of(ids)
        except IndexTroubleError as error:
            self._progress.notice(f"{error}: embedding everything again")
            return {}
        pairs = zip(ids, (text for entry in entries for text in texts(entry)), strict=True)
        return {text: stored[row] for row, text in pairs if row in stored}

    def _embed(self, rows: Sequence[str], kept: dict[str, Vectors], encoder: Embedder) -> tuple[Vectors, int]:
        import numpy as np

        missing = list(dict.fromkeys(text for text in rows if text not in kept))
        self._progress.stage("embed", len(missing))
        new = encoder.embed(missing, self._progress.advance)
        vectors = {**kept, **dict(zip(missing, new, strict=True))}
        shape = (len(rows), encoder.identity.dimensions)
        return np.asarray([vectors[text] for text in rows], dtype=np.float32).reshape(shape), len(missing)


def unique_ids(entries: Sequence[Entry]) -> list[Entry]:
    """Ids that occur again get a number: the second "guide/what-is-dropout" is "guide/what-is-dropout-2"."""
    taken: set[str] = set()
    unique: list[Entry] = []
    for entry in entries:
        numbered = (entry.id if n == 1 else f"{entry.id}-{n}" for n in count(1))
        free = next(name for name in numbered if name not in taken)
        taken.add(free)
        unique.append(replace(entry, id=free))
    return unique
