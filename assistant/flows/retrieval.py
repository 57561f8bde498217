"""A question to the entries that answer it, and to the decision whether any does."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.core import coverage
from assistant.core.cleaning import clean_line
from assistant.core.domain import Hit, Hits, IndexedEntry, Record
from assistant.core.errors import QuestionError, SettingsError
from assistant.core.query import Glossary, Query, read_query
from assistant.core.ranking import RERANKED_ROWS, Method, RankedEntry, close_to_first, rank_entries, reranked
from assistant.core.rows import records, sentence_id, texts

if TYPE_CHECKING:
    from assistant.core.ports import Embedder, LexicalIndex, VectorIndex, Vectors

NEAREST = 400
"""How many rows the vector index is asked for: several for each entry that could matter."""

LONGEST_QUESTION = 2_000
"""Characters. The encoder reads about a thousand; what is longer is no question."""


class Retrieval:
    """Dense and lexical search over one index, fused, rolled up to entries and judged."""

    def __init__(
        self,
        entries: Sequence[IndexedEntry],
        glossary: Glossary,
        embedder: Embedder,
        vectors: VectorIndex,
        lexical: LexicalIndex,
    ) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._glossary = glossary
        self._embedder = embedder
        self._vectors = vectors
        self._lexical = lexical
        self._records = [row for entry in entries for row in records(entry)]

    def search(self, question: str, k: int, guide: str | None = None, method: Method = "hybrid") -> Hits:
        """The k best entries, and whether the guide (one, or all) answers.

        QuestionError: the question is empty or too long. SettingsError: there is no such guide.
        """
        question = checked_question(question)
        rows = self._rows_of(guide)
        query = read_query(question, self._glossary, self._lexical.vocabulary)
        ranked = self._rank(query, rows, guide, method)
        evidence = self.evidence(query, ranked)
        probability = coverage.probability(evidence) if evidence else 0.0
        return Hits(
            question,
            query.text,
            tuple(self._hit(entry, rank) for rank, entry in enumerate(ranked[:k], 1)),
            probability >= coverage.THRESHOLD,
            probability,
        )

    def sentence_similarity(self, query: str, entry: IndexedEntry) -> dict[str, float]:
        """Cosine of the query, as `Hits.read_as` has it, to each sentence of an entry, by the row's id."""
        ids = [sentence_id(passage, n) for passage in entry.passages for n in range(len(passage.sentences))]
        question = self._embedder.embed([query])[0]
        return {row: float(vector @ question) for row, vector in self._vectors.vectors_of(ids).items()}

    def evidence_for(self, question: str, guide: str | None = None) -> coverage.Evidence | None:
        """What the decision would be made on: for fitting it. None: nothing was found."""
        query = read_query(checked_question(question), self._glossary, self._lexical.vocabulary)
        return self.evidence(query, self._rank(query, self._rows_of(guide), guide, "hybrid"))

    def evidence(self, query: Query, ranked: Sequence[RankedEntry]) -> coverage.Evidence | None:
        """See `coverage.gather`."""
        if not ranked:
            return None
        best = self._entries[ranked[0].entry_id]
        rows = texts(best)
        return coverage.gather(
            query, ranked, rows, self._gain_without(query, coverage.missing_words(query, rows), best)
        )

    def _gain_without(self, query: Query, words: Sequence[str], entry: IndexedEntry) -> float:
        """How much nearer an entry comes when the word that keeps it away is left out, as a difference of cosines."""
        if not words:
            return 0.0
        shorter = [re.sub(rf"\b{re.escape(word)}\b", " ", query.text, flags=re.IGNORECASE) for word in words]
        question, *without = self._embedder.embed([query.text, *shorter])
        rows = list(self._vectors.vectors_of([row.id for row in records(entry)]).values())
        nearest = max(float(row @ question) for row in rows)
        return max(float(row @ other) for row in rows for other in without) - nearest

    def _rows_of(self, guide: str | None) -> list[Record]:
        if guide is None:
            return self._records
        rows = [row for row in self._records if row.guide == guide]
        if not rows:
            known = ", ".join(dict.fromkeys(row.guide for row in self._records))
            raise SettingsError(f'there is no guide "{clean_line(guide)}"', f"the guides are: {known}")
        return rows

    def _rank(self, query: Query, rows: Sequence[Record], guide: str | None, method: Method) -> list[RankedEntry]:
        vector = self._embedder.embed([query.text])[0]
        near = dict(self._vectors.nearest(vector, min(NEAREST, len(rows)), guide))
        ranked = rank_entries(rows, near, self._lexical_scores(query), method)
        close = close_to_first(ranked)
        return reranked(ranked, self._late(query, close, near)) if method == "hybrid" and len(close) > 1 else ranked

    def _late(self, query: Query, ranked: Sequence[RankedEntry], near: Mapping[str, float]) -> dict[str, float]:
        """Entry id -> late interaction: for each token of the question the cosine of the nearest token, averaged.

        Khattab and Zaharia, 2020, "ColBERT: efficient and effective passage search via contextualized late interaction
        over BERT"; here over an entry's question and those of its sentences that are nearest as a whole.
        """
        entries = [self._entries[one.entry_id] for one in ranked]
        chosen = [(entry.id, text) for entry in entries for text in self._nearest_texts(entry, near)]
        question, *tokens = self._embedder.embed_tokens([query.text, *(text for _, text in chosen)])
        best: dict[str, Vectors] = {}
        for (entry_id, _), row in zip(chosen, tokens, strict=True):
            if len(row) and len(question):
                cosines = (question @ row.T).max(axis=1)
                best[entry_id] = cosines.clip(best[entry_id]) if entry_id in best else cosines
        return {entry_id: float(cosines.mean()) for entry_id, cosines in best.items()}

    def _nearest_texts(self, entry: IndexedEntry, near: Mapping[str, float]) -> list[str]:
        """The entry's question, and what is nearest of the other ways to ask it and of its sentences."""
        rows = [(row, text) for row, text in zip(records(entry), texts(entry), strict=True) if row.id != row.passage.id]
        nearest = sorted(rows, key=lambda row: -near.get(row[0].id, 0.0))[:RERANKED_ROWS]
        return list(dict.fromkeys([entry.question, *(text.removeprefix(f"{entry.question}: ") for _, text in nearest)]))

    def _lexical_scores(self, query: Query) -> Mapping[str, float]:
        """Of the rows that share a word: BM25 as a share of the sum of the question's inverse document frequencies."""
        count = len(self._records)
        best = 0.0
        for token in query.tokens:
            frequency = self._lexical.document_frequency(token)
            best += math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
        if not best:
            return {}
        scores = self._lexical.scores(query.tokens)
        return {self._records[row].id: float(scores[row]) / best for row in scores.nonzero()[0]}

    def _hit(self, ranked: RankedEntry, rank: int) -> Hit:
        entry = self._entries[ranked.entry_id]
        passage = next(passage for passage in entry.passages if passage.id == ranked.passage_id)
        return Hit(entry, passage, rank, ranked.score, ranked.dense_rank, ranked.lexical_rank)


def checked_question(question: str) -> str:
    """The question cleaned, on one line. QuestionError: it is empty or too long."""
    text = clean_line(question)
    if not any(character.isalnum() for character in text):
        raise QuestionError("the question is empty", 'ask one: assistant ask "what is dropout"')
    if len(text) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(text)} characters; {LONGEST_QUESTION} are the most", "ask a shorter one"
        )
    return text
