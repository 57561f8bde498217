"""A model's reply read back: sentences, markers, and nothing that could act."""

from __future__ import annotations

import pytest

from assistant.core.citing import Claim, claims, cleaned_reply, is_refusal
from assistant.core.prompts import REFUSAL


def _read(reply: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.text, claim.markers) for claim in claims(cleaned_reply(reply))]


@pytest.mark.parametrize(
    ("reply", "read"),
    [
        ("Dropout zeroes units [2]. It is off at inference [1][3].", [(2,), (1, 3)]),
        ("Dropout zeroes units. [2] It is off at inference. [1, 3]", [(2,), (1, 3)]),
        ("Dropout zeroes units[2]. It is off at inference [1-3].", [(2,), (1, 2, 3)]),
        ("Dropout zeroes units【2】. It is off at inference.", [(2,), ()]),
        ("[2] Dropout zeroes units. It is off at inference [9].", [(2,), (9,)]),
        ("- Dropout zeroes units [2].\n- It is off at inference [1].", [(2,), (1,)]),
        ("1. Dropout zeroes units [2]\n2. It is off at inference [1]", [(2,), (1,)]),
    ],
)
def test_markers_belong_to_the_sentence_before_or_around_them(reply: str, read: list[tuple[int, ...]]) -> None:
    assert [markers for _, markers in _read(reply)] == read


def test_sentences_lose_their_markers_and_keep_how_they_were_written() -> None:
    assert claims(cleaned_reply("It scales scores [2]. It adds no weights.")) == [
        Claim("It scales scores.", "It scales scores [2].", (2,)),
        Claim("It adds no weights.", "It adds no weights.", ()),
    ]


def test_intervals_formulas_and_code_hold_no_markers() -> None:
    assert _read("Sigmoid maps to [0, 1] for every input.")[0][1] == ()
    assert _read("The entry $x[1]$ of the vector is used [2].") == [("The entry $x[1]$ of the vector is used.", (2,))]
    assert _read("Write `x[3]` for the third one [1].") == [("Write `x[3]` for the third one.", (1,))]


def test_lines_that_a_model_wrapped_are_one_sentence() -> None:
    assert _read("Dropout zeroes units at\neach training step [1].\n\nAt inference it\nis off [2].") == [
        ("Dropout zeroes units at each training step.", (1,)),
        ("At inference it is off.", (2,)),
    ]


def test_headings_lead_ins_code_and_scraps_are_no_claims() -> None:
    reply = "## Dropout\n\nThere are two effects:\n\n```python\nx = dropout(x)\n```\nYes.\n- It zeroes units [1].\n"
    assert _read(reply) == [("It zeroes units.", (1,))]


def test_links_control_characters_and_thinking_are_gone() -> None:
    reply = "<think>so be it</think>See [the paper](http://evil.example/x) \x1b]8;;http://e\x07here\x1b[31m now [1]."
    cleaned = cleaned_reply(reply)
    assert cleaned == "See the paper here now [1]."
    assert "link was removed" in cleaned_reply("Go to https://evil.example/?q=secret now, please.")
    assert "evil" not in cleaned_reply("![x](http://evil.example/p.png) and www.evil.example/y")


def test_a_refusal_is_recognised_in_any_dress() -> None:
    assert is_refusal(cleaned_reply(REFUSAL))
    assert is_refusal(cleaned_reply(f"I am sorry. {REFUSAL.lower()}"))
    assert not is_refusal("The passages answer this: it is dropout [1].")
