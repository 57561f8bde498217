"""The guide that comes with the program, held to its format and its rules of writing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.core.cleaning import clean_line
from assistant.core.domain import Problem
from assistant.core.errors import GuideError

if TYPE_CHECKING:
    from assistant.core.ports import GuideReader


@dataclass(frozen=True, slots=True)
class GuideReport:
    """What was read, and all that is wrong with it, in the order of files and lines."""

    files: int
    entries: int
    problems: Sequence[Problem]


def check_guide(folder: str, reader: GuideReader) -> GuideReport:
    """Read the guide in a folder as a build would, and look harder. GuideError: nothing of it can be read."""
    from assistant.core.guide_rules import check  # a Markdown parser, which answering a question has no use for

    texts, trouble = reader.read((folder,), own=True)
    if not texts:
        raise GuideError(clean_line(str(trouble[0])))
    unreadable = [Problem(bad.path, 1, bad.reason) for bad in trouble]
    entries, problems = check([(source.file.path, source.text) for source in texts], "checked")
    return GuideReport(len(texts), len(entries), [*unreadable, *problems])
