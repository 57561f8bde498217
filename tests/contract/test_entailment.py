"""The entailment model: what is compiled judges as what was trained does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.adapters.entailment_onnx import WEIGHTS, OnnxEntailment
from assistant.adapters.index_folder import IndexFolder
from assistant.core.errors import EncoderError

PREMISE = "Dropout zeroes random units in training. At inference all units stay on."
PAIRS = [
    (PREMISE, "All units are active at inference."),
    (PREMISE, "Bananas are yellow."),
    ("", "Nothing is given."),
    ("A long premise. " * 400, "Its end is cut."),
    ("A premise.", "A hypothesis without an end " * 400),
]


@pytest.fixture(scope="module")
def compiled(built_home: Path) -> OnnxEntailment:
    [folder] = (built_home / "index" / "encoders").glob("entailment-*")
    return OnnxEntailment(folder)


def test_what_is_compiled_gives_the_probabilities_of_what_was_trained(compiled: OnnxEntailment) -> None:
    import torch

    from assistant.adapters.entailment_torch import load_changed

    model = load_changed(WEIGHTS)
    with torch.no_grad():
        for premise, hypothesis in PAIRS[:2]:
            tokens = model.tokenizer([premise], [hypothesis], return_tensors="pt")
            expected = float(torch.sigmoid(model(**tokens))[0])
            assert compiled.probabilities([(premise, hypothesis)]) == pytest.approx([expected], abs=1e-4)


def test_one_probability_a_pair_in_their_order_however_they_are_batched(compiled: OnnxEntailment) -> None:
    alone = [compiled.probabilities([pair])[0] for pair in PAIRS]
    assert compiled.probabilities(PAIRS * 5) == pytest.approx(alone * 5, abs=1e-4)
    assert all(0 <= one <= 1 for one in alone)
    assert compiled.probabilities([]) == []


def test_the_changes_of_a_training_are_kept_at_a_low_rank(tmp_path: Path) -> None:
    import torch

    from assistant.adapters.entailment_torch import CrossEncoder, load_changed, save_changes

    torch.manual_seed(0)
    model = CrossEncoder()
    before = {name: value.clone() for name, value in model.encoder.state_dict().items()}
    name = "encoder.layer.0.attention.self.query.weight"
    change = torch.outer(torch.randn(384), torch.randn(384)) / 100
    model.encoder.state_dict()[name] += change
    save_changes(model, tmp_path / "w.npz")
    after = load_changed(tmp_path / "w.npz").encoder.state_dict()
    assert np.allclose(after[name] - before[name], change, atol=1e-4)
    assert torch.equal(after["embeddings.word_embeddings.weight"], before["embeddings.word_embeddings.weight"])


def test_a_damaged_model_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "tokenizer.json").write_text("{")
    with pytest.raises(EncoderError, match="can't be read"):
        OnnxEntailment(tmp_path)


def test_it_is_compiled_once_where_it_is_not_yet(tmp_path: Path) -> None:
    stages: list[str] = []
    store = IndexFolder(tmp_path)
    first = store.entailment(stages.append).probabilities(PAIRS[:1])
    assert store.entailment(stages.append).probabilities(PAIRS[:1]) == first
    assert stages == ["compile checker"]
    assert [path.name[:11] for path in (tmp_path / "encoders").iterdir()] == ["entailment-"]
