"""What the guide's writers are held to beyond its format: lengths, single claims, known topics, follow-ups.

The parser (own_guide) reports what it can't read; an entry that breaks these rules can still be indexed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from assistant.core.domain import Entry, Problem
from assistant.core.formulas import FORMULA, readable
from assistant.core.own_guide import LINK, parse
from assistant.core.plain import plain
from assistant.core.sentences import split

STAGES = (
    "Framing and data",
    "Preprocessing",
    "Architecture",
    "Training",
    "Evaluation",
    "Optimization",
    "Deployment and monitoring",
)
"""Of a scenario, before its key points."""

_WORDS = (120, 350)
_SCENARIO_WORDS = (120, 900)
_SHORT_ANSWER_SENTENCES = (2, 4)
_FOLLOW_UPS = (2, 3)
_KEY_POINT_WORDS = 32
_FILLER = re.compile(
    r"\b(crucial|vital role|revolution\w+|game.chang\w+|state.of.the.art|cutting.edge|leverag\w+|delv\w+|seamless\w*|"
    r"plays? an? \w+ role|it is important to note)\b",
    re.I,
)
_NUMBER = re.compile(r"^\d+-")


def check(files: Sequence[tuple[str, str]], guide: str) -> tuple[list[Entry], list[Problem]]:
    """The entries of (path, text) pairs, and all problems of format and writing, in the order of files and lines."""
    entries, problems = parse(files, guide)
    texts = {path: text.split("\n") for path, text in files}
    topics = {topic_of(path) for path, _ in files}
    asked: dict[str, Entry] = {}
    for entry in entries:
        lines = texts[entry.path][entry.line_start - 1 : entry.line_end]
        problems.extend(_topics(entry, lines, topics))
        problems.extend(_asked_twice(entry, asked))
        problems.extend(_length(entry, lines))
        problems.extend(_short_answer(entry))
        problems.extend(_key_points(entry))
        problems.extend(_sections(entry, lines))
        problems.extend(_wording(entry, lines))
    order = {path: number for number, (path, _) in enumerate(files)}
    return entries, sorted(problems, key=lambda problem: (order[problem.path], problem.line))


def topic_of(path: str) -> str:
    """A topic is a file: "03-backpropagation.md" is "backpropagation"."""
    name = path.replace("\\", "/").rsplit("/", 1)[-1]
    return _NUMBER.sub("", name.removesuffix(".md"))


def word_count(lines: Sequence[str]) -> int:
    """The words of an entry as a reader sees them: without its comment and links' targets, a formula as one word."""
    text = re.sub(r"<!--.*?-->", " ", "\n".join(lines), flags=re.S)
    return len(re.findall(r"\w[\w'’.-]*", plain(FORMULA.sub(" formula ", text))))


def _topics(entry: Entry, lines: Sequence[str], known: set[str]) -> Iterator[Problem]:
    at = next((number for number, line in enumerate(lines) if line.strip().startswith("topics:")), 0)
    line = entry.line_start + at
    own = topic_of(entry.path)
    for topic in entry.topics:
        if topic not in known:
            yield Problem(entry.path, line, f'the topic "{topic}" is not a file of the guide')
    if entry.topics and entry.topics[0] != own:
        yield Problem(entry.path, line, f'the first topic is "{entry.topics[0]}", not the file\'s own, "{own}"')


def _asked_twice(entry: Entry, asked: dict[str, Entry]) -> Iterator[Problem]:
    for way in (entry.question, *entry.also_asked):
        other = asked.setdefault(way.lower(), entry)
        if other is not entry:
            yield Problem(entry.path, entry.line_start, f'"{way}" is a way to ask "{other.id}" too')


def _length(entry: Entry, lines: Sequence[str]) -> Iterator[Problem]:
    fewest, most = _SCENARIO_WORDS if entry.kind == "scenario" else _WORDS
    if not fewest <= (words := word_count(lines[1:])) <= most:
        yield Problem(entry.path, entry.line_start, f"the entry has {words} words; {fewest} to {most} are wanted")


def _short_answer(entry: Entry) -> Iterator[Problem]:
    fewest, most = _SHORT_ANSWER_SENTENCES
    blocks = [block for block in entry.blocks if not block.trail]
    count = sum(len(split(plain(block.text))) for block in blocks)
    if blocks and not fewest <= count <= most:
        yield Problem(
            entry.path, blocks[0].line_start, f"the short answer has {count} sentences; {fewest} to {most} are wanted"
        )


def _key_points(entry: Entry) -> Iterator[Problem]:
    seen: set[str] = set()
    for block in entry.blocks:
        if block.trail != ("Key points",):
            continue
        text = FORMULA.sub("formula", plain(block.text))
        words = len(text.split())
        if len(split(text)) > 1 or ";" in text:
            yield Problem(entry.path, block.line_start, "a key point is one claim in one sentence")
        if words > _KEY_POINT_WORDS:
            yield Problem(
                entry.path, block.line_start, f"the key point has {words} words; at most {_KEY_POINT_WORDS} are wanted"
            )
        if text.lower() in seen:
            yield Problem(entry.path, block.line_start, "the key point stands twice")
        seen.add(text.lower())


def _sections(entry: Entry, lines: Sequence[str]) -> Iterator[Problem]:
    headings = [line[4:].strip() for line in lines if line.startswith("### ")]
    wanted = ("Pitfalls", "Follow-ups", "Sources")
    for section in wanted:
        if section not in headings:
            yield Problem(entry.path, entry.line_start, f'the entry has no section "{section}"')
    if entry.kind == "scenario" and tuple(headings[: len(STAGES)]) != STAGES:
        yield Problem(entry.path, entry.line_start, f"a scenario's stages are: {', '.join(STAGES)}")
    if "Follow-ups" in headings:
        fewest, most = _FOLLOW_UPS
        start = lines.index("### Follow-ups")
        links = [line for line in lines[start:] if line.startswith("- ") and LINK.search(line)]
        if not fewest <= len(links) <= most:
            yield Problem(
                entry.path,
                entry.line_start + start,
                f"the entry has {len(links)} follow-ups; two or three are wanted",
            )
        if entry.id in entry.follow_ups:
            yield Problem(entry.path, entry.line_start + start, "a follow-up leads to the entry itself")


def _wording(entry: Entry, lines: Sequence[str]) -> Iterator[Problem]:
    own_words = takewhile(lambda line: line != "### Sources", lines)
    for number, words in enumerate(own_words, entry.line_start):
        if filler := _FILLER.search(words):
            yield Problem(entry.path, number, f'"{filler.group()}" is filler')
    for block in entry.blocks:
        for formula in FORMULA.finditer(block.text):
            if "\\" in formula.group() and readable(formula.group()) == formula.group():
                line = block.line_start + block.text[: formula.start()].count("\n")
                yield Problem(entry.path, line, f"a terminal can't show the formula {plain(formula.group())}")
