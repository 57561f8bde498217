"""New items by a model. What doesn't pass the checks is dropped, and the guide's own is asked instead."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from assistant.core.domain import IndexedEntry
from assistant.core.items import explanations
from assistant.core.study import Item, KeyPoint, Mode
from assistant.core.study_prompts import ITEM_SCHEMA, item_messages
from assistant.core.written_items import Draft, faults, option_faults, read_draft

if TYPE_CHECKING:
    from assistant.flows.itemizing import Items
    from assistant.flows.tutor import Tutor

_TRIES = 2
"""Drafts at most for one item."""


class ItemWriting:
    """Items of a guide's entries in a model's words."""

    def __init__(self, tutor: Tutor, items: Items) -> None:
        self._tutor, self._items = tutor, items

    def one(self, entry: IndexedEntry, mode: Mode, rng: Random) -> Item | None:
        """As `Items.one`; a choice or a follow-up is a new one where the model writes one that is sound."""
        if mode in ("choice", "explain"):
            for _ in range(_TRIES):
                draft = self._draft(entry)
                if draft and (item := self._item(entry, mode, draft, rng)):
                    return item
        return self._items.one(entry, mode, rng)

    def _draft(self, entry: IndexedEntry) -> Draft | None:
        messages = item_messages([passage.text for passage in entry.passages], self._asked(entry))
        reply = self._tutor.asked(lambda model: model.structured(messages, ITEM_SCHEMA))
        return read_draft(reply, entry) if reply else None

    def _item(self, entry: IndexedEntry, mode: Mode, draft: Draft, rng: Random) -> Item | None:
        alike, is_true = self._items.alike, self._items.is_true
        if faults(draft, self._asked(entry), alike, is_true):
            return None
        id_ = f"{entry.id}:{mode}:{draft.number}"
        if mode == "explain":
            point = KeyPoint(draft.right, draft.passage)
            return Item(id_, entry, mode, draft.question, draft.passage, draft.right, (), (point,))
        if option_faults(draft, entry, alike, is_true):
            return None
        shown = [draft.right, *draft.wrong]
        rng.shuffle(shown)
        return Item(id_, entry, mode, draft.question, draft.passage, draft.right, tuple(shown))

    def _asked(self, entry: IndexedEntry) -> list[str]:
        return [entry.question, *(item.question for item in explanations(entry))]
