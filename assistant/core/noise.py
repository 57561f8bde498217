"""What a stranger's guide holds that is part of no answer: advertisements, captions, running headers, page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from assistant.core.markdown import Piece
from assistant.core.plain import plain

# Words that sell. A strong one is hardly ever said in an answer; a weak one may be.
_STRONG = re.compile(
    r"\b(?:enroll? (?:now|today|in our)|sign up (?:for|now|today|to)|subscribe (?:to|now|today)|newsletter"
    r"|(?:cash|exciting) prizes?|unlimited perks|boot ?camps?|master'?s? (?:course|program(?:me)?)|limited[- ]time|free trial"
    r"|(?:our|this) (?:\w+ ){0,2}(?:course|courses|program|programme|platform|webinar|academy|mentors|alumni|channel|book|ebook|app)"
    r"|(?:we|our) (?:\w+ )?(?:provide a platform|offers?|curated|guarantee)"
    r"|(?:explore|join|visit|follow|contact|download|buy|get|read) (?:us|our)|join the (?:community|team|thousands)"
    r"|become an? (?:part of|certified|member)|start your (?:journey|career|free)|land your dream|get hired|placement"
    r"|(?:series of|these|our) (?:interview )?guides|\d+ ?% (?:off|discount)|promo(?:tion)? code|coupon|discount"
    r"|click here|buy now|order now|register (?:now|today|here)|all rights reserved|take the next steps?"
    r"|(?:do you|would you|why don'?t you|want to|ready to) (?:\w+ )?(?:want|like|love|explore|start|become|join|master|learn|take|level))\b",
    re.I,
)
_WEAK = re.compile(
    r"\b(?:course|curriculum|enroll?|subscribe|real-world projects|hands-on|career|mentors?|certificat\w+|job-ready|trusted by"
    r"|experts?|join|unlock|accelerate your|we believe|we will prepare you|your (?:success|dream|future|inbox)|newsletter"
    r"|exclusive|offers?|price|only \$\d+|per month|every month|sponsor\w*)\b",
    re.I,
)
_STRONG_WEIGHT, _WEAK_WEIGHT, _AD_WEIGHT = 2, 1, 2

_LINK = re.compile(
    r"\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)|!?\[[^\]]*\]\([^)]*\)|</?[a-zA-Z!][^<>]*>|https?://\S+|⬆[^\n]*|^\W*(?:back to )?top\W*$",
    re.I,
)
_PAGE_NUMBER = re.compile(r"^\W*(?:(?:page|p\.|pg\.)\s*)?\d{1,4}(?:\s*(?:of|/|\|)\s*\d{1,4})?\W*$", re.I)
_COUNTERS = re.compile(
    r"\b(?:asked|answered|modified|edited|updated|posted|viewed|last|accepted|by|on|ago|over|about)\b"
    r"|\b\d[\d.,]*\s*[km]?\s*(?:times|votes?|views?|answers?|likes?|comments?|replies|claps|stars?|shares?"
    r"|(?:seconds?|min(?:ute)?s?|hours?|days?|weeks?|months?|years?)(?: read)?)\b",
    re.I,
)
"""What a site writes under a title: "Asked 3 years ago · Viewed 12k times"."""
_TAGS = re.compile(r"^(?:#[a-z][\w/-]*\s+)+#[a-z][\w/-]*$|^#[a-z][\w-]*/[\w/-]+$")
_CAPTION = re.compile(
    r"^\W*(?:figure|fig\.?|image|img|photo|picture|source|credit|diagram|chart)s?\b\s*(?:\d|[:.(])", re.I
)
_CAPTION_WORDS = 5
_CALL_WORDS = 6
_REPEATS_OF_A_HEADER = 3


def sells(text: str) -> bool:
    """Whether a text advertises: one strong word, or two weak ones."""
    strong = len(_STRONG.findall(text))
    weak = len({match.lower() for match in _WEAK.findall(text)})
    return strong * _STRONG_WEIGHT + weak * _WEAK_WEIGHT >= _AD_WEIGHT and (strong > 0 or len(text) < 200 or weak > 3)


def running_headers(lines: Sequence[str]) -> frozenset[str]:
    """Short lines that stand in the document again and again: what a page's head and foot leave behind.

    A line with letters only counts where it stands alone, between blank lines or the document's edges.
    """
    counts: Counter[str] = Counter()
    for number, line in enumerate(lines):
        text = line.strip()
        alone = (number == 0 or not lines[number - 1].strip()) and (
            number + 1 == len(lines) or not lines[number + 1].strip()
        )
        sub_heading = text.endswith(":") or text.lstrip("# *_0123456789.)").lower() in _COMMON_SUB_HEADINGS
        if (
            text
            and alone
            and len(text.split()) <= 10
            and text[-1] not in "?:$"
            and text[0] not in "-*|$`>!<"
            and not sub_heading
        ):
            counts[text] += 1
    return frozenset(text for text, count in counts.items() if count >= _REPEATS_OF_A_HEADER)


_COMMON_SUB_HEADINGS = frozenset(
    "problem solution example examples answer evaluation optimization optimisation training deployment summary advantages"
    " disadvantages benefits challenges applications importance note notes definition intuition approach requirements".split()
)


def is_page_furniture(line: str, headers: frozenset[str]) -> bool:
    """A page number, a running header, a lone link, image or tag."""
    text = line.strip()
    return bool(text) and (text in headers or bool(_PAGE_NUMBER.match(text)) or _is_links(text) or _is_counters(text))


def is_tags(line: str) -> bool:
    """An Obsidian note's tags: "#interview/sql #review"."""
    return bool(_TAGS.match(line.strip()))


