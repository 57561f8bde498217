"""What cleaning takes from a text, and what it leaves."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.cleaning import clean, clean_line

TEXTS = st.one_of(
    st.text(),
    st.lists(
        st.sampled_from("\x1b [ ] m 3 1 ; \x07 \\ \n \r \u202e \u200b \u0301 \u0489 \u034f a P \x9b ?".split(" "))
    ).map("".join),
)


@pytest.mark.parametrize(
    ("hostile", "expected"),
    [
        ("a \x1b[31mred\x1b[0m word", "a red word"),
        ("\x1b[2J\x1b[1;1Hgone", "gone"),
        ("\x1b[?25lhidden cursor", "hidden cursor"),
        ("\x1b]0;a new title\x07text", "text"),
        ("\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPdevice control\x1b\\text", "text"),
        ("\x1b_program command\x1b\\text", "text"),
        ("\x1b(Btext", "text"),
        ("\x1bctext", "text"),
        ("text\x1b", "text"),
        ("\x1b\x1b[31mtext", "text"),
        ("an open \x1b]0;title\nnext line", "an open \nnext line"),
    ],
)
def test_escape_sequences_are_dropped_whole(hostile: str, expected: str) -> None:
    assert clean(hostile) == expected


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x08", "\x7f", "\x80", "\x84", "\x90", "\x9b", "\x9d", "\x9f"])
def test_control_characters_are_dropped(character: str) -> None:
    assert clean(f"be{character}fore") == "before"


@pytest.mark.parametrize(
    "character",
    [
        "\u202a",
        "\u202b",
        "\u202c",
        "\u202d",
        "\u202e",
        "\u2066",
        "\u2067",
        "\u2068",
        "\u2069",
        "\u200e",
        "\u200f",
        "\u061c",
    ],
)
def test_characters_that_turn_the_direction_of_reading_are_dropped(character: str) -> None:
    assert clean(f"user{character}name") == "username"


@pytest.mark.parametrize("character", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u180e", "\ufff9", "\U000e0041"])
def test_invisible_characters_are_dropped(character: str) -> None:
    assert clean(f"drop{character}out") == "dropout"


@pytest.mark.parametrize(
    "text", ["\tindented\n\n  text", "naïve Ünïcode – “quoted”", "مرحبا", "क्षत्रिय", "θ ∈ ℝᵈ", "日本語 🙂", ""]
)
def test_what_people_write_is_kept(text: str) -> None:
    assert clean(text) == text


def test_joiners_that_scripts_need_are_kept() -> None:
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_at_most_three_combining_marks_stand_in_a_row() -> None:
    assert clean("Z" + "\u0301" * 40 + "algo" + "\u0302") == "Z\u0301\u0301\u0301algo\u0302"


def test_three_marks_on_each_letter_are_kept() -> None:
    text = "a\u0301\u0302\u0303b\u0301\u0302\u0303"
    assert clean(text) == text


@pytest.mark.parametrize("mark", ["\u0489", "\u20dd", "\u0301\u034f", "\u0301\u0301\u0301\u200d"])
def test_a_pile_of_marks_stays_low_whatever_class_the_marks_are_of(mark: str) -> None:
    kept = [character for character in clean("a" + mark * 40) if unicodedata.category(character) in ("Mn", "Me")]
    assert len(kept) <= 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\r\ntwo\r\n", "one\ntwo\n"),
        ("one\rtwo", "one\ntwo"),
        ("one\r\r\ntwo", "one\n\ntwo"),
        ("one\u2028two\u2029three\x85four\x0bfive\x0csix\x1cseven", "one two three four five six seven"),
    ],
)
def test_lines_end_where_an_editor_ends_them(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_the_cleaned_text_has_the_same_lines_for_every_way_to_split_them() -> None:
    text = clean("a\r\nb\x0bc\u2028d\x1ce\rf\x1b]0;x\ng")
    assert text.splitlines() == text.split("\n") == ["a", "b c d e", "f", "g"]


@settings(deadline=None, database=None)
@given(TEXTS)
def test_the_number_of_lines_stays(text: str) -> None:
    assert clean(text).count("\n") == text.replace("\r\n", "\n").replace("\r", "\n").count("\n")


@settings(deadline=None, database=None)
@given(TEXTS)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "\x1b" not in once


def test_clean_line_puts_everything_on_one_line() -> None:
    assert clean_line("  a\x1b[31m title\r\nover\t two\u2028lines ") == "a title over two lines"


@settings(deadline=None, database=None)
@given(TEXTS)
def test_a_clean_line_is_one_line(text: str) -> None:
    assert len(clean_line(text).splitlines()) <= 1
