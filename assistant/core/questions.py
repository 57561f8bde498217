"""Does a line ask an interview question? Judged by its words, or by its number among others that ask."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MARKER = re.compile(r"^(?:q|ques|question)\s*\.?\s*(?:(?:no\.?\s*|#\s*)?\d{1,3}\s*[.:)\]–—-]*|[:.])\s*", re.I)
_MARKER_WORD = re.compile(r"^(?:q|ques|question)\s*\.?\s*(?:no\.?\s*|#\s*)?(?=\d)", re.I)
_NUMBER = re.compile(
    r"^(?:[(\[]?\d{1,3}(?:\.\d{1,2})*\s*[.)\]:](?!\d)\s*|\d{1,2}(?:\.\d{1,2})+\s+(?=[^\W\d])|\d{1,3}\s*[–—-]\s+|#\d{1,3}\s*[:.)]?\s*)"
)
_SYMBOLS = re.compile(r"^[\s\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]+")
"""The pictures that stand before a title."""
_CONTINUED = re.compile(r"\s*\((?:cont(?:inue)?['’]?d?\.?|\d\s*(?:/|of)\s*\d)\)$", re.I)
_SCENARIO = re.compile(
    r"^(?:scenario|case(?: study)?|design (?:problem|exercise|question|case)|exercise|use case|problem|project|system design)\b"
    r"(?:\s*(?:#|no\.?)?\s*(?:\d{1,3}(?:\.\d{1,2})?|[ivx]{1,4}\b|[a-z]\b))?\s*[:.)–—-]+\s*(?=\S)",
    re.I,
)
_SCENARIO_NUMBERED = re.compile(r"^(?:scenario|case study|case)\s*(?:#|no\.?)?\s*\d{1,3}\b\s*", re.I)

_ASKING = "what whats why how when where which who whose whom".split()
_AUXILIARY = (
    "is are was were am do does did can could should would will shall may might must has have had if given suppose"
    " under name isn't aren't don't doesn't can't"
).split()
_ORDERS = (
    "explain define describe compare contrast discuss differentiate distinguish derive outline summarize summarise list name state"
    " illustrate identify elaborate justify mention enumerate walk tell give briefly"
).split()
_HEADING_ORDERS = (
    "design implement write show sketch draw prove calculate estimate interpret propose analyze analyse build".split()
)
_LEADING = re.compile(r"^(?:please|can you|could you|briefly|in (?:your own|a few|simple) words,?)\s+", re.I)

_POINTING = frozenset(
    "it its this that these those they them their one ones he she such so then there here we us our you your".split()
)
_EMPTY = frozenset(
    "a an the of in on at to for from by with as and or but not is are was were be been do does did can could should would will"
    " what why how when where which who work works need needed needs use used uses matter matters mean means important help helps"
    " useful happen happens happening go going about any other some more most main key advantages disadvantages benefits drawbacks"
    " difference differences limitations applications example examples types steps purpose often exactly good bad better best worth"
    " simply then fix solve do say want choose chosen bother care".split()
)
_CONNECTIVES = frozenset("so but and or then also well ok okay yet thus hence".split())
_COMPARES = re.compile(
    r"\w\W*\b(?:vs\b\.?|versus\b)\s*\S|^(?:(?:the|key|main|basic)\s+)*differences? (?:between|of)\b", re.I
)
_MOST_WORDS = 45
_MOST_WORDS_OF_TWO = 25


def title_of(text: str) -> str:
    """A question or heading without its numbering, its "Q1." and its trailing colon."""
    text = _MARKER.sub("", _SYMBOLS.sub("", text.strip()))
    text = _NUMBER.sub("", text).strip()
    text = _MARKER.sub("", text).strip(" *_")
    text = re.sub(r"(?<=[?.!\w)])[^\w?!.)\]\"'”’`$%+#&]+$", "", text)
    return _CONTINUED.sub("", text).rstrip(":").strip()


def is_marked(text: str) -> bool:
    """Whether the line says itself that it is a question: "Q1.", "Question 3:", "1.2 Q:"."""
    return bool(_MARKER.match(_NUMBER.sub("", _SYMBOLS.sub("", text.strip())))) and len(title_of(text).split()) >= 2


def scenario_title(text: str) -> str | None:
    """The title of a scenario's heading ("Case study 2: …"), or None."""
    text = _NUMBER.sub("", _SYMBOLS.sub("", text.strip()))
    match = _SCENARIO.match(text) or _SCENARIO_NUMBERED.match(text)
    title = text[match.end() :].strip(" :*-–—") if match else ""
    # "Problem: you have to …" is the first line of an answer, not a title.
    prose = len(title.split()) > 16 or (title.endswith(".") and len(title.split()) > 8)
    return title if title and not prose else None