def _is_counters(text: str) -> bool:
    if len(text) > 120 or not any(character.isdigit() for character in text):
        return False
    return not any(character.isalnum() for character in _COUNTERS.sub("", text))


def _is_links(text: str) -> bool:
    """Links, images and tags with nothing to read between them."""
    rest = _LINK.sub("", text)
    return rest != text and not any(character.isalnum() for character in rest)


def left_out(found: Sequence[Piece], headers: frozenset[str]) -> frozenset[int]:
    """The first lines of the pieces that are part of no answer: furniture, advertisements and what hangs on these."""
    out: set[int] = set()
    selling = False
    for piece in found:
        advertises = piece.kind not in ("code", "formula", "table") and sells(plain(piece.text))
        # The list under an advertisement says what one gets.
        selling = advertises or (selling and piece.kind == "item")
        if selling or _is_furniture(piece, headers):
            out.add(piece.line_start)
    for piece, after in pairwise(found):
        # "Stay in touch!" above a newsletter.
        call = (
            piece.kind == "paragraph" and piece.text.rstrip().endswith("!") and len(piece.text.split()) <= _CALL_WORDS
        )
        if call and after.line_start in out:
            out.add(piece.line_start)
    return frozenset(out)


def _is_furniture(piece: Piece, headers: frozenset[str]) -> bool:
    if piece.kind in ("code", "formula", "table"):
        return False
    if piece.kind == "rule" or not any(character.isalnum() for character in plain(piece.text)):
        return True
    lines = [line for line in piece.text.split("\n") if line.strip()]
    if all(is_tags(line) for line in lines):
        return True
    return piece.kind != "heading" and all(is_page_furniture(line, headers) for line in lines)


def is_caption(piece: Piece) -> bool:
    """A few words without a verb's company: what is left of a figure."""
    text = plain(piece.text)
    if piece.kind != "paragraph" or "\n" in piece.text.strip() or "$" in text or "`" in text:
        return False
    short = len(text.split()) <= _CAPTION_WORDS and text[-1:] not in (".", "!", "?", ":", ";", ",")
    return short or (bool(_CAPTION.match(text)) and len(text.split()) <= 25) or bool(re.match(r"^\([a-z]\) ", text))
