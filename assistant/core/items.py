"""From an entry to what can be asked of it: everything is the guide's own words, and every item is checked by code.

A choice's wrong options are claims of the guide too: misconceptions that it warns of, and key points that answer other
questions of the same topic. They are wrong because they don't answer this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from assistant.core.domain import IndexedEntry, Passage
from assistant.core.study import Item, KeyPoint, graded_points, key_points, short_answer, topic_of
from assistant.core.words import common_words, stems, words

GAP = "____"
OPTIONS = 4
NEAR_COPY = 0.82
"""Cosine from which on two claims say nearly the same."""
_SHARED_WORDS = 0.7
"""Share of the shorter one's content words from which on two claims are near copies."""
_COMMON = 3000
"""Rank among everyday words up to which a word is no term."""
_SHORTEST_TERM = 4
_FEWEST_WORDS = 6
"""Around a gap, to tell what belongs into it."""
LONGEST_OPTION = 260
_SAME_TERM = 84.0
"""Likeness, 0..100, from which on a typed term is a spelling of the right one."""
_MISCONCEPTION = re.compile(r"^Misconception: (?P<false>.+?)\. In fact,? (?P<true>.+)$", re.S)
_ASKED_NEXT = re.compile(r"^Asked next: (?P<question>.+\?)$", re.S)
_FIRST_WORDS = 4
AS_LONG = 0.6
"""Of the key's length, at least, and it of theirs: else the longest option gives the key away."""
_ELSEWHERE = 0.1
"""By so much a true claim must be nearer, in cosine, to the question that it answers than to the one that is asked."""
_FAR = 0.5
"""Cosine below which a claim can't be what the entry says."""

Likeness = Callable[[str, str], float]
"""Cosine of two texts."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question behind the question, and the guide's answer to it."""

    question: str
    points: tuple[str, ...]
    passage: Passage


def recall(entry: IndexedEntry) -> Item:
    """The question itself, to be answered in own words."""
    question = entry.question if entry.question.rstrip().endswith(("?", ".")) else f"{entry.question}."
    return Item(
        f"{entry.id}:recall:0",
        entry,
        "recall",
        question,
        entry.passages[0],
        short_answer(entry),
        (),
        graded_points(entry),
    )


def explanations(entry: IndexedEntry) -> list[Item]:
    """What an interviewer asks next, and misconceptions to put right."""
    return [
        Item(
            f"{entry.id}:explain:{number}",
            entry,
            "explain",
            asked.question,
            asked.passage,
            " ".join(asked.points),
            (),
            tuple(KeyPoint(point, asked.passage) for point in asked.points),
        )
        for number, asked in enumerate(_follow_ups(entry))
    ]


def misconceptions(entry: IndexedEntry) -> list[tuple[str, Passage]]:
    """What the entry says that people wrongly believe."""
    found = []
    for passage in entry.passages:
        for sentence in passage.sentences:
            match = _MISCONCEPTION.match(sentence)
            if match:
                found.append((_sentence(match["false"]), passage))
    return found


def clozes(entry: IndexedEntry, is_term: Callable[[str], bool]) -> list[Item]:
    """A key point each, with its rarest term left out; `is_term` knows the words that the guide uses as such."""
    items = []
    for number, point in enumerate(key_points(entry)):
        term = _term(point.text, entry.question, is_term)
        if term is None:
            continue
        gapped = _without(point.text, term)
        item = Item(f"{entry.id}:cloze:{number}", entry, "cloze", gapped, point.passage, term)
        if not cloze_faults(item):
            items.append(item)
    return items


def cloze_faults(item: Item) -> list[str]:
    """What is wrong with a cloze."""
    shown = stems(words(f"{item.entry.question} {item.question.replace(GAP, ' ')}"))
    faults = []
    if item.question.count(GAP) != 1:
        faults.append("one gap")
    if _common(item.answer) or len(item.answer) < _SHORTEST_TERM:
        faults.append("a term")
    if set(stems([item.answer.lower()])) & set(shown):
        faults.append("not given away")
    if len(words(item.question)) < _FEWEST_WORDS:
        faults.append("enough context")
    if not any(item.question.replace(GAP, item.answer) == sentence for sentence in item.passage.sentences):
        faults.append("answerable from its passage")
    return faults


