"""An answer without a model: what retrieval found, quoted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.core.domain import Answer, AnswerSentence, Citation, Hits
from assistant.core.quoting import Candidate, Quote, choose, not_covered, quoted_hits
from assistant.core.rows import sentence_id

if TYPE_CHECKING:
    from assistant.flows.grounding import Grounding
    from assistant.flows.retrieval import Retrieval

_NEAREST_TOPICS = 3


class Quoting:
    """Answers in the guide's own sentences."""

    def __init__(self, retrieval: Retrieval, grounding: Grounding) -> None:
        self._retrieval = retrieval
        self._grounding = grounding

    def answer(self, hits: Hits) -> Answer:
        """The sentences of the guide that answer, or the line that says that it doesn't."""
        quotes = self._quotes(hits) if hits.in_guide else []
        if not quotes:
            return uncovered(hits)
        quoted = quoted_hits(hits.hits)
        by_marker = {quote.marker: Citation(quote.marker, quoted[quote.hit].entry, quote.passage) for quote in quotes}
        sentences = tuple(
            AnswerSentence(quote.text, (quote.marker,), self._grounding.check(quote.text, [quote.passage.text]))
            for quote in quotes
        )
        citations = tuple(by_marker[marker] for marker in sorted(by_marker))
        return Answer(hits.query, _text(quotes), citations, True, hits.in_guide_score, hits.hits, None, 0.0, sentences)

    def _quotes(self, hits: Hits) -> list[Quote]:
        candidates: list[Candidate] = []
        for number, hit in enumerate(quoted_hits(hits.hits)):
            similarity = self._retrieval.sentence_similarity(hits.read_as, hit.entry)
            position = 0
            for passage in hit.entry.passages:
                for n, text in enumerate(passage.sentences):
                    candidates.append(Candidate(passage, text, number, position, similarity[sentence_id(passage, n)]))
                    position += 1
        return choose(candidates)


def uncovered(hits: Hits) -> Answer:
    """The line that says that the guide has no answer, with the nearest topics that it has."""
    text = not_covered([hit.entry.question for hit in hits.hits[:_NEAREST_TOPICS]])
    return Answer(hits.query, text, (), False, hits.in_guide_score, hits.hits, None, 0.0)


def _text(quotes: Sequence[Quote]) -> str:
    paragraphs: dict[int, list[str]] = {}
    for quote in quotes:
        paragraphs.setdefault(quote.hit, []).append(f"{quote.text} [{quote.marker}]")
    return "\n\n".join(" ".join(lines) for lines in paragraphs.values())
