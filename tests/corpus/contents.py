"""The guide's table of contents in corpus/README.md, made from its files.

python -m tests.corpus.contents     writes it
"""

from __future__ import annotations

import re
from pathlib import Path

from assistant.core.own_guide import anchor_of, parse

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
_MARKS = ("<!-- contents -->", "<!-- end of contents -->")


def contents(corpus: Path = CORPUS) -> str:
    """A heading a file, in learning order, and a line an entry."""
    paths = sorted(path for path in corpus.glob("*.md") if path.name != "README.md")
    lines: list[str] = []
    total = 0
    for number, path in enumerate(paths, 1):
        text = path.read_text(encoding="utf-8")
        entries, _ = parse([(path.name, text)], "guide")
        title = text.split("\n", 1)[0].removeprefix("# ")
        lines += [f"### {number}. [{title}]({path.name})", ""]
        for entry in entries:
            lines.append(f"- [{entry.question}]({path.name}#{anchor_of(entry.question)}) · {entry.level}")
        lines.append("")
        total += len(entries)
    return "\n".join([f"{total} entries in {len(paths)} topics, in the order in which to learn them.", "", *lines])


def with_contents(readme: str, table: str) -> str:
    """The text with the table between its marks."""
    start, end = _MARKS
    return re.sub(rf"{start}.*{end}", lambda _: f"{start}\n{table}\n{end}", readme, count=1, flags=re.S)


if __name__ == "__main__":
    readme = CORPUS / "README.md"
    readme.write_text(with_contents(readme.read_text(encoding="utf-8"), contents()), encoding="utf-8")
