"""A model's reply, read back: cleaned, cut into sentences, each with the passages that it cites."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.core.cleaning import clean
from assistant.core.prompts import REFUSAL
from assistant.core.sentences import split

_GROUP = r"[\[【]\s*(?:\d{1,3}\s*(?:[,;–-]\s*\d{1,3}\s*)*)[\]】]"
_MARKERS = re.compile(rf"\s*{_GROUP}")
_AFTER_THE_STOP = re.compile(rf"([.!?])((?:\s*{_GROUP})+)")
_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\(\s*<?[^)\s]{0,2000}[^)\n]{0,300}\)")
_ADDRESS = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,12}://|\bwww\.)\S+", re.I)
_LINE_START = re.compile(r"^\s*(?:#{1,6}\s+|>\s?|[-*+•]\s+|\(?\d{1,2}[.)]\s+)*")
_UNTOUCHED = re.compile(r"\$\$.{1,3000}?\$\$|\$[^$\n]{1,1000}\$|`[^`\n]{1,1000}`", re.S)
_CODE = re.compile(r"^```.*?(?:^```[^\n]*$|\Z)", re.S | re.M)
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.S)
_FEWEST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence of a reply."""

    text: str
    """Without its markers, without a bullet."""
    written: str
    """As it stands in the reply."""
    markers: tuple[int, ...]


def cleaned_reply(text: str) -> str:
    """The reply without control characters, links and a model's thinking aloud; markers stand before the full stop."""
    text = without_links(without_thinking(clean(text)))
    return _AFTER_THE_STOP.sub(lambda match: f" {match.group(2).strip()}{match.group(1)}", text).strip()


def without_links(text: str) -> str:
    """The text with the words of links, but not their targets."""
    return _ADDRESS.sub("(a link was removed)", _LINK.sub(r"\1", text))


def without_thinking(text: str) -> str:
    """The text without what a model thinks aloud between its tags."""
    return _THINKING.sub("", text)


def is_refusal(reply: str) -> bool:
    """Whether the model says that the passages don't answer."""
    return REFUSAL.lower().rstrip(".") in reply.lower()


def claims(reply: str) -> list[Claim]:
    """The sentences of a cleaned reply in its order. Headings, lines that end with a colon and scraps are no claims."""
    found: list[Claim] = []
    for line in _logical_lines(reply):
        for written in split(line):
            text, markers = _without_markers(written)
            if len(text.split()) >= _FEWEST_WORDS and not text.endswith(":"):
                found.append(Claim(text, written, markers))
    return found


def _logical_lines(reply: str) -> list[str]:
    """Paragraphs and list items as one line each, without bullets; headings and code are left out."""
    lines: list[str] = []
    fresh = True
    for line in _CODE.sub("\n\n", reply).split("\n"):
        start = _LINE_START.match(line)
        bullet = start.group().strip() if start else ""
        if not line.strip() or bullet.startswith("#"):
            fresh = True
        elif fresh or bullet:
            lines.append(line[start.end() :] if start else line)
            fresh = False
        else:
            lines[-1] += f" {line.strip()}"
    return lines


def _without_markers(sentence: str) -> tuple[str, tuple[int, ...]]:
    """Markers are counted outside formulas and code; [0, 1] is an interval."""
    kept: list[str] = []
    numbers: list[int] = []

    def put_away(match: re.Match[str]) -> str:
        kept.append(match.group())
        return f"\x00{len(kept) - 1}\x00"

    def read(match: re.Match[str]) -> str:
        cited = _numbers(match.group())
        if 0 in cited:
            return match.group()
        numbers.extend(cited)
        return ""

    text = _MARKERS.sub(read, _UNTOUCHED.sub(put_away, sentence))
    text = re.sub(r"\x00(\d+)\x00", lambda match: kept[int(match.group(1))], text)
    return text.strip(), tuple(dict.fromkeys(numbers))


def _numbers(group: str) -> list[int]:
    found: list[int] = []
    for part in re.split(r"[,;]", group.strip(" \t\n[]【】")):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        found.extend(range(ends[0], min(ends[-1], ends[0] + 9) + 1) if len(ends) == 2 else ends)
    return found