def number_of(text: str) -> int | None:
    """The number that a line begins with; of "2.3" the last part."""
    match = _NUMBER.match(_MARKER_WORD.sub("", _SYMBOLS.sub("", text.strip())))
    digits = re.findall(r"\d+", match.group()) if match else []
    return int(digits[-1]) if digits else None


def compares(text: str) -> bool:
    """Whether a title sets two things against each other: "TCP vs. UDP", "Difference between a list and a tuple"."""
    return bool(_COMPARES.search(title_of(text))) and len(text.split()) <= _MOST_WORDS_OF_TWO


def gaps(series: Sequence[tuple[int | None, bool]]) -> list[int]:
    """Which lines of one form, each with its number and whether it asks, have a number that the asking ones lack.

    Of several with that number it is the last before the next question: others count the steps of an answer.
    """
    if sum(asking and number is not None for number, asking in series) < 2:
        return []
    found: list[int] = []
    last = 0
    between: list[tuple[int, int]] = []
    for place, (number, asking) in enumerate(series):
        if number is None:
            continue
        if not asking:
            between.append((place, number))
            continue
        lowest = last + 1 if last < number else 1
        wanted = number - 1
        for before, its_number in reversed(between):
            if its_number == wanted >= lowest:
                found.append(before)
                wanted -= 1
        last, between = number, []
    for place, number in between:
        last += 1
        if number != last:
            break
        found.append(place)
    return found


def asks(text: str, *, heading: bool) -> bool:
    """Whether a text is a whole question of its own: one that can be understood without the lines above it.

    A heading may also be an order that prose would not contain ("Design …").
    """
    title = title_of(text)
    title = _LEADING.sub("", title)
    words = [re.sub(r"'(?:s|re|d|ll)$", "", word) for word in re.findall(r"[\w'\-]+", title.lower().replace("’", "'"))]
    order_with_colon = heading and len(words) >= 4 and words[0] in _ORDERS
    if not 2 <= len(words) <= _MOST_WORDS or (text.rstrip().endswith(":") and not order_with_colon):
        return False
    if not _stands_alone(words):
        return False
    body = title.rstrip("\"'”’)*_ ")
    if body.endswith("?"):
        inner = re.sub(r"\(.*?\)|\"[^\"]*\"|“[^”]*”", "", body[:-1])
        sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z])", inner)
        if len(sentences) > 2 and not is_marked(text):
            return False
        # "A pod is stuck. What do you do?" is a question; prose that ends in one is longer.
        if len(sentences) == 2 and (len(words) > _MOST_WORDS_OF_TWO or sentences[1].split()[0].lower() not in _ASKING):
            return is_marked(text)
        asking = words[0] in _AUXILIARY or bool(set(words) & set(_ASKING))
        return asking or compares(body)
    orders = (*_ORDERS, *_HEADING_ORDERS) if heading else _ORDERS
    if words[0] in orders and len(words) >= 3:
        return not re.search(r"[.!]\s+[A-Z]", body) and (heading or body[-1:] != ",")
    return (
        heading
        and words[0] in ("what", "why", "how", "when")
        and len(words) >= 4
        and words[-1] not in ("works", "work")
    )


def _stands_alone(words: list[str]) -> bool:
    """Not one of the small questions inside an answer: "Why is it needed?", "How does this work?"."""
    content = [word for word in words if word not in _EMPTY and word not in _POINTING]
    if not content or words[0] in _CONNECTIVES:
        return False
    pointing = {"it", "this", "that", "they", "them", "these", "those"} & set(words[:5])
    return not (pointing and len(content) <= 2)
