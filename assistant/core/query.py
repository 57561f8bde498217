"""What a learner typed, as retrieval should read it: misspellings mended, abbreviations spelled out.

Both are done with the guides' own words: a word is mended only into one that the guides use, and an abbreviation
means what the guides say that it means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
    """For the encoder: mended, with what its abbreviations stand for in brackets."""
    tokens: tuple[str, ...]
    """For the lexical index: distinct stems, those of the long forms included."""
    asked: Mapping[str, str]
    """Stem -> word of what was asked itself, without the long forms: what an answer has to be about."""


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
    long_forms = [word for meaning in meanings for word in words(meaning)]
    if meanings:
        text = f"{text} ({', '.join(meanings)})"
    own = [word for word in asked if word not in glossary.abbreviations or word in glossary.words] or asked
    joined = [stem for stem in stems(_compounds(question)) if stem in known_stems]
    tokens = tuple(dict.fromkeys([*stems([*asked, *long_forms]), *joined]))
    return Query(text, tokens, dict(zip(stems(own), own, strict=True)))


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
