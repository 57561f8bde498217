"""Formulas as a terminal shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.formulas import readable

TOKENS = (
    r"\frac \sqrt \binom \hat \text \mathbb \left( \right) \begin{matrix} \end{matrix} \begin \verb|x| \item"
    r" \input{x} \color{red} \href{a}{b} \newcommand \\ \, { } [ ] ^ _ & % # ~ a 1"
).split()


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"$\hat x_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}$", "x̂ᵢ = (xᵢ - μ_B)/(√(σ_B² + ϵ))"),
        (r"$\mathrm{softmax}\left( \frac{Q K^\top}{\sqrt{d_k}} \right) V$", "softmax((Q Kᵀ)/√dₖ) V"),
        (r"$\sum_{i=1}^{N} x_{ij}$", "∑ᵢ₌₁ᴺ xᵢⱼ"),
        (r"$z^{(l)} = W^{(l)} a^{(l-1)}$", "z⁽ˡ⁾ = W⁽ˡ⁾ a^(l-1)"),
        (r"$L_{\text{train}} \ne L_{\text{val}}$", "L_train ≠ Lᵥₐₗ"),
        (r"$e^{-z}, 10^{-8}, n^{1/2}$", "e⁻ᶻ, 10⁻⁸, n^(1/2)"),
        (r"$\mathbb{E}_{x \sim p}[\log D(x)]$", "𝔼_(x ∼ p)[log D(x)]"),
        (r"$\ln \hat p + \max(0, x) + \tfrac12$", "ln p̂ + max(0, x) + 1/2"),
        (r"$\lVert w \rVert_2^2$", "‖w‖₂²"),
        (r"$\frac12$", "1/2"),
        (r"$\binom{n}{k}$", "C(n, k)"),
        (r"$\{1, 2\}$", "{1, 2}"),
        ("$$\n\\theta \\leftarrow \\theta - \\eta g\n$$", "θ ← θ- ηg"),
    ],
)
def test_a_formula_becomes_one_line_of_unicode(latex: str, shown: str) -> None:
    assert readable(latex) == shown


def test_the_text_around_a_formula_stays() -> None:
    assert readable(r"A rate of $\eta = 10^{-3}$ is **usual**.") == "A rate of η = 10⁻³ is **usual**."


@pytest.mark.parametrize("text", ["it costs $5 and $6", "$ x $", "a $ b", r"$\unheardof{x}$", "$x_{$", r"$\frac{1}{$"])
def test_what_is_no_formula_or_cannot_be_read_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize(
    "formula",
    [r"$\frac \href{a}{b} \color{red} \item$", r"$a \sqrt \input{x} \left( ]$", "$" + "^{" * 490 + "}" * 490 + "$"],
)
def test_a_broken_formula_breaks_nothing(formula: str) -> None:
    readable(formula)


@given(st.lists(st.sampled_from(TOKENS), max_size=8))
def test_no_row_of_commands_is_too_odd(tokens: list[str]) -> None:
    readable(f"${' '.join(tokens)}$")


@given(st.text(alphabet=r"\{}^_$ax12()[]frac sqrt,&#%~", max_size=60))
def test_no_formula_is_too_odd(text: str) -> None:
    readable(f"${text}$ $${text}$$")
