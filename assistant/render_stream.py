"""A model's reply as it can be shown while it still comes: cleaned, its formulas readable, nothing cut in two."""

from __future__ import annotations

import re

from assistant.core.citing import without_links, without_thinking
from assistant.render import shown

_THINK, _THOUGHT = "<think>", "</think>"
_MOST_HELD_BACK = 400
"""Characters. So much is kept back at most for the end of a formula or a link."""


class ReplyStream:
    """Turns pieces of a reply into text that can be shown at once."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> str:
        """What can be shown now: whole words, no formula and no link cut in two."""
        self._held = _less_thinking(self._held + piece)
        end = _safe_end(self._held)
        if end == 0 and len(self._held) > _MOST_HELD_BACK:
            end = len(self._held)
        ready, self._held = self._held[:end], self._held[end:]
        return shown(without_links(ready))

    def rest(self) -> str:
        """What was kept back, at the end of the reply."""
        ready, self._held = without_thinking(self._held), ""
        return shown(without_links(ready))


class Wrapping:
    """Text that comes in pieces, wrapped at words."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._column = 0

    def wrap(self, text: str) -> str:
        """The next piece, which begins and ends between words."""
        printed: list[str] = []
        for part in re.findall(r"\n|[^\S\n]+|\S+", text):
            if part == "\n":
                self._column = 0
            elif not part.isspace() and self._column + len(part) > self._width and self._column:
                if printed and printed[-1].isspace():
                    printed.pop()
                printed.append("\n")
                self._column = len(part)
            else:
                self._column += len(part)
            printed.append(part)
        return "".join(printed)


def _less_thinking(text: str) -> str:
    """The text without thoughts; of one that goes on, only as much is kept as shows where it ends."""
    while (start := text.find(_THINK)) >= 0:
        thought, ended, rest = text[start + len(_THINK) :].partition(_THOUGHT)
        if not ended:
            return text[:start] + _THINK + thought[1 - len(_THOUGHT) :]
        text = text[:start] + rest
    return text


def _safe_end(text: str) -> int:
    """After the last white space outside any formula, bracket or "<think>"."""
    for match in reversed(list(re.finditer(r"\s+", text.partition(_THINK)[0]))):
        before = text[: match.end()]
        open_bracket = before.rfind("[") > before.rfind("]") or re.search(r"\]\([^)]*$", before)
        if before.count("$") % 2 == 0 and not open_bracket:
            return match.end()
    return 0
