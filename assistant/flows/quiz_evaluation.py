"""How many of the items that could be asked are sound, over all entries of a guide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING

from assistant.core.domain import IndexedEntry
from assistant.core.items import OPTIONS, cloze_faults, near_copies
from assistant.core.metrics import mean
from assistant.core.study import MODES, Item
from assistant.core.words import stems, words

if TYPE_CHECKING:
    from assistant.flows.itemizing import Items

MEASURES = ("sound", "near_duplicates", "longest_is_right", "overlap_is_right", "first_is_right")
_SAME_ITEM = 0.95
"""Cosine from which on two items of one mode ask the same."""


@dataclass(frozen=True, slots=True)
class ItemResult:
    """An item, and what is wrong with it."""

    item: Item
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuizReport:
    """All items, and what follows from them."""

    results: tuple[ItemResult, ...]
    overall: dict[str, float]
    """MEASURES, of the items that are shown; the last three are 1 / OPTIONS if nothing but knowledge helps."""
    by_mode: dict[str, tuple[int, int]]
    """Mode -> items, and entries that have one."""
    faults: dict[str, int]
    """Fault -> items that have it."""


def evaluate_quiz(
    items: Items, entries: Sequence[IndexedEntry], advance: Callable[[int], None] = lambda _: None
) -> QuizReport:
    """Make every item of every entry, and check each anew."""
    rng = Random(0)
    results: list[ItemResult] = []
    for entry in entries:
        results += [ItemResult(item, tuple(faults(item, items.alike))) for item in items.all_of(entry, rng)]
        advance(1)
    made = [result.item for result in results]
    choices = [item for item in made if item.mode == "choice"]
    overall = {
        "sound": mean([float(not result.faults) for result in results]),
        "near_duplicates": _repeated(made, items) / max(1, len(made)),
        "longest_is_right": mean([float(max(item.options, key=len) == item.answer) for item in choices]),
        "overlap_is_right": mean([float(max(item.options, key=_overlap(item)) == item.answer) for item in choices]),
        "first_is_right": mean([float(item.options[0] == item.answer) for item in choices]),
    }
    by_mode: dict[str, tuple[int, int]] = {
        mode: (sum(i.mode == mode for i in made), len({i.entry.id for i in made if i.mode == mode})) for mode in MODES
    }
    named = [fault for result in results for fault in result.faults]
    return QuizReport(tuple(results), overall, by_mode, {fault: named.count(fault) for fault in dict.fromkeys(named)})


def faults(item: Item, alike: Callable[[str, str], float]) -> list[str]:
    """What is wrong with an item of any mode."""
    said = [sentence for passage in item.entry.passages for sentence in passage.sentences]
    if item.mode == "cloze":
        return cloze_faults(item)
    if item.mode != "choice":
        texts = [point.text for point in item.points]
        bound = texts and all(point.passage in item.entry.passages for point in item.points)
        return [] if bound else ["answerable from its passage"]
    wrong = [option for option in item.options if option != item.answer]
    found = []
    if len(item.options) != OPTIONS or len(wrong) != OPTIONS - 1 or len(set(item.options)) != OPTIONS:
        found.append("one key")
    if item.answer not in item.passage.sentences:
        found.append("answerable from its passage")
    if any(option in said for option in wrong):
        found.append("distractors not true of the question")
    pairs = [(first, second) for n, first in enumerate(item.options) for second in item.options[n + 1 :]]
    if any(near_copies(first, second, alike) for first, second in pairs):
        found.append("no near copies")
    return found


def _repeated(made: Sequence[Item], items: Items) -> int:
    """How many items ask what one before them did."""
    repeated = 0
    for mode in MODES:
        texts = [f"{item.question} {item.answer}" for item in made if item.mode == mode]
        vectors = items.vectors(texts)
        likeness = vectors @ vectors.T
        repeated += sum(bool((likeness[number, :number] >= _SAME_ITEM).any()) for number in range(len(texts)))
    return repeated


def _overlap(item: Item) -> Callable[[str], int]:
    asked = set(stems(words(item.entry.question)))
    return lambda option: len(asked & set(stems(words(option))))
