"""A reply on a terminal while it comes."""

from __future__ import annotations

import random

import pytest

from assistant.render_stream import ReplyStream, Wrapping

REPLY = (
    "Adam keeps $\\hat{m}_t$ and $v_t$ for each weight [1]. See [the paper](http://evil.example/a b) or"
    " http://x.example/y now.\n\n- It divides by \x1b[31mthe root\x1b]0;title\x07 of the second [2].\n"
    "- <think>secret\nplans</think>Then it steps.\n"
)


def _printed(reply: str, seed: int, width: int = 40) -> str:
    dice = random.Random(seed)
    stream, wrapping, out, at = ReplyStream(), Wrapping(width), "", 0
    while at < len(reply):
        size = dice.randint(1, 7)
        out += wrapping.wrap(stream.feed(reply[at : at + size]))
        at += size
    return out + wrapping.wrap(stream.rest())


@pytest.mark.parametrize("seed", range(20))
def test_however_a_reply_is_cut_it_reads_the_same(seed: int) -> None:
    assert _printed(REPLY, seed).split() == _printed(REPLY, 999).split()


def test_formulas_are_readable_links_and_sequences_gone_and_lines_short() -> None:
    text = _printed(REPLY, 1)
    assert "m̂" in text
    assert not set("\x1b\x07$") & set(text)
    assert "http" not in text
    assert "secret" not in text
    assert max(len(line) for line in text.split("\n")) <= 40


def test_words_come_before_the_reply_ends() -> None:
    stream = ReplyStream()
    assert stream.feed("Dropout zeroes ") == "Dropout zeroes "
    assert stream.feed("random un") == "random "
    assert stream.feed("its at $p") == "units at "
    assert stream.feed(" = 0.5$ as") == "p = 0.5 "


def test_long_thinking_is_never_shown() -> None:
    assert _printed(f"<think>{'secret plans ' * 300}</think>The answer.", 3).strip() == "The answer."
    assert _printed(f"So: <think>{'secret plans ' * 300}", 4).strip() == "So:"


def test_a_formula_that_never_ends_is_not_waited_for() -> None:
    stream = ReplyStream()
    assert "word" in "".join(stream.feed("costs $5 word ") for _ in range(200))
