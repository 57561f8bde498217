"""A sentence against passages, with the encoder's help."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from assistant.core.cleaning import clean_line
from assistant.core.domain import Verdict
from assistant.core.errors import QuestionError
from assistant.core.grounding import Evidence, gather, is_quoted, judged, premises_of, texts_of
from assistant.core.plain import plain

if TYPE_CHECKING:
    from assistant.core.ports import Embedder, Entailment, Vectors

_MOST_KNOWN = 200
"""Texts whose token vectors are kept: some ten megabytes."""


class Grounding:
    """Judges sentences; the passages may be any texts."""

    def __init__(self, embedder: Embedder, entailment: Callable[[], Entailment]) -> None:
        """The entailment model is loaded when a sentence is first judged that is no quote."""
        self._embedder, self._entailment = embedder, entailment
        self._known: dict[str, Vectors] = {}

    def check(self, sentence: str, passages: Sequence[str]) -> Verdict:
        """Whether the passages, together, say what the sentence says. QuestionError: the sentence has no words."""
        if not any(character.isalnum() for character in clean_line(sentence)):
            raise QuestionError("the sentence is empty", "give one to check")
        if is_quoted(sentence, passages):
            return Verdict("supported", 1.0)
        evidence = self.evidence(sentence, passages)
        if evidence is None:
            return Verdict("unsupported", 0.0)
        pairs = [(premise, plain(sentence)) for premise in premises_of(passages)]
        return judged(evidence, max(self._entailment().probabilities(pairs)))

    def evidence(self, sentence: str, passages: Sequence[str]) -> Evidence | None:
        """What the verdict is made on: for fitting it. None: there is nothing to compare the sentence with."""
        said, given = (self._tokens(text) for text in texts_of(sentence, passages))
        return gather(sentence, passages, said, given) if len(said) and len(given) else None

    def _tokens(self, text: str) -> Vectors:
        """Token vectors; an answer's sentences are compared with the same passages again and again."""
        if text not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[text] = self._embedder.embed_tokens([text])[0]
        return self._known[text]
