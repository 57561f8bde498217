"""Fit the head that judges sentences, and the scores from which on one is called supported or weak.

    python evals/train_grounding.py

Reads the development split of evals/cases/grounding.jsonl, prints how the head does on authors it was not fitted on
(leave one author out), and writes assistant/core/data/grounding.json. The scores are chosen on the authors that the
entailment model was not trained on either, in evals/training/held_out.json.
"""

from __future__ import annotations

import json
from dataclasses import asdict, astuple
from pathlib import Path

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier

import assistant
from assistant.core.grounding import ENTAILMENT, Evidence, is_quoted

ROOT = Path(__file__).resolve().parents[1]
HEAD = ROOT / "assistant" / "core" / "data" / "grounding.json"
HELD_OUT = ROOT / "evals" / "training" / "held_out.json"
TREES, SMALLEST_LEAF, FEATURES = 80, 8, 0.4
FALSE_SUPPORTED = 0.08
"""Of the unsupported sentences of unseen authors, at most this share may be called supported."""
FALSE_UNSUPPORTED = 0.10
"""Of the supported ones, at most this share may be called unsupported; what lies between is weak."""

FOREIGN = 0.02
"""Share of the supported sentences that are less like their passages than what is called unsupported for that alone."""


def classifier() -> ExtraTreesClassifier:
    return ExtraTreesClassifier(TREES, min_samples_leaf=SMALLEST_LEAF, max_features=FEATURES, random_state=0)


def nodes(tree: DecisionTreeClassifier) -> list[list[float]]:
    """A node is [feature, threshold, left, right], a leaf [probability of "supported"]."""
    inner = tree.tree_
    rows: list[list[float]] = []
    for number in range(inner.node_count):
        left, right = int(inner.children_left[number]), int(inner.children_right[number])
        if left == right:
            counts = inner.value[number][0]
            rows.append([round(float(counts[1] / counts.sum()), 3)])
        else:
            rows.append([int(inner.feature[number]), round(float(inner.threshold[number]), 4), left, right])
    return rows


def main() -> None:
    grounding = assistant.open(model="none").grounding
    cases = [json.loads(line) for line in (ROOT / "evals/cases/grounding.jsonl").read_text().splitlines()]
    kept: list[dict[str, str]] = []
    rows: list[Evidence] = []
    for case in cases:
        if case["split"] == "dev" and not is_quoted(case["sentence"], case["passages"]):
            evidence = grounding.evidence(case["sentence"], case["passages"])
            assert evidence is not None
            kept.append(case)
            rows.append(evidence)
    table = np.array([astuple(row) for row in rows])
    target = np.array([case["verdict"] == "supported" for case in kept])
    author = np.array([case["author"] for case in kept])
    score = np.zeros(len(kept))
    for name in sorted(set(author)):
        held_out = author == name
        fitted = classifier().fit(table[~held_out], target[~held_out])
        score[held_out] = fitted.predict_proba(table[held_out])[:, 1]
        print(f"author {name}: {held_out.sum()} cases, AUROC {roc_auc_score(target[held_out], score[held_out]):.3f}")
    print(f"head, all: {len(kept)} cases, AUROC {roc_auc_score(target, score):.3f}")
    held_out = json.loads(HELD_OUT.read_text())
    unseen = np.array([case["id"] in held_out for case in kept])
    entailed = np.array([held_out[case["id"]] for case in kept if case["id"] in held_out])
    right_unseen = target[unseen]
    both = (1 - ENTAILMENT) * score[unseen] + ENTAILMENT * entailed
    supported = float(np.quantile(both[~right_unseen], 1 - FALSE_SUPPORTED))
    weak = float(np.quantile(both[right_unseen], FALSE_UNSUPPORTED))
    found = (both[right_unseen] >= supported).mean()
    for name, values in (("head", score[unseen]), ("entailment", entailed), ("mean", both)):
        print(f"{name}, unseen: {unseen.sum()} cases, AUROC {roc_auc_score(right_unseen, values):.3f}")
    print(f"called supported: {found:.3f} of what is, {FALSE_SUPPORTED} of what isn't")
    head = classifier().fit(table, target)
    right = [asdict(row) for row, label in zip(rows, target, strict=True) if label]
    content = {
        "foreign_likeness": round(float(np.quantile([row["likeness"] for row in right], FOREIGN)), 3),
        "foreign_weakest": round(float(np.quantile([row["weakest"] for row in right], FOREIGN)), 3),
        "supported": round(supported, 3),
        "weak": round(min(weak, supported), 3),
        "trees": [nodes(tree) for tree in head.estimators_],
    }
    HEAD.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(f"{HEAD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
