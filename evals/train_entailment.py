"""Fine-tune the packaged encoder as a cross-encoder that says whether a premise entails a hypothesis.

    python evals/train_entailment.py                    # twenty minutes on two cores

Trains on evals/training/entailment.tsv and on the development split of evals/cases/grounding.jsonl, but for two of its
authors, and writes assistant/adapters/data/entailment.npz. What it makes of those two authors' sentences goes to
evals/training/held_out.json: evals/train_grounding.py sets its thresholds by these.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from assistant.adapters.entailment_onnx import MOST_TOKENS, WEIGHTS
from assistant.adapters.entailment_torch import CrossEncoder, load_changed, save_changes
from assistant.core.plain import plain
from assistant.core.sentences import split

ROOT = Path(__file__).resolve().parents[1]
TRAINING = ROOT / "evals" / "training"
HELD_OUT_AUTHORS = ("f", "g")
EPOCHS, BATCH, LEARNING_RATE, WEIGHT_DECAY = 3, 16, 6e-5, 0.01
SMOOTHING = 0.05
EXTRA = 300
"""Quotes, and true sentences beside another passage, that are made up by chance."""

Pair = tuple[str, str, bool]
"""Premise, hypothesis, whether the first entails the second."""


def triples() -> list[Pair]:
    """A line has a passage, two sentences that it supports and two that it doesn't."""
    pairs: list[Pair] = []
    for line in (TRAINING / "entailment.tsv").read_text(encoding="utf-8").splitlines():
        passage, *sentences = line.split("\t")
        pairs += [(passage, sentence, number < 2) for number, sentence in enumerate(sentences)]
    return pairs


def made_up(pairs: Sequence[Pair], dice: random.Random) -> list[Pair]:
    """Quotes, which are supported, and true sentences beside another passage, which are not."""
    passages = sorted({premise for premise, _, _ in pairs})
    right = [pair for pair in pairs if pair[2]]
    made: list[Pair] = []
    for _ in range(EXTRA):
        passage = dice.choice(passages)
        parts = split(passage)
        if len(parts) > 1:
            made.append((passage, dice.choice(parts), True))
        premise, sentence, _ = dice.choice(right)
        other = dice.choice(passages)
        if other != premise:
            made.append((other, sentence, False))
    return made


def tokenized(model: CrossEncoder, pairs: Sequence[tuple[str, str]]) -> dict[str, torch.Tensor]:
    premises, hypotheses = zip(*pairs, strict=True)
    return dict(
        model.tokenizer(
            list(premises),
            list(hypotheses),
            padding=True,
            truncation="only_first",
            max_length=MOST_TOKENS,
            return_tensors="pt",
        )
    )


def train(pairs: Sequence[Pair]) -> CrossEncoder:
    torch.manual_seed(0)
    dice = random.Random(0)
    model = CrossEncoder()
    model.train()
    model.encoder.embeddings.requires_grad_(False)  # whose changes aren't kept
    learned = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * (len(pairs) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, LEARNING_RATE, total_steps=steps + 1, pct_start=0.1)
    for epoch in range(EPOCHS):
        order = sorted(pairs, key=lambda pair: len(pair[0]) + dice.random() * 200)
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        dice.shuffle(batches)
        total = 0.0
        for batch in batches:
            target = torch.tensor([1.0 - SMOOTHING if label else SMOOTHING for _, _, label in batch])
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(**tokenized(model, [pair[:2] for pair in batch])).float()
            loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, target)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1}: loss {total / len(batches):.3f}", file=sys.stderr, flush=True)
    return model.eval()


def probabilities(model: CrossEncoder, pairs: Sequence[tuple[str, str]]) -> list[float]:
    found: list[float] = []
    with torch.no_grad():
        for start in range(0, len(pairs), BATCH):
            found += torch.sigmoid(model(**tokenized(model, pairs[start : start + BATCH]))).tolist()
    return found


def main() -> None:
    cases = [json.loads(line) for line in (ROOT / "evals/cases/grounding.jsonl").read_text().splitlines()]
    cases = [case for case in cases if case["split"] == "dev"]
    held_out = [case for case in cases if case["author"] in HELD_OUT_AUTHORS]
    bulk = triples()
    seen = [pair_of(case) for case in cases if case not in held_out]
    save_changes(train([*bulk, *made_up(bulk, random.Random(5)), *seen]), WEIGHTS)
    kept = load_changed(WEIGHTS)  # what is shipped is the approximation
    values = probabilities(kept, [pair_of(case)[:2] for case in held_out])
    rounded = {case["id"]: round(value, 4) for case, value in zip(held_out, values, strict=True)}
    (TRAINING / "held_out.json").write_text(json.dumps(rounded, indent=0) + "\n")


def pair_of(case: dict[str, object]) -> Pair:
    passages = case["passages"]
    assert isinstance(passages, list)
    return " ".join(plain(passage) for passage in passages), str(case["sentence"]), case["verdict"] == "supported"


if __name__ == "__main__":
    main()
