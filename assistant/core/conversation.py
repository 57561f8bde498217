"""The nouns of a conversation: what is said to a model, what was said before, what happens while an answer comes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from assistant.core.domain import Answer, Citation, Hits

Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """What is said to a chat model, or by it."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer, as a conversation remembers them."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and its answer as they were kept."""

    question: str
    answer: Mapping[str, Any]
    """As JSON shows it: docs/json.md, "ask"."""
    asked_at: str
    """UTC, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Questions that were asked one after the other."""

    id: int
    title: str
    """The first question."""
    started_at: str
    """UTC, ISO 8601."""
    exchanges: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """An event: a model is about to be asked, for the first time in this answer."""

    model: str
    host: str
    """Where the question is about to go."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """An event: what was found."""

    hits: Hits
    sources: tuple[Citation, ...]
    """The numbered passages that the model is given; none if none is asked."""


@dataclass(frozen=True, slots=True)
class Token:
    """An event: some more text of the model's answer, as it came: hostile until cleaned."""

    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """The last event of an answer."""

    answer: Answer
    conversation_id: int | None = None
    """Of the conversation that it was kept in; None: it was not kept."""


Event = Asking | Retrieved | Token | Answered
