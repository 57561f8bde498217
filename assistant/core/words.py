"""Words as the lexical half of retrieval sees them: lower case, no stop words, stemmed; and abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files

import Stemmer

_WORD = re.compile(r"[a-z0-9][a-z0-9+#]*")
STOP_WORDS = frozenset(
    "a about above after again all also am an and any are as at be because been before being below between both but by can could"
    " did do does doing done during each either else ever few for from further get gets getting give given go goes going had has have"
    " having he her here hers him his how however i if in into is it its itself just keep kind let like may me might more most much my"
    " myself need no nor not now of off often on once one only or other our out over own per please really s same say shall she"
    " should show simple simply since so some still such t take tell than that the their them then there these they thing things this"
    " those through to too under until up us use used uses using very want was way we well were what when where whether which while"
    " who whom why will with within without would you your yours explain describe define mean means meaning difference differences"
    " vs versus compare exactly happen happens work works dl don doesn isn aren won re ve ll m d".split()
)
_ABBREVIATION = re.compile(
    r"\b((?:[A-Za-z][\w'’]*[ \-/]+){1,6}[A-Za-z][\w'’]*)\s*\(([A-Z][A-Za-z]*[A-Z]s?|[A-Z]{2,}s?)\)"
)


@lru_cache(maxsize=1)
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("english")


def words(text: str) -> list[str]:
    """The words of a text in lower case, compounds ("self-attention") as their parts, without stop words."""
    return [word for word in _WORD.findall(text.lower().replace("'s", "").replace("’s", "")) if word not in STOP_WORDS]


def stems(some_words: Iterable[str]) -> list[str]:
    """Snowball stems, one a word, in order."""
    stemmed: list[str] = _stemmer().stemWords(list(some_words))
    return stemmed


def tokens(text: str) -> list[str]:
    """What is indexed and looked up of a text."""
    return stems(words(text))


def abbreviations(text: str) -> dict[str, str]:
    """What a text abbreviates: "batch normalization (BN)" gives {"bn": "batch normalization"}.

    The long form is the shortest run of words before the bracket that starts with the abbreviation's first letter and
    holds its letters in order (Schwartz and Hearst, 2003, "A simple algorithm for identifying abbreviation
    definitions in biomedical text").
    """
    found: dict[str, str] = {}
    for match in _ABBREVIATION.finditer(text):
        before, short = re.split(r"[ \-/]+", match.group(1).lower()), match.group(2).removesuffix("s").lower()
        for length in range(1, len(before) + 1):
            long = before[-length:]
            if long[0][0] == short[0] and _in_order(short, "".join(long)) and length >= len(short) // 2:
                found.setdefault(short, " ".join(long))
                break
    return found


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


@lru_cache(maxsize=1)
def common_words() -> dict[str, int]:
    """Everyday English words with their rank, the most frequent first; data/common_words.txt says whence."""
    text = (files("assistant.core") / "data" / "common_words.txt").read_text(encoding="utf-8")
    return {word: rank for rank, word in enumerate((w for w in text.split("\n") if w and w[0] != "#"), 1)}


def slug(text: str, words: int = 10) -> str:
    """Lower-case words joined by hyphens, for an id."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())[:words]) or "entry"
