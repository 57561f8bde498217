"""What can be asked of each entry, ready to be shown: the flow behind quiz, export and their eval."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING

from assistant.core.domain import IndexedEntry
from assistant.core.items import clozes, explanations, fitting, options, recall
from assistant.core.study import MODES, Item, Mode, key_points
from assistant.core.words import stems, words

if TYPE_CHECKING:
    from assistant.core.ports import Embedder, Vectors
    from assistant.flows.grounding import Grounding


class Items:
    """Makes items of a guide's entries. What is returned has passed every check."""

    def __init__(self, entries: Sequence[IndexedEntry], embedder: Embedder, grounding: Grounding) -> None:
        self._entries = [entry for entry in entries if entry.passages]
        self._embedder = embedder
        self._grounding = grounding
        self._vectors: dict[str, Vectors] = {}

    def one(self, entry: IndexedEntry, mode: Mode, rng: Random) -> Item | None:
        """An item of the mode, one of several by chance; None: nothing of the entry passes the checks."""
        if mode == "recall":
            return recall(entry)
        if mode == "cloze":
            return _any(clozes(entry, self._is_term), rng)
        if mode == "explain":
            return _any(explanations(entry), rng)
        keys = list(enumerate(key_points(entry)))
        rng.shuffle(keys)
        return next((item for number, _ in keys if (item := self._choice(entry, number, rng))), None)

    def all_of(self, entry: IndexedEntry, rng: Random) -> list[Item]:
        """Every item of an entry, by mode."""
        choices = [item for number in range(len(key_points(entry))) if (item := self._choice(entry, number, rng))]
        by_mode: dict[Mode, list[Item]] = {
            "recall": [recall(entry)],
            "choice": choices,
            "cloze": clozes(entry, self._is_term),
            "explain": explanations(entry),
        }
        return [item for mode in MODES for item in by_mode[mode]]

    def alike(self, first: str, second: str) -> float:
        """Cosine of two texts."""
        missing = [text for text in dict.fromkeys((first, second)) if text not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, self._embedder.embed(missing), strict=True))
        return float(self._vectors[first] @ self._vectors[second])

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """Float32 array (len(texts), dimensions), unit rows."""
        return self._embedder.embed(texts)

    def _choice(self, entry: IndexedEntry, number: int, rng: Random) -> Item | None:
        point = key_points(entry)[number]
        if not fitting([point.text]):
            return None
        others = [
            other
            for other in self._entries
            if other.id != entry.id and other.guide == entry.guide and set(other.topics) & set(entry.topics)
        ]
        self._learn(entry, others)
        wrong = options(point.text, entry, others, self.alike, self.is_true)
        if wrong is None:
            return None
        shown = [point.text, *wrong]
        rng.shuffle(shown)
        question = f"{entry.question}\nWhich of these is part of a right answer?"
        return Item(f"{entry.id}:choice:{number}", entry, "choice", question, point.passage, point.text, tuple(shown))

    def is_true(self, claim: str, sentence: str) -> bool:
        """Whether a sentence, or a passage, supports a claim."""
        return self._grounding.check(claim, [sentence]).support == "supported"

    def _learn(self, entry: IndexedEntry, others: Sequence[IndexedEntry]) -> None:
        """Embed all that will be compared, in one go."""
        texts = [point.text for other in (entry, *others) for point in key_points(other)]
        texts += [other.question for other in (entry, *others)]
        texts += [sentence for passage in entry.passages for sentence in passage.sentences]
        missing = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if missing:
            self._vectors.update(zip(missing, self._embedder.embed(missing), strict=True))

    def _is_term(self, word: str) -> bool:
        return stems([word])[0] in self._terms

    @cached_property
    def _terms(self) -> set[str]:
        """The stems that questions are asked about."""
        asked = (text for entry in self._entries for text in (entry.question, *entry.also_asked))
        return {stem for text in asked for stem in stems(words(text))}


def _any(items: Sequence[Item], rng: Random) -> Item | None:
    return rng.choice(items) if items else None
