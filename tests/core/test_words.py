"""Words, stems and abbreviations."""

from __future__ import annotations

import pytest

from assistant.core.words import STOP_WORDS, abbreviations, common_words, slug, stems, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is the difference between L1 and L2?", ["l1", "l2"]),
        ("Self-attention vs. cross-attention", ["self", "attention", "cross", "attention"]),
        ("The network's weights", ["network", "weights"]),
        ("Adam’s state", ["adam", "state"]),
        ("C++ and C#", ["c++", "c#"]),
        ("why is it so?", []),
        ("", []),
        ("32-bit floats", ["32", "bit", "floats"]),
    ],
)
def test_words_are_lower_case_without_stop_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("word", ["what", "is", "the", "explain", "difference", "vs", "between", "how"])
def test_words_of_asking_are_stop_words(word: str) -> None:
    assert word in STOP_WORDS


@pytest.mark.parametrize("word", ["network", "loss", "learning", "layer", "attention", "weight"])
def test_words_of_the_subject_are_no_stop_words(word: str) -> None:
    assert word not in STOP_WORDS


def test_forms_of_a_word_have_one_stem() -> None:
    assert stems(["normalize", "normalized", "normalizing", "normalization"]) == ["normal"] * 4
    assert stems(["gradients", "gradient"]) == ["gradient", "gradient"]
    assert stems([]) == []


def test_tokens_are_the_stems_of_the_words_in_order() -> None:
    assert tokens("Vanishing gradients, and the exploding gradient") == ["vanish", "gradient", "explod", "gradient"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("batch normalization (BN) is common", {"bn": "batch normalization"}),
        ("Long Short-Term Memory (LSTM)", {"lstm": "long short term memory"}),
        ("unlike Recurrent Neural Networks (RNNs)", {"rnn": "recurrent neural networks"}),
        ("the area under the curve (AUC)", {"auc": "area under the curve"}),
        (
            "a variational autoencoder (VAE) and a generative adversarial network (GAN)",
            {"vae": "variational autoencoder", "gan": "generative adversarial network"},
        ),
        ("stochastic gradient descent (see below)", {}),
        ("a network (CPU)", {}),
        ("the loss (L) falls", {}),
        ("", {}),
    ],
)
def test_an_abbreviation_is_known_by_the_bracket_behind_its_long_form(text: str, expected: dict[str, str]) -> None:
    assert abbreviations(text) == expected


def test_the_first_meaning_of_an_abbreviation_wins() -> None:
    text = "mean squared error (MSE) and, wrongly, most silly estimate (MSE)"
    assert abbreviations(text) == {"mse": "mean squared error"}


def test_common_words_are_ranked_from_one() -> None:
    common = common_words()
    assert common["the"] == 1
    assert common["of"] == 2
    assert sorted(common.values()) == list(range(1, len(common) + 1))
    assert "backpropagation" not in common
    assert not [word for word in common if word.startswith("#")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("What is Dropout?", "what-is-dropout"),
        ("one two three four five six seven eight nine ten eleven", "one-two-three-four-five-six-seven-eight-nine-ten"),
        ("C++ & friends", "c-friends"),
        ("日本", "entry"),
        ("", "entry"),
    ],
)
def test_a_slug_is_ten_plain_words(text: str, expected: str) -> None:
    assert slug(text) == expected
