"""Markdown as a reader sees it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.core.plain import plain


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**bold** and *italic* and __bold__ and _italic_", "bold and italic and bold and italic"),
        ("***both***", "both"),
        ("**What is *this*?**", "What is this?"),
        ("## A heading", "A heading"),
        ("- a point", "a point"),
        ("* a point\n* another", "a point another"),
        ("  - nested", "nested"),
        ("1. first\n12) twelfth", "first twelfth"),
        ("a) first", "first"),
        ("> a quote\n> goes on", "a quote goes on"),
        ("see [the paper](https://example.org/a_b)", "see the paper"),
        ("![a picture](pod.png) beside text", "beside text"),
        ("before <!-- hidden\nfrom readers --> after", "before after"),
        ("<b>5. What is etcd?</b>", "5. What is etcd?"),
        ("line<br/>break", "line break"),
        ("| a | b |\n|---|:--:|\n| 1 | 2 |", "a b 1 2"),
        ("| a | b |\n|-|:-:|\n| 1 | 2 |", "a b 1 2"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("escaped \\*stars\\* and \\#", "escaped *stars* and #"),
        ("  spaced \t out\n\ntext ", "spaced out text"),
        ("", ""),
    ],
)
def test_marks_of_the_markup_are_gone(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


@pytest.mark.parametrize(
    "text",
    [
        "snake_case_name stays",
        "2 * 3 * 4",
        "2*3*4",
        "f(x) < g(x) and g(x) > 0",
        "C# and F#",
        "In 1997, 3.5 of 10 were right.",
        "well-known",
    ],
)
def test_what_only_looks_like_markup_is_kept(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("the gradient $\\nabla_w L_i * \\hat{y}_i$ points up", "the gradient $\\nabla_w L_i * \\hat{y}_i$ points up"),
        ("$$ a_1 * b_1 * c_{[i]} $$", "$$ a_1 * b_1 * c_{[i]} $$"),
        ("$$\nx_i = *y*\n$$", "$$ x_i = *y* $$"),
        ("**$d_k$** is the width", "$d_k$ is the width"),
    ],
)
def test_formulas_keep_their_marks(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("call `x.view(-1, *shape)` first", "call x.view(-1, *shape) first"),
        ("``a`` and `__init__`", "a and __init__"),
        ("`<b>` is bold", "<b> is bold"),
        ("`a` `b` `c` `d` `e` `f` `g` `h` `i` `j` `k` `l`", "a b c d e f g h i j k l"),
    ],
)
def test_code_keeps_its_content_without_its_ticks(markdown: str, expected: str) -> None:
    assert plain(markdown) == expected


@settings(deadline=None, database=None)
@given(st.one_of(st.text(), st.text(alphabet="ab1 *_`$#-|[]()!<>&;\\\n\x00")))
def test_any_text_becomes_one_line(text: str) -> None:
    found = plain(text)
    assert "\n" not in found
    assert found == found.strip()
    assert "\x00" not in found
