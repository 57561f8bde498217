"""What a learner typed, as retrieval should read it: misspellings mended, abbreviations spelled out, plain words named.

All of it is done with the guides' own words: a word is mended only into one that the guides use, an abbreviation means
what the guides say that it means, and "step size" is read as "learning rate" only where the guides have that term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

from assistant.core.domain import IndexedEntry
from assistant.core.plain import plain
from assistant.core.words import abbreviations, common_words, stems, words

_SHORTEST_MENDED = 5
_LONG = 7
"""A word this long may differ in two letters, a shorter one in one."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of the guides with how often each is used, and what they abbreviate."""

    words: Mapping[str, int]
    abbreviations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Query:
    """A question, read."""

    text: str
    """For the encoder: mended, with what its abbreviations and plain words stand for in brackets."""
    tokens: tuple[str, ...]
    """For the lexical index: distinct stems, those of what is in brackets included."""
    asked: Mapping[str, str]
    """Stem -> word of what was asked itself, without what is in brackets: what an answer has to be about."""


def glossary_of(entries: Iterable[IndexedEntry]) -> Glossary:
    """Collected from everything that the entries say; the first meaning of an abbreviation wins."""
    counts: dict[str, int] = {}
    short: dict[str, str] = {}
    for entry in entries:
        trails = {part for passage in entry.passages for part in passage.trail}
        texts = [entry.question, *entry.also_asked, *sorted(trails), *(plain(p.text) for p in entry.passages)]
        for text in texts:
            for word in words(text):
                counts[word] = counts.get(word, 0) + 1
            for abbreviation, meaning in abbreviations(text).items():
                short.setdefault(abbreviation, meaning)
    return Glossary(counts, short)


def read_query(question: str, glossary: Glossary, known_stems: Mapping[str, int]) -> Query:
    """`known_stems` are the tokens of the lexical index."""
    asked: list[str] = []
    text = question
    for word in words(question):
        better = mended(word, glossary, known_stems)
        if better != word:
            text = re.sub(rf"\b{re.escape(word)}\b", better, text, flags=re.I)
        asked.append(better)
    meanings = [glossary.abbreviations[word] for word in dict.fromkeys(asked) if word in glossary.abbreviations]
    meanings += [term for term in _terms(text) if all(stem in known_stems for stem in stems(words(term)))]
    long_forms = [word for meaning in meanings for word in words(meaning)]
    if meanings:
        text = f"{text} ({', '.join(meanings)})"
    own = [word for word in asked if word not in glossary.abbreviations or word in glossary.words] or asked
    joined = [stem for stem in stems(_compounds(question)) if stem in known_stems]
    tokens = tuple(dict.fromkeys([*stems([*asked, *long_forms]), *joined]))
    return Query(text, tokens, dict(zip(stems(own), own, strict=True)))


def _terms(text: str) -> list[str]:
    """The field's terms for the plain words of a question that doesn't use them."""
    spaced = f" {' '.join(re.findall(r'[a-z0-9-]+', text.lower()))} "
    found = [
        term for plain_words, term in _plain_words().items() if f" {plain_words} " in spaced and term not in spaced
    ]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=1)
def _plain_words() -> dict[str, str]:
    text = (files("assistant.core") / "data" / "plain_words.tsv").read_text(encoding="utf-8")
    pairs = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    return {said: term for said, _, term in pairs}


def _compounds(question: str) -> list[str]:
    """Neighbouring words written as one: the guides may say "dropout" where a learner says "drop-out"."""
    return [first + second for first, second in pairwise(re.findall(r"[a-z0-9]+", question.lower()))]


def mended(word: str, glossary: Glossary, known_stems: Mapping[str, int]) -> str:
    """The guides' word that a misspelled one is nearest to, or the word itself.

    What the guides or everyday English know is no misspelling. Nearness is the optimal string alignment distance.
    """
    known = word in glossary.words or word in glossary.abbreviations or word in common_words()
    if known or len(word) < _SHORTEST_MENDED or any(c.isdigit() for c in word) or stems([word])[0] in known_stems:
        return word
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    near = process.extract(
        word,
        [other for other in glossary.words if other[0] == word[0] and len(other) >= _SHORTEST_MENDED - 1],
        scorer=OSA.distance,
        score_cutoff=1 if len(word) < _LONG else 2,
        limit=5,
    )
    return min(near, key=lambda found: (found[1], -glossary.words[found[0]], found[0]))[0] if near else word
