"""Does the guide answer the question? Decided here and nowhere else.

Similarity alone hardly tells a question that the guide answers from one of the same field that it doesn't. So the
decision is a logistic regression over what is seen after retrieval: how near the best entry is and how far it stands
out, how much of the question's wording it holds, how rare the words are that it lacks and how much they matter. The
weights in data/coverage.json are fitted by evals/train_coverage.py on development questions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from assistant.core.query import Query
from assistant.core.ranking import RankedEntry
from assistant.core.words import common_words, stems, tokens

THRESHOLD = 0.5
"""From this probability on, the guide is taken to answer."""

_EVERY_WORD = 0.05
"""What even the commonest word of a question weighs."""
_NEIGHBOURS = 9
_WORDS_LEFT_OUT = 4
"""Each costs a pass of the encoder."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is seen after retrieval. Each 0..1 unless said otherwise."""

    dense: float
    """Cosine similarity of the best entry."""
    lexical: float
    """The best entry's BM25, as a share of the best possible."""
    covered: float
    """Share of the question's words, weighted by rarity, that the best entry has."""
    covered_by_row: float
    """The same for the single row of it that has most."""
    rarest_missing: float
    """Rarity of the rarest word of the question that the best entry lacks, at most 1.05."""
    gain_without: float
    """How much nearer the best entry comes when one word that it lacks is left out, as a difference of cosines."""
    asks_beyond: float
    """1 if it asks for what a book of explanations seldom holds (code, prices …), in a word that the entry lacks."""
    margin: float
    """How much nearer the nearest entry is than the next nine on average, as a difference of cosines."""
    log_words: float
    """Natural logarithm of one more than the number of words asked."""


def gather(query: Query, ranked: Sequence[RankedEntry], rows: Sequence[str], gain_without: float) -> Evidence:
    """`rows` are the texts of the best entry, in any order; `gain_without` is measured on `missing_words`."""
    weights = _weights(query)
    total = sum(weights.values()) or 1.0
    row_stems = [frozenset(tokens(row)) for row in rows]
    entry_stems = frozenset().union(*row_stems)
    best = ranked[0]
    nearest = sorted((entry.dense for entry in ranked), reverse=True)
    others = nearest[1 : 1 + _NEIGHBOURS]
    beyond = [word for word in re.findall(r"[a-z0-9+#]+", query.text.lower()) if word in _beyond_words()]
    return Evidence(
        dense=best.dense,
        lexical=best.lexical,
        covered=sum(weights[stem] for stem in weights if stem in entry_stems) / total,
        covered_by_row=max(
            (sum(weights[stem] for stem in weights if stem in row) / total for row in row_stems), default=0.0
        ),
        rarest_missing=max((weights[stem] for stem in weights if stem not in entry_stems), default=0.0),
        gain_without=gain_without,
        asks_beyond=float(any(stem not in entry_stems for stem in stems(beyond))),
        margin=nearest[0] - sum(others) / len(others) if others else 0.0,
        log_words=math.log1p(len(query.asked)),
    )


def missing_words(query: Query, rows: Sequence[str]) -> list[str]:
    """The words of the question that an entry lacks, given its texts: the rarest few, rarest first."""
    has = frozenset(stem for row in rows for stem in tokens(row))
    weights = _weights(query)
    missing = [stem for stem in weights if stem not in has]
    return [query.asked[stem] for stem in sorted(missing, key=lambda stem: -weights[stem])[:_WORDS_LEFT_OUT]]


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


def _weights(query: Query) -> dict[str, float]:
    """Stem -> weight of each word that was asked."""
    return {stem: _rarity(word, stem) + _EVERY_WORD for stem, word in query.asked.items()}


@lru_cache(maxsize=1)
def _beyond_words() -> frozenset[str]:
    text = (files("assistant.core") / "data" / "beyond_words.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.split("\n") if not line.startswith("#") for word in line.split())


def _rarity(word: str, stem: str) -> float:
    """0 for the commonest word of English, 1 for one that everyday English doesn't have."""
    ranks = common_words()
    rank = ranks.get(word) or ranks.get(stem)
    return 1.0 if rank is None else (math.log(rank) / math.log(len(ranks))) ** 2
