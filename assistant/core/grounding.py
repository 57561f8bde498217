"""Do passages support a sentence? Decided here and nowhere else, without a language model.

Likeness doesn't tell: a false sentence is often made of the passage's own words, and a true one of others. So the
score is a weighted mean of two that see different things. One is a small head over what can be named: how much of the
wording is there and in what order, whether numbers, negations, directions and quantifiers agree, and how near each
token of the sentence comes to one of the passages'; extremely randomized trees (Geurts et al., 2006), fitted by
evals/train_grounding.py on development cases, in data/grounding.json. The other is the entailment model's probability
(adapters/entailment_torch.py), trained by evals/train_entailment.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import combinations, product
from typing import TYPE_CHECKING, Any

from assistant.core.domain import Verdict
from assistant.core.plain import plain
from assistant.core.sentences import sentences, split
from assistant.core.words import common_words, stems, words

if TYPE_CHECKING:
    from assistant.core.ports import Vectors

_NEGATIONS = frozenset(
    "not no never without nor none neither cannot hardly rarely seldom fail fails failed lack lacks unlike stop stops"
    " prevents prevent avoid avoids instead needless unnecessary impossible nothing nobody unable refuses free".split()
)
_UNIVERSALS = frozenset(
    "all always every each any entirely completely never only must guarantee guarantees guaranteed prove proves proven"
    " proved exactly invariably whatever whenever everywhere sole solely nothing none regardless impossible"
    " automatically certain certainly".split()
)
_HEDGES = frozenset(
    "may might can could some often usually typically sometimes many most roughly about approximately nearly almost"
    " tend"
    " tends likely generally commonly mostly seldom rarely partly".split()
)
_UP = frozenset(
    "more higher greater larger bigger increase increases increased rise rises rose grow grows raise raises faster"
    " longer"
    " better stronger wider above exceed exceeds improve improves gain gains high large big up upper maximum most"
    " strong"
    " fast quick long many much deep early earlier first before best add adds added expand speeds widen wins".split()
)
_DOWN = frozenset(
    "less lower smaller fewer decrease decreases decreased fall falls fell shrink shrinks reduce reduces slower shorter"
    " worse weaker narrower below drop drops decline hurt hurts loses low small little down minimum least weak slow"
    " short few shallow late later last after worst remove removes removed cut cuts narrow".split()
)
_CAUSES = frozenset("because since so therefore thus due".split())
_NUMBERS = {
    **{
        word: float(value)
        for value, word in enumerate("two three four five six seven eight nine ten eleven".split(), 2)
    },
    **dict(zip("twelve fifteen twenty thirty forty fifty sixty".split(), (12.0, 15, 20, 30, 40, 50, 60), strict=True)),
    **dict(zip("seventy eighty ninety hundred thousand".split(), (70.0, 80, 90, 100, 1e3), strict=True)),
    **dict(zip("million billion half quarter fifth tenth".split(), (1e6, 1e9, 0.5, 4, 5, 10), strict=True)),
    **dict(zip("halves halve tenfold dozen triple".split(), (2.0, 2, 10, 12, 3), strict=True)),
    **dict.fromkeys("twice double doubles pair".split(), 2.0),
}
_NUMBER = re.compile(r"\d[\d,]*\.?\d*")
_RARE = 4000
"""Rank among everyday words from which on a word is rare."""
_USUAL_OPERANDS = (100.0, 2.0, 0.5, 1.0, 10.0, 1000.0)
_ROUNDING = 0.011
_MOST_NUMBERS = 40
_MOST_READ = 900
"""Characters: what the entailment model reads of passages and a sentence without cutting."""
ENTAILMENT = 0.3
"""Weight of the entailment model's probability, which is more extreme than the trees'."""
_WEAKEST, _MOST_LIKE = 3, 8
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is seen of a sentence and its passages. "The nearest" is the passages' sentence that shares most with it."""

    covered: float
    """Share of the sentence's content words that the passages have."""
    covered_by_nearest: float
    """Share that the nearest has."""
    likeness: float
    """Mean over the sentence's tokens of the cosine to the nearest token of the passages."""
    weakest: float
    """The same, of the three least like tokens alone."""
    spread: float
    """The standard deviation of these cosines."""
    taken_up: float
    """Mean cosine, to the sentence's tokens, of the passages' eight tokens that are most like them."""
    negations_differ: float
    """1 if one of the two, sentence and nearest, has an odd number of negations and the other an even one."""
    new_universals: float
    """How many words like "all" and "must" the passages don't have."""
    hedge_lost: float
    """1 if the nearest has a word like "may" or "often", and the sentence none."""
    inversions: float
    """Share of the pairs of shared words that stand in the other order in the nearest."""
    direction_differs: float
    """0..2: how far apart the signs of "more" words minus "less" words are."""
    rare_new: float
    """Share of the content words that are rare in everyday English and not in the passages."""
    new_directions: float
    """How many "more" and "less" words the passages don't have."""
    length_ratio: float
    """Words of the sentence over words of the nearest."""
    new_cause: float
    """1 if a word like "because" is not in the passages."""
    numbers_missing: float
    """Numbers that neither stand in the passages nor follow from two of theirs."""
    numbers_derived: float
    """Numbers that follow from two numbers of the passages by +, -, × or ÷."""


