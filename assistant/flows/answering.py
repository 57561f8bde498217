"""A question to an answer, every sentence of it cited."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from assistant.core.domain import Answer, Citation, Hit, Hits
from assistant.core.quoting import Candidate, Quote, choose, not_covered, quoted_hits
from assistant.core.rows import sentence_id

if TYPE_CHECKING:
    from assistant.flows.retrieval import Retrieval

_NEAREST_TOPICS = 3


class Answering:
    """Answers by quoting the guide."""

    def __init__(self, retrieval: Retrieval) -> None:
        self._retrieval = retrieval

    def ask(self, question: str, k: int, guide: str | None = None) -> Answer:
        """The sentences of the guide that answer, or the line that says that it doesn't.

        SettingsError: see `Retrieval.search`.
        """
        started = time.perf_counter()
        hits = self._retrieval.search(question, k, guide)
        quotes = self._quote(hits) if hits.in_guide else []
        if quotes:
            text, citations = _text(quotes), _citations(quotes, quoted_hits(hits.hits))
        else:
            text = not_covered([hit.entry.question for hit in hits.hits[:_NEAREST_TOPICS]])
            citations = ()
        return Answer(
            hits.query,
            text,
            citations,
            bool(quotes),
            hits.in_guide_score,
            hits.hits,
            None,
            time.perf_counter() - started,
        )

    def _quote(self, hits: Hits) -> list[Quote]:
        candidates: list[Candidate] = []
        for number, hit in enumerate(quoted_hits(hits.hits)):
            similarity = self._retrieval.sentence_similarity(hits.read_as, hit.entry)
            position = 0
            for passage in hit.entry.passages:
                for n, text in enumerate(passage.sentences):
                    candidates.append(Candidate(passage, text, number, position, similarity[sentence_id(passage, n)]))
                    position += 1
        return choose(candidates)


def _text(quotes: list[Quote]) -> str:
    paragraphs: dict[int, list[str]] = {}
    for quote in quotes:
        paragraphs.setdefault(quote.hit, []).append(f"{quote.text} [{quote.marker}]")
    return "\n\n".join(" ".join(lines) for lines in paragraphs.values())


def _citations(quotes: list[Quote], hits: list[Hit]) -> tuple[Citation, ...]:
    by_marker = {quote.marker: Citation(quote.marker, hits[quote.hit].entry, quote.passage) for quote in quotes}
    return tuple(by_marker[marker] for marker in sorted(by_marker))