def options(
    key: str, entry: IndexedEntry, others: Iterable[IndexedEntry], alike: Likeness, is_true: Callable[[str, str], bool]
) -> tuple[str, ...] | None:
    """Three plausible wrong options for a key, the most like it first; None: there aren't enough.

    `is_true` says whether a claim is supported by a sentence, of the entry, that is near it.
    """
    warned = [text for text, _ in misconceptions(entry)]
    claims = [
        point.text
        for other in others
        for point in key_points(other)
        # What is nearer to this question than to its own may answer it, too.
        if alike(point.text, other.question) >= alike(point.text, entry.question) + _ELSEWHERE
    ]
    claims += [text for other in others for text, _ in misconceptions(other)]
    said = [sentence for passage in entry.passages for sentence in passage.sentences if not sentence.startswith("Misc")]
    claims = [claim for claim in claims if AS_LONG <= len(claim) / len(key) <= 1 / AS_LONG]
    pool = sorted(dict.fromkeys(warned), key=lambda text: -alike(text, key))[:1]
    pool += sorted(dict.fromkeys(claims), key=lambda text: -alike(text, f"{entry.question} {key}"))
    chosen: list[str] = []
    for claim in pool:
        if len(claim) > LONGEST_OPTION or any(near_copies(claim, other, alike) for other in (key, *chosen)):
            continue
        if claim not in warned and is_said(claim, said, alike, is_true):
            continue
        chosen.append(claim)
        if len(chosen) == OPTIONS - 1:
            return tuple(chosen)
    return None


def is_said(claim: str, said: Sequence[str], alike: Likeness, is_true: Callable[[str, str], bool]) -> bool:
    """Whether a claim is one of the sentences, nearly, or is borne out by the nearest."""
    if any(near_copies(claim, other, alike) for other in said):
        return True
    nearest = max(said, key=lambda other: alike(claim, other))
    return alike(claim, nearest) >= _FAR and is_true(claim, nearest)


def near_copies(first: str, second: str, alike: Likeness) -> bool:
    """Whether two claims say nearly the same, by their words or by their sense."""
    mine, its = _stems(first), _stems(second)
    shared = len(mine & its) / max(1, min(len(mine), len(its)))
    return shared >= _SHARED_WORDS or alike(first, second) >= NEAR_COPY


@lru_cache(maxsize=10_000)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(words(text)))


def is_right_term(typed: str, term: str) -> bool:
    """Whether what was typed into a gap is the term, inflected or misspelled a little perhaps."""
    typed, term = typed.strip().strip(".").lower(), term.lower()
    return bool(typed) and (stems([typed]) == stems([term]) or fuzz.ratio(typed, term) >= _SAME_TERM)


def hints(item: Item) -> list[str]:
    """A ladder: each step says more, the last one everything."""
    topic = f"the topic is {topic_of(item.entry).replace('-', ' ')}"
    if item.mode == "cloze":
        return [topic, f"it begins with “{item.answer[0]}” and has {len(item.answer)} letters", item.answer]
    if item.mode == "choice":
        wrong = next(option for option in item.options if option != item.answer)
        return [topic, f"it is not “{wrong}”", item.answer]
    steps = [topic]
    if item.points:
        steps.append(f"it begins so: {' '.join(item.points[0].text.split()[:_FIRST_WORDS])} …")
    return [*steps, _gapped(item.answer), item.answer]


def _gapped(text: str) -> str:
    """The text with every third longer word left out, formulas untouched."""
    count = 0

    def gap(match: re.Match[str]) -> str:
        nonlocal count
        if match[0].startswith("$"):
            return match[0]
        count += 1
        return GAP if count % 3 == 0 else match[0]

    return re.sub(r"\$[^$]*\$|\b[^\W\d_]{5,}\b", gap, text)


def _follow_ups(entry: IndexedEntry) -> Iterator[FollowUp]:
    for passage in entry.passages:
        for number, sentence in enumerate(passage.sentences):
            wrong, asked = _MISCONCEPTION.match(sentence), _ASKED_NEXT.match(sentence)
            if wrong:
                question = f"Somebody says: “{_sentence(wrong['false'])}” What is wrong with that?"
                yield FollowUp(question, (_sentence(wrong["true"]),), passage)
            elif asked and passage.sentences[number + 1 :]:
                yield FollowUp(asked["question"], passage.sentences[number + 1 :], passage)


def _term(text: str, question: str, is_term: Callable[[str], bool]) -> str | None:
    """The rarest of the text's terms that the question doesn't name."""
    asked = set(stems(words(question)))
    ranks = common_words()
    counted = stems(words(text))
    found = [
        word
        for word in re.findall(r"(?<![\w$\\-])[^\W\d_]{4,}(?![\w-])", re.sub(r"\$[^$]*\$", " ", text))
        if not _common(word) and is_term(word.lower())
    ]
    unnamed = [w for w in found if not set(stems([w.lower()])) & asked and counted.count(stems([w.lower()])[0]) == 1]
    return max(unnamed, key=lambda word: ranks.get(word.lower(), len(ranks)), default=None)


def _common(word: str) -> bool:
    return common_words().get(word.lower(), _COMMON + 1) <= _COMMON


def _without(text: str, term: str) -> str:
    return re.sub(rf"(?<![\w-]){re.escape(term)}(?![\w-])", GAP, text, count=1)


def _sentence(text: str) -> str:
    text = text.strip()
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def fitting(keys: Sequence[str]) -> list[str]:
    """The claims that are short enough to be an option."""
    return [key for key in keys if len(key) <= LONGEST_OPTION]
