"""Whatever a file holds, the parsers read it without an exception, and what they keep stands where they say."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from assistant.core import own_guide, strangers_guide
from assistant.core.cleaning import clean
from assistant.core.markdown import pieces
from assistant.core.passages import cut

FRAGMENTS = (
    "# Part one",
    "## What is a tensor?",
    "## What is a tensor?",
    "### Key points",
    "#### 2. Deploy",
    "#",
    "## ",
    "Title\n=====",
    "Under\n---",
    "BASICS",
    "Q1. What is a gradient?",
    "Q2) Why does it vanish?",
    "**Q3. How is a kernel chosen?**",
    "**Question 4:** What is a stride?",
    "Q5. What is a view? Ans: A stored query.",
    "**What is broken\nover two lines?**",
    "5. How does padding work in a layer?",
    "Scenario 1: A model that drifts",
    "### Case study 2 - A slow index",
    "Why is the sky blue at noon?",
    "Explain the bias-variance tradeoff.",
    "Some prose that answers. And a second sentence, which is a little longer than the first one.",
    "word " * 180,
    "x" * 700,
    "- a point\n- another\n  - nested\n\n  a paragraph of the item",
    "1. one\n2. two\n10) ten",
    "* ",
    "> a quote\n> goes on",
    "```python\n# What is this?\nprint(1)\n```",
    "```",
    "~~~",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "|---|",
    "$$\nx = y\n$$",
    "$$ a $$",
    "$$",
    "$a",
    "<details><summary>What is hidden here?</summary>",
    "</details>",
    "<!-- entry\nid: a\nlevel: basic\ntopics: t\nalso:\n- b\n-->",
    "<!--",
    "-->",
    "<p align=center>",
    "---",
    "title: x\n---",
    "12",
    "Page 3 of 9",
    "Figure 1: a caption",
    "[link](#anchor)",
    "[ref]: http://example.org",
    "Subscribe to our newsletter",
    "## License",
    "    indented",
    "\ttab",
    "",
    " ",
    "\u00a0",
    "\u3000",
)

markdown = st.lists(
    st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(("\n", "\n", "\n\n", "\n\n", "", "\n \n"))), max_size=25
).map(lambda parts: "".join(fragment + separator for fragment, separator in parts))
documents = st.one_of(
    markdown, st.text(max_size=300), st.lists(st.one_of(st.text(max_size=40), markdown), max_size=4).map("\n".join)
)
often = settings(max_examples=150, deadline=None, database=None)


def collapsed(text: str) -> str:
    return " ".join(text.split())


@often
@given(documents)
@example("```\n```\n[0]:0\nA?")
def test_a_strangers_passages_stand_where_they_say(document: str) -> None:
    text = clean(document)
    lines = text.split("\n")
    for entry in strangers_guide.parse("folder/file.md", text, "guide"):
        passages = cut(entry)
        assert passages
        assert 1 <= entry.line_start <= entry.line_end <= len(lines)
        assert len({passage.id for passage in passages}) == len(passages)
        for passage in passages:
            assert 1 <= passage.line_start <= passage.line_end <= len(lines)
            there = "\n".join(lines[passage.line_start - 1 : passage.line_end])
            assert collapsed(passage.text)
            assert collapsed(passage.text) in collapsed(there)


@often
@given(documents)
def test_a_strangers_entries_begin_on_different_lines_in_order(document: str) -> None:
    starts = [entry.line_start for entry in strangers_guide.parse("file.md", clean(document), "guide")]
    assert starts == sorted(set(starts))


@often
@given(documents)
def test_own_entries_stand_where_they_say_and_problems_lie_in_the_file(document: str) -> None:
    text = clean(document)
    lines = text.split("\n")
    entries, problems = own_guide.parse([("file.md", text)], "guide")
    assert len({entry.id for entry in entries}) == len(entries)
    assert all(problem.path == "file.md" and 1 <= problem.line <= len(lines) for problem in problems)
    assert [problem.line for problem in problems] == sorted(problem.line for problem in problems)
    for entry in entries:
        assert 1 <= entry.line_start <= entry.line_end <= len(lines)
        for block in entry.blocks:
            assert block.text == "\n".join(lines[block.line_start - 1 : block.line_end])


@often
@given(documents)
def test_pieces_are_the_sources_own_lines_in_order(document: str) -> None:
    lines = clean(document).split("\n")
    last = 0
    for piece in pieces(lines):
        assert last < piece.line_start <= piece.line_end <= len(lines)
        assert piece.text == "\n".join(lines[piece.line_start - 1 : piece.line_end])
        assert piece.text.strip()
        last = piece.line_end


@often
@given(documents, st.integers(1, 500))
def test_pieces_are_numbered_from_the_first_line_that_is_given(document: str, first_line: int) -> None:
    lines = clean(document).split("\n")
    moved = [(piece.kind, piece.text, piece.line_start - first_line + 1) for piece in pieces(lines, first_line)]
    assert moved == [(piece.kind, piece.text, piece.line_start) for piece in pieces(lines)]
