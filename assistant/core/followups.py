"""A question that hangs on the ones before it, made to stand by itself without a model: by rule.

"Why?" and "does it need labels?" name no topic, "and for GRUs?" only a topic; what is missing stands in the question
before. evals/README.md shows what the rule is worth.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.words import common_words, stems, words

_OPENING = re.compile(r"^(?:(?:ok|okay|so|but|then|also|or)\b[\s,]*)*(?:and|what about|how about)\b", re.I)
_ASKS = re.compile(r"\b(?:what|why|how|which|when|where|who|is|are|does|do|can|should)\b", re.I)
_FEW = 4
_LONGEST_CONTEXT = 300
"""Characters."""
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|theirs|that|this|those|these|ones|both|either|former|latter|there|here)\b", re.I
)
_EMPTY = frozenset(
    stems(
        "example formula cost limit reason remedy fix avoid help problem downside advantage drawback alternative"
        " come long big detail detect measure notice choose prevent good bad better worse used again".split()
    )
)
"""Stems that ask for something of a topic without naming one."""
_EVERYDAY = 3000
"""Rank among everyday words from which on a word may name a topic."""


def standalone(question: str, earlier: Sequence[str]) -> str:
    """The question with what it hangs on in brackets, or as it is. `earlier`: the questions before it, oldest first."""
    topic = _new_topic(question)
    if not earlier or not (topic or _hangs(question)):
        return question
    context = standalone(earlier[-1], earlier[:-1])[:_LONGEST_CONTEXT]
    # Said twice, a new topic outweighs the one of the question before.
    return f"{topic}, {topic} ({context})" if topic else f"{question} ({context})"


def _new_topic(question: str) -> str | None:
    """The topic of "and for GRUs?": of what was asked before, only the topic changes."""
    opening = _OPENING.match(question)
    topic = question[opening.end() :].strip(" ?.!") if opening else ""
    return topic if 0 < len(_content(topic)) <= _FEW and not _ASKS.search(topic) else None


def _hangs(question: str) -> bool:
    """Whether it names no topic, or means one by a pronoun that nothing before it in the question explains."""
    if not _content(question):
        return True
    pronoun = _PRONOUN.search(question)
    return pronoun is not None and not any(_may_name(word) for word in _content(question[: pronoun.start()]))


def _content(text: str) -> list[str]:
    found = words(text)
    return [word for word, stem in zip(found, stems(found), strict=True) if stem not in _EMPTY]


def _may_name(word: str) -> bool:
    return common_words().get(word, _EVERYDAY) >= _EVERYDAY
