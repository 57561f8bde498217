"""LaTeX formulas as a terminal can show them: one line of Unicode, for the eye alone; the source keeps the LaTeX."""

from __future__ import annotations

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexWalker, LatexWalkerParseError
from pylatexenc.latexwalker import get_default_latex_context_db as get_walker_context_db
from pylatexenc.macrospec import LatexContextDb, std_macro

# As pandoc has it: no space inside the dollar signs of a line, no digit behind them, so that a price is no formula.
FORMULA = re.compile(r"\$\$(.{1,3000}?)\$\$|\$(?!\s)([^$\n]{1,1000})(?<!\s)\$(?!\d)", re.S)

_RAISED = dict(
    zip(
        "0123456789+-−=()⊤∗*ABDEGHIJKLMNOPRTUVWabcdefghijklmnoprstuvwxyz",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵀ**ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ",
        strict=True,
    )
)
_LOWERED = dict(zip("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))
_LONGEST_SCRIPT = 4
"""Characters; a longer index or exponent is hard to read in small letters."""
_SPACE_BEFORE_A_LETTER = "\u2009"
_FUNCTIONS = "arg cos exp gcd inf lim ln log max min Pr sin softmax sup tan tanh".split()
_SYMBOLS = {
    "ne": "≠",
    "neq": "≠",
    "lt": "<",
    "gt": ">",
    "lVert": "‖",
    "rVert": "‖",
    "|": "‖",
    "mid": "|",
    "iff": "⇔",
    "implies": "⇒",
}
_SIZE = re.compile(r"\\(?:left|right|[bB]igg?[lrm]?)(?![a-zA-Z])\.?")
_ARGUMENT = re.compile(r"\s*(?:\\[a-zA-Z]+|\\.|[^{\\])", re.S)


def readable(text: str) -> str:
    """The text with its `$…$` and `$$…$$` as a terminal can show them; a formula that can't be read stays as it is."""
    return FORMULA.sub(lambda match: _shown(match.group(1) or match.group(2)) or match.group(), text)


def _shown(latex: str) -> str | None:
    try:
        converter, macros = _converter()
        walker = LatexWalker(_scripts(_SIZE.sub("", latex)), latex_context=macros, tolerant_parsing=False)
        shown = converter.nodelist_to_text(walker.get_latex_nodes()[0])
    except (LatexWalkerParseError, ValueError, IndexError, TypeError, AttributeError, RecursionError):
        return None  # broken LaTeX reaches pylatexenc's converters as missing nodes, which fail in all these ways
    shown = re.sub(rf"{_SPACE_BEFORE_A_LETTER}(?=[\s(\[₀-₎ₐ-ₜ_^⁰-ⁿ]|$)", "", shown)
    shown = re.sub(r"\s*([=←→≤≥≈∼∝≠≪≫∈⇒⇔⊙⊗×·<>])\s*", r" \1 ", shown.replace("~", " "))
    shown = re.sub(r"(?<=[(\[⌊⌈]) | (?=[)\]⌋⌉,])", "", " ".join(shown.split()))
    return re.sub(r"‖\s*([^‖]*?)\s*‖", r"‖\1‖", shown)


def _scripts(latex: str) -> str:
    r"""The same with `x^a` and `x_a` as \raised{a} and \lowered{a}: macros, each with its argument in a group."""
    parts: list[str] = []
    at = 0
    while at < len(latex):
        character = latex[at]
        if character == "\\":
            parts.append(latex[at : at + 2])
            at += 2
        elif character in "^_":
            inside, at = _argument(latex, at + 1)
            parts.append(rf"\{'raised' if character == '^' else 'lowered'}{{{_scripts(inside)}}}")
        else:
            parts.append(character)
            at += 1
    return "".join(parts)


def _argument(latex: str, at: int) -> tuple[str, int]:
    """What an index or exponent at `at` consists of, and where it ends."""
    start = at
    match = _ARGUMENT.match(latex, at)
    if match:
        at = match.end()
        if not match.group().strip().startswith("\\"):
            return match.group(), at
    depth = 0
    while at < len(latex) and (depth or latex[at] == "{"):
        depth += {"{": 1, "}": -1}.get(latex[at], 0)
        at += 1
    if depth:
        raise ValueError("a brace that is not closed")
    inside = latex[start:at]
    return (inside if match else inside[1:-1]), at


@lru_cache(maxsize=1)
def _converter() -> tuple[LatexNodes2Text, LatexContextDb]:
    def fraction(node: object, l2tobj: LatexNodes2Text) -> str:
        over, under = (l2tobj.node_arg_to_text(node, number) for number in (0, 1))
        return f"{_atom(over)}/{_atom(under)}"

    def root(node: object, l2tobj: LatexNodes2Text) -> str:
        return f"√{_atom(l2tobj.node_arg_to_text(node, 1))}"

    def binomial(node: object, l2tobj: LatexNodes2Text) -> str:
        return f"C({l2tobj.node_arg_to_text(node, 0)}, {l2tobj.node_arg_to_text(node, 1)})"

    def raised(node: object, l2tobj: LatexNodes2Text) -> str:
        return _script(l2tobj.node_arg_to_text(node, 0), _RAISED, "^")

    def lowered(node: object, l2tobj: LatexNodes2Text) -> str:
        return _script(l2tobj.node_arg_to_text(node, 0), _LOWERED, "_")

    def unknown(node: object) -> str:
        raise ValueError(f"a macro that has no Unicode: {node}")

    text = get_default_latex_context_db()
    texts = [MacroTextSpec(name, fraction) for name in ("frac", "dfrac", "tfrac")]
    texts += [MacroTextSpec("sqrt", root), MacroTextSpec("binom", binomial)]
    texts += [MacroTextSpec("raised", raised), MacroTextSpec("lowered", lowered)]
    texts += [MacroTextSpec(name, name + _SPACE_BEFORE_A_LETTER) for name in _FUNCTIONS]
    texts += [MacroTextSpec(name, symbol) for name, symbol in _SYMBOLS.items()]
    text.add_context_category("formulas", prepend=True, macros=texts)
    text.set_unknown_macro_spec(MacroTextSpec("", unknown))
    arguments = {"raised": 1, "lowered": 1, "tfrac": 2, "dfrac": 2, "binom": 2}
    walker = get_walker_context_db()
    walker.add_context_category(
        "formulas", prepend=True, macros=[std_macro(name, False, count) for name, count in arguments.items()]
    )
    return LatexNodes2Text(latex_context=text, math_mode="text"), walker


def _atom(text: str) -> str:
    """In parentheses, unless it is one symbol, one call or one group already."""
    text = text.strip()
    return text if re.fullmatch(r"[^\s+\-−/·=,]+|\([^()]*\)|\w+\([^()]*\)", text) else f"({text})"


def _script(text: str, letters: dict[str, str], mark: str) -> str:
    text = text.replace(_SPACE_BEFORE_A_LETTER, " ").strip()
    short = text.replace(" ", "")
    if len(short) <= _LONGEST_SCRIPT and all(character in letters for character in short):
        return "".join(letters[character] for character in short)
    return f"{mark}{text}" if re.fullmatch(r"\w+|.|\(.*\)", text) else f"{mark}({text})"
