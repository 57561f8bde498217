"""The longest runs of words that the guide shares with another document: whether our sentences are our own.

    python -m tests.corpus.overlap DOCUMENT [FOLDER]

prints the ten longest, longest first, with file and line, and exits with 1 if one has eight words or more. Formulas and
code don't count, nor do case and punctuation.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import NamedTuple

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
TOO_LONG = 8
_SHORTEST = 4
"""Words; shorter runs are not looked for."""
_SHOWN = 10


class Run(NamedTuple):
    """Consecutive words that stand in both."""

    length: int
    path: Path
    line: int
    words: str


def words_of(text: str) -> list[tuple[str, int]]:
    """(word in lower case, its 1-based line), formulas and code left out."""
    text = re.sub(
        r"\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]+`", lambda match: "\n" * match.group().count("\n"), text, flags=re.S
    )
    return [
        (word.lower(), number)
        for number, line in enumerate(text.split("\n"), 1)
        for word in re.findall(r"[A-Za-z][A-Za-z'-]*", line)
    ]


def shared_runs(document: str, folder: Path) -> list[Run]:
    """The runs of four words or more that a folder's Markdown shares with a text, longest first."""
    theirs = [word for word, _ in words_of(document)]
    places: dict[tuple[str, ...], list[int]] = {}
    for at in range(len(theirs) - _SHORTEST + 1):
        places.setdefault(tuple(theirs[at : at + _SHORTEST]), []).append(at)
    runs: list[Run] = []
    for path in sorted(folder.glob("*.md")):
        ours = words_of(path.read_text(encoding="utf-8"))
        words = [word for word, _ in ours]
        at = 0
        while at + _SHORTEST <= len(words):
            starts = places.get(tuple(words[at : at + _SHORTEST]), [])
            length = max((_common(words, at, theirs, start) for start in starts), default=0)
            if length:
                runs.append(Run(length, path, ours[at][1], " ".join(words[at : at + length])))
            at += max(length - _SHORTEST + 1, 1)
    return sorted(runs, key=lambda run: -run.length)


def _common(ours: list[str], at: int, theirs: list[str], start: int) -> int:
    length = 0
    while at + length < len(ours) and start + length < len(theirs) and ours[at + length] == theirs[start + length]:
        length += 1
    return length


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("document", type=Path)
    parser.add_argument("folder", type=Path, nargs="?", default=CORPUS)
    arguments = parser.parse_args()
    runs = shared_runs(arguments.document.read_text(encoding="utf-8", errors="replace"), arguments.folder)
    for run in runs[:_SHOWN]:
        print(f"{run.path}:{run.line}: {run.length} words: {run.words}")
    return int(bool(runs) and runs[0].length >= TOO_LONG)


if __name__ == "__main__":
    sys.exit(main())
