"""All text that comes from a document, a question or a model is hostile until it has been through `clean`.

A terminal obeys escape sequences, a reader is misled by bidirectional overrides and invisible characters, and a
pile of combining marks covers its neighbours. What is dropped here never reaches an index, a prompt or a screen.
"""

from __future__ import annotations

import re
import unicodedata

# ESC-introduced sequences: CSI, OSC/DCS/SOS/PM/APC up to their terminator, and two-character escapes (ECMA-48).
_ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]*[0-~])?")
_BREAKS = re.compile(r"\r\n?")
# Other line and page separators would make the lines that we name differ from the lines that an editor shows.
_SPACES = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f\x80-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_MARKS_IN_A_ROW = 3
_JOINERS = "\u200c\u200d"


def clean(text: str) -> str:
    """The text without what could act on a terminal or hide from a reader; the number of lines stays the same."""
    text = _INVISIBLE.sub("", _SPACES.sub(" ", _ESCAPES.sub("", _BREAKS.sub("\n", text))))
    if text.isascii():
        return text
    return _limit_marks(text)


def clean_line(text: str) -> str:
    """`clean`, on one line: for file names, questions and headings."""
    return " ".join(clean(text).split())


def _limit_marks(text: str) -> str:
    """Keep at most three combining marks in a row: enough for every living script."""
    kept: list[str] = []
    marks = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me"):
            marks += 1
        elif character not in _JOINERS:
            marks = 0
        if marks <= _MARKS_IN_A_ROW:
            kept.append(character)
    return "".join(kept)
