"""Items that a model wrote: read, bound to a passage of the guide, and checked as the guide's own are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from assistant.core.cleaning import clean_line
from assistant.core.domain import IndexedEntry, Passage
from assistant.core.items import AS_LONG, LONGEST_OPTION, OPTIONS, Likeness, is_said, near_copies
from assistant.core.words import words

_FEWEST_WORDS = 4
_LONGEST_QUESTION = 300


@dataclass(frozen=True, slots=True)
class Draft:
    """What a model wrote, cleaned and not yet checked."""

    question: str
    right: str
    wrong: tuple[str, ...]
    passage: Passage

    @property
    def number(self) -> str:
        """The same for the same words: a part of an item's id."""
        return f"w{sha256(f'{self.question}{self.right}'.encode()).hexdigest()[:8]}"


def read_draft(reply: Mapping[str, Any], entry: IndexedEntry) -> Draft | None:
    """A reply in the form of ITEM_SCHEMA; None: it isn't, or its passage isn't the entry's."""
    question, right, wrong, number = (reply.get(key) for key in ("question", "right", "wrong", "passage"))
    if not (isinstance(question, str) and isinstance(right, str) and isinstance(wrong, list)):
        return None
    if not isinstance(number, int) or not 1 <= number <= len(entry.passages):
        return None
    options = tuple(clean_line(text) for text in wrong if isinstance(text, str))
    return Draft(clean_line(question), clean_line(right), options, entry.passages[number - 1])


def faults(draft: Draft, asked: Sequence[str], alike: Likeness, is_true: Callable[[str, str], bool]) -> list[str]:
    """What is wrong with a draft as a question with an answer; `asked` are the entry's other questions."""
    found = []
    if not draft.question.endswith("?") or len(words(draft.question)) < _FEWEST_WORDS:
        found.append("a question")
    if len(draft.question) > _LONGEST_QUESTION or len(draft.right) > LONGEST_OPTION:
        found.append("short")
    if any(near_copies(draft.question, other, alike) for other in asked):
        found.append("new")
    if near_copies(draft.question, draft.right, alike):
        found.append("not given away")
    if not is_true(draft.right, draft.passage.text):
        found.append("answerable from its passage")
    return found


def option_faults(draft: Draft, entry: IndexedEntry, alike: Likeness, is_true: Callable[[str, str], bool]) -> list[str]:
    """What is wrong with a draft's options."""
    options = (draft.right, *draft.wrong)
    said = [sentence for passage in entry.passages for sentence in passage.sentences]
    found = []
    if len(options) != OPTIONS or any(len(option) > LONGEST_OPTION for option in options):
        found.append("four options")
    if any(near_copies(one, other, alike) for n, one in enumerate(options) for other in options[:n]):
        found.append("different options")
    if any(is_said(wrong, said, alike, is_true) for wrong in draft.wrong):
        found.append("one key only")
    if any(not AS_LONG <= len(wrong) / max(1, len(draft.right)) <= 1 / AS_LONG for wrong in draft.wrong):
        found.append("options of a length")
    return found