def is_quoted(sentence: str, passages: Sequence[str]) -> bool:
    """Whether the passages have the sentence word for word, and as a whole: a part may say the opposite of it all."""
    said = _flat(sentence)
    return any(said == _flat(part) for text in passages for part in (*sentences(text), *split(plain(text))))


def shares_wording(sentence: str, passage: str) -> bool:
    """Whether the passage has at least half of the sentence's content words."""
    return _share(stems(words(plain(sentence))), set(stems(words(plain(passage))))) >= _HALF


def texts_of(sentence: str, passages: Sequence[str]) -> tuple[str, str]:
    """What `gather` wants the token vectors of: the sentence, and all passages as one plain text."""
    return plain(sentence), " ".join(plain(passage) for passage in passages)


def gather(sentence: str, passages: Sequence[str], said: Vectors, given: Vectors) -> Evidence:
    """`said` and `given` are the unit token vectors (tokens, width), at least one row each, of `texts_of`."""
    sentence, whole = texts_of(sentence, passages)
    content = words(sentence)
    asked = stems(content)
    known = set(stems(words(whole)))
    parts = [part for passage in passages for part in split(plain(passage))] or [whole]
    nearest = max(parts, key=lambda part: len(set(stems(words(part))) & set(asked)))
    near = stems(words(nearest))
    cosines = (said @ given.T).max(axis=1)
    backwards = (given @ said.T).max(axis=1)
    cosines.sort()
    backwards.sort()
    mine, all_given, its = _tokens(sentence), set(_tokens(whole)), _tokens(nearest)
    values = numbers(sentence)
    derived = [_derivation(value, numbers(whole)) for value in values]
    return Evidence(
        covered=_share(asked, known),
        covered_by_nearest=_share(asked, set(near)),
        likeness=float(cosines.mean()),
        weakest=float(cosines[:_WEAKEST].mean()),
        spread=float(cosines.std()),
        taken_up=float(backwards[-_MOST_LIKE:].mean()),
        negations_differ=float(abs(_count(mine, _NEGATIONS) - _count(its, _NEGATIONS)) % 2),
        new_universals=float(len((set(mine) & _UNIVERSALS) - all_given)),
        hedge_lost=float(_count(its, _HEDGES) > 0 and _count(mine, _HEDGES) == 0),
        inversions=_inversions(asked, near),
        direction_differs=float(abs(_direction(mine) - _direction(its))),
        rare_new=_share_rare(content, asked, known),
        new_directions=float(len((set(mine) & (_UP | _DOWN)) - all_given)),
        length_ratio=len(mine) / max(1, len(its)),
        new_cause=float(bool(set(mine) & _CAUSES) and not all_given & _CAUSES),
        numbers_missing=float(derived.count("missing")),
        numbers_derived=float(derived.count("derived")),
    )


