"""Does the guide answer the question? Decided here and nowhere else.

Similarity alone hardly tells a question that the guide answers from one of the same field that it doesn't. So the
decision is a logistic regression over what is seen after retrieval: how near the best entry is and how far it stands
out, how much of the question's wording it holds, and how rare the words are that it lacks. The weights in
data/coverage.json are fitted by evals/train_coverage.py on development questions.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from assistant.core.query import Query
from assistant.core.ranking import RankedEntry
from assistant.core.words import common_words, tokens

THRESHOLD = 0.5
"""From this probability on, the guide is taken to answer."""

_EVERY_WORD = 0.05
"""What even the commonest word of a question weighs."""
_NEIGHBOURS = 9


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is seen after retrieval. Each 0..1 unless said otherwise."""

    dense: float
    """Cosine similarity of the best entry."""
    dense_question: float
    """Of the best entry's nearest way of asking."""
    lexical: float
    """The best entry's BM25, as a share of the best possible."""
    covered: float
    """Share of the question's words, weighted by rarity, that the best entry has."""
    covered_by_row: float
    """The same for the single row of it that has most."""
    rarest_missing: float
    """Rarity of the rarest word of the question that the best entry lacks, at most 1.05."""
    rarest_unknown: float
    """Rarity of the rarest word of the question that the guides lack, at most 1.05."""
    margin: float
    """How much nearer the nearest entry is than the next nine on average, as a difference of cosines."""
    log_words: float
    """Natural logarithm of one more than the number of words asked."""


def gather(
    query: Query, ranked: Sequence[RankedEntry], rows: Sequence[str], known_stems: Mapping[str, int]
) -> Evidence:
    """`rows` are the texts of the best entry, in any order; `known_stems` the tokens of the lexical index."""
    weights = {stem: _rarity(word, stem) + _EVERY_WORD for stem, word in query.asked.items()}
    total = sum(weights.values()) or 1.0
    row_stems = [frozenset(tokens(row)) for row in rows]
    entry_stems = frozenset().union(*row_stems)
    best = ranked[0]
    nearest = sorted((entry.dense for entry in ranked), reverse=True)
    others = nearest[1 : 1 + _NEIGHBOURS]
    return Evidence(
        dense=best.dense,
        dense_question=best.dense_question,
        lexical=best.lexical,
        covered=sum(weights[stem] for stem in weights if stem in entry_stems) / total,
        covered_by_row=max(
            (sum(weights[stem] for stem in weights if stem in row) / total for row in row_stems), default=0.0
        ),
        rarest_missing=max((weights[stem] for stem in weights if stem not in entry_stems), default=0.0),
        rarest_unknown=max((weights[stem] for stem in weights if stem not in known_stems), default=0.0),
        margin=nearest[0] - sum(others) / len(others) if others else 0.0,
        log_words=math.log1p(len(query.asked)),
    )


def probability(evidence: Evidence) -> float:
    """The estimated probability, 0..1, that the guide answers."""
    model = _model()
    values: dict[str, float] = asdict(evidence)
    total: float = model["intercept"] + sum(model["weights"][name] * value for name, value in values.items())
    return 1 / (1 + math.exp(-total))


@lru_cache(maxsize=1)
def _model() -> dict[str, Any]:
    text = (files("assistant.core") / "data" / "coverage.json").read_text(encoding="utf-8")
    model: dict[str, Any] = json.loads(text)
    return model


def _rarity(word: str, stem: str) -> float:
    """0 for the commonest word of English, 1 for one that everyday English doesn't have."""
    ranks = common_words()
    rank = ranks.get(word) or ranks.get(stem)
    return 1.0 if rank is None else (math.log(rank) / math.log(len(ranks))) ** 2
