"""Entries to passages."""

from __future__ import annotations

import pytest

from assistant.core.domain import Block, Entry, IndexedEntry, Passage
from assistant.core.passages import cut, indexed
from assistant.core.rows import PASSAGE_CHARACTERS


def entry_of(*blocks: Block) -> Entry:
    return Entry("g/thing", "g", "question", "What is a thing?", "x.md", 1, 99, blocks)


def shape(*blocks: Block) -> list[tuple[str, int, int]]:
    return [(passage.text, passage.line_start, passage.line_end) for passage in cut(entry_of(*blocks))]


def test_blocks_that_follow_each_other_are_one_passage() -> None:
    passages = cut(
        entry_of(
            Block((), "A thing is a short first thing.", 3, 3),
            Block((), "- It is also a point here.", 5, 5, follows=True),
            Block((), "- And it is another point.", 6, 6, follows=True),
        )
    )
    assert passages == (
        Passage(
            "g/thing#1",
            "g/thing",
            (),
            "A thing is a short first thing.\n\n- It is also a point here.\n- And it is another point.",
            3,
            6,
            ("A thing is a short first thing.", "It is also a point here.", "And it is another point."),
        ),
    )


def test_blocks_between_which_something_was_left_out_are_apart() -> None:
    assert shape(Block((), "One.", 3, 3), Block((), "Two.", 9, 9)) == [("One.", 3, 3), ("Two.", 9, 9)]


def test_no_passage_crosses_a_heading() -> None:
    passages = cut(
        entry_of(
            Block((), "Zero.", 3, 3),
            Block(("Key points",), "One.", 5, 5, follows=True),
            Block(("Key points",), "Two.", 6, 6, follows=True),
            Block(("Pitfalls",), "Three.", 8, 8, follows=True),
            Block(("Pitfalls", "Rare"), "Four.", 10, 10, follows=True),
        )
    )
    assert [(passage.id, passage.trail, passage.text) for passage in passages] == [
        ("g/thing#1", (), "Zero."),
        ("g/thing#2", ("Key points",), "One.\nTwo."),
        ("g/thing#3", ("Pitfalls",), "Three."),
        ("g/thing#4", ("Pitfalls", "Rare"), "Four."),
    ]


def test_a_passage_is_closed_before_it_grows_too_long() -> None:
    assert PASSAGE_CHARACTERS == 320
    blocks = [Block((), letter * 100, line, line, follows=line > 1) for line, letter in enumerate("abcdefg", 1)]
    assert [(text[0], text[-1], len(text.replace("\n", "")), *lines) for text, *lines in shape(*blocks)] == [
        ("a", "c", 300, 1, 3),
        ("d", "f", 300, 4, 6),
        ("g", "g", 100, 7, 7),
    ]


def test_a_block_a_little_too_long_stays_whole() -> None:
    assert shape(Block((), "x" * 640, 4, 4)) == [("x" * 640, 4, 4)]


def test_a_block_of_many_lines_is_cut_between_its_lines() -> None:
    lines = [f"{letter * 150} end." for letter in "abcde"]
    assert shape(Block((), "\n".join(lines), 10, 14)) == [
        ("\n".join(lines[0:2]), 10, 11),
        ("\n".join(lines[2:4]), 12, 13),
        (lines[4], 14, 14),
    ]


def test_a_long_line_is_cut_between_its_sentences() -> None:
    first, second, third = ("A " + "word " * 50 + "ends." for _ in range(3))
    assert shape(Block((), f"{first} {second} {third}", 7, 7)) == [(first, 7, 7), (second, 7, 7), (third, 7, 7)]


def test_a_line_without_an_end_is_cut_all_the_same() -> None:
    assert [len(text) for text, *_ in shape(Block((), "x" * 1500, 7, 7))] == [640, 640, 220]


def test_a_long_line_behind_an_empty_one_is_cut_too() -> None:
    first, second = ("A sentence of one item is here. " * 25).strip(), ("And one of its other part. " * 30).strip()
    passages = shape(Block((), f"- {first}\n\n  {second}", 3, 5))
    assert max(len(text) for text, *_ in passages) <= 2 * PASSAGE_CHARACTERS


def test_the_parts_of_a_long_block_hold_all_its_words_in_order() -> None:
    text = "\n".join(
        f"Line {number}: " + ", ".join(f"w{number}x{n}" for n in range(number * 9)) for number in range(1, 20)
    )
    parts = shape(Block((), text, 30, 48))
    assert " ".join(part for part, *_ in parts).split() == text.split()
    assert [start for _, start, _ in parts] == sorted(start for _, start, _ in parts)
    assert len(parts) > 5


def test_an_entry_without_blocks_has_no_passages() -> None:
    assert cut(entry_of()) == ()


@pytest.mark.parametrize("blank_lines", [0, 1, 4])
def test_blank_lines_between_blocks_are_kept_so_that_the_lines_are_right(blank_lines: int) -> None:
    below = 2 + blank_lines
    assert shape(Block((), "One.", 1, 1), Block((), "Two.", below, below, follows=True)) == [
        ("One." + "\n" * (blank_lines + 1) + "Two.", 1, below)
    ]


def test_an_indexed_entry_has_passages_for_blocks() -> None:
    entry = Entry(
        id="thing",
        guide="guide",
        kind="scenario",
        question="A thing",
        path="x.md",
        line_start=3,
        line_end=9,
        blocks=(Block((), "It is what it is.", 5, 5),),
        topics=("things",),
        level="scenario",
        also_asked=("what",),
        key_points=("a point",),
        follow_ups=("other",),
    )
    assert indexed(entry) == IndexedEntry(
        id="thing",
        guide="guide",
        kind="scenario",
        question="A thing",
        path="x.md",
        line_start=3,
        line_end=9,
        topics=("things",),
        level="scenario",
        also_asked=("what",),
        passages=(Passage("thing#1", "thing", (), "It is what it is.", 5, 5, ("It is what it is.",)),),
        follow_ups=("other",),
    )


def test_a_formula_takes_the_paragraph_that_names_its_symbols_with_it() -> None:
    formula = Block(("Formulas",), f"$$ y = {'x + ' * 60}1 $$", 3, 3)
    legend = Block(("Formulas",), "Here " + "x is what goes in and " * 10 + "y is what comes out.", 5, 5, follows=True)
    after = Block(("Formulas",), "Something else is said " * 10, 7, 7, follows=True)
    assert len(formula.text) + len(legend.text) > PASSAGE_CHARACTERS
    assert [(start, end) for _, start, end in shape(formula, legend, after)] == [(3, 5), (7, 7)]