def premises_of(passages: Sequence[str]) -> list[str]:
    """What the entailment model reads in the passages' place: all of them at once, or each alone if they are long."""
    texts = [plain(passage) for passage in passages]
    whole = " ".join(texts)
    return [whole] if len(whole) <= _MOST_READ else texts


def judged(evidence: Evidence, entailment: float) -> Verdict:
    """The verdict on what was seen and the entailment model's probability."""
    head = _head()
    values = astuple(evidence)
    share = sum(leaf(tree, values) for tree in head["trees"]) / len(head["trees"])
    score = (1 - ENTAILMENT) * share + ENTAILMENT * entailment
    if evidence.likeness < head["foreign_likeness"] or evidence.weakest < head["foreign_weakest"]:
        return Verdict("unsupported", score / 2)  # it speaks of what the passages don't
    if score >= head["supported"]:
        return Verdict("supported", score)
    return Verdict("weak" if score >= head["weak"] else "unsupported", score)


def numbers(text: str) -> list[float]:
    """The numbers of a text, in digits or in words, in no order that matters."""
    found = [float(match.replace(",", "").rstrip(".")) for match in _NUMBER.findall(text)]
    return [*found, *(_NUMBERS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _NUMBERS)]


def leaf(tree: list[list[float]], values: Sequence[float]) -> float:
    """A node is [feature, threshold, left, right], a leaf [probability]."""
    node = tree[0]
    while len(node) > 1:
        feature, threshold, left, right = node
        node = tree[int(left if values[int(feature)] <= threshold else right)]
    return node[0]


@lru_cache(maxsize=1)
def _head() -> dict[str, Any]:
    text = (files("assistant.core") / "data" / "grounding.json").read_text(encoding="utf-8")
    head: dict[str, Any] = json.loads(text)
    return head


def _flat(text: str) -> list[str]:
    """Its words, numbers and operators."""
    return re.findall(r"[^\W_]+|[<>=≤≥≠≈±+−*/^%-]", plain(text).lower())


def _tokens(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:'t)?", text.lower())


def _count(tokens: Sequence[str], group: frozenset[str]) -> int:
    return sum(token in group for token in tokens)


def _direction(tokens: Sequence[str]) -> int:
    balance = _count(tokens, _UP) - _count(tokens, _DOWN)
    return (balance > 0) - (balance < 0)


def _share(some: Sequence[str], known: set[str]) -> float:
    return sum(stem in known for stem in some) / len(some) if some else 0.0


def _share_rare(content: Sequence[str], asked: Sequence[str], known: set[str]) -> float:
    ranks = common_words()
    new = [word for word, stem in zip(content, asked, strict=True) if stem not in known]
    return sum(ranks.get(word, _RARE + 1) > _RARE for word in new) / max(1, len(content))


def _inversions(asked: Sequence[str], near: Sequence[str]) -> float:
    places = {stem: place for place, stem in reversed(list(enumerate(near)))}
    order = [places[stem] for stem in dict.fromkeys(asked) if stem in places]
    pairs = list(combinations(order, 2))
    return sum(first > second for first, second in pairs) / len(pairs) if len(order) > 2 else 0.0


def _derivation(value: float, given: Sequence[float]) -> str:
    """Whether a number is "given", "derived" from two of them (or one and 2, 10, 100 …), or "missing"."""

    def same(other: float) -> bool:
        return abs(other - value) <= _ROUNDING * max(abs(value), 1e-9)

    if any(same(number) for number in given):
        return "given"
    some = given[:_MOST_NUMBERS]
    for first, second in product(some, {*some, *_USUAL_OPERANDS}):
        results = [first * second, first + second, first - second, second - first]
        results += [first / second] if second else []
        results += [second / first] if first else []
        if any(same(result) for result in results):
            return "derived"
    return "missing"
