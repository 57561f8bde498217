"""Fit the two heads that grade typed answers, and the scores at which ratings begin.

    python evals/train_grading.py

Reads the development split of evals/cases/grading.jsonl, prints how the heads do on entries they were not fitted on,
and writes assistant/core/data/grading.json.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import astuple
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor
from sklearn.metrics import cohen_kappa_score, f1_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.tree import BaseDecisionTree

import assistant
from assistant.core.grading import values_of
from assistant.core.grounding import is_quoted
from assistant.core.study import RATINGS
from assistant.flows.grading import Read, evidence_of
from assistant.flows.grading_evaluation import BEST, RATING_OF_LABEL

ROOT = Path(__file__).resolve().parents[1]
HEAD = ROOT / "assistant" / "core" / "data" / "grading.json"
TREES, SMALLEST_LEAF, FEATURES, FOLDS = 60, 5, 0.4, 6


QUOTE = "quote"
WHOLE, FIRST = 4.5, 3.5
"""Labels, 0..5, of the short answer itself and of its first sentence."""


def quotes(cases: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The short answers of the development entries as answers, which nobody writes into a case."""
    entries = {case["entry"]: case for case in cases if case.get("short_answer")}
    made = {"kind": QUOTE, "points": []}
    return [
        {**case, **made, "answer": " ".join(case["short_answer"][:count]), "label": label}
        for case in entries.values()
        for count, label in ((None, WHOLE), (1, FIRST))
    ]


def points_head() -> ExtraTreesClassifier:
    return ExtraTreesClassifier(TREES, min_samples_leaf=SMALLEST_LEAF, max_features=FEATURES, random_state=0)


def answer_head() -> ExtraTreesRegressor:
    return ExtraTreesRegressor(TREES, min_samples_leaf=SMALLEST_LEAF, max_features=FEATURES, random_state=0)


def nodes(tree: BaseDecisionTree) -> list[list[float]]:
    """A node is [feature, threshold, left, right], a leaf [value]."""
    inner = tree.tree_
    rows: list[list[float]] = []
    for number in range(inner.node_count):
        left, right = int(inner.children_left[number]), int(inner.children_right[number])
        if left == right:
            values = inner.value[number][0]
            rows.append([round(float(values[-1] / (values.sum() if len(values) > 1 else 1)), 3)])
        else:
            rows.append([int(inner.feature[number]), round(float(inner.threshold[number]), 4), left, right])
    return rows


def main() -> None:
    grading = assistant.open(model="none").grading
    cases = [json.loads(line) for line in (ROOT / "evals/cases/grading.jsonl").read_text().splitlines()]
    cases = [case for case in cases if case["split"] == "dev"]
    kept: list[tuple[dict[str, Any], Read]] = []
    for case in cases + quotes(cases):
        short = case.get("short_answer", [])
        read = grading.read(case["answer"], case["question"], [*short, *case["key_points"]], len(short))
        if read is not None:
            kept.append((case, read))
    seen = [grading.point_evidence(read) for _, read in kept]
    rows = np.array([values_of(one) for some in seen for one in some])
    owner = np.repeat(np.arange(len(kept)), [len(some) for some in seen])
    number = np.concatenate([np.arange(len(some)) - read.essential for (_, read), some in zip(kept, seen, strict=True)])
    labelled = (number >= 0) & np.array([kept[n][0]["kind"] != QUOTE for n in owner])
    stated = np.array([n + 1 in kept[of][0]["points"] for n, of in zip(number, owner, strict=True)])
    table, hit = rows[labelled], stated[labelled]
    entry = np.array([case["question"] for case, _ in kept])
    folds = GroupKFold(FOLDS)
    likely = np.zeros(len(rows))
    for fitted, held_out in folds.split(kept, groups=entry):
        head = points_head().fit(rows[labelled & np.isin(owner, fitted)], stated[labelled & np.isin(owner, fitted)])
        likely[np.isin(owner, held_out)] = head.predict_proba(rows[np.isin(owner, held_out)])[:, 1]
    points = [point.text for _, read in kept for point in read.points]
    quoted = [is_quoted(point, [kept[of][0]["answer"]]) for point, of in zip(points, owner, strict=True)]
    whole = np.where(quoted, 1.0, likely)
    likely = likely[labelled]
    cut = max(np.arange(0.2, 0.8, 0.02), key=lambda value: f1_score(hit, likely >= value))
    print(f"{len(hit)} key points, {hit.mean():.2f} hit: F1 {f1_score(hit, likely >= cut):.3f} from {cut:.2f} on")

    answers = np.array(
        [
            astuple(evidence_of(read, whole[owner == n].tolist(), grading.supports(read)))
            for n, (_, read) in enumerate(kept)
        ]
    )
    target = np.array([case["label"] / BEST for case, _ in kept])
    written = np.array([case["kind"] != QUOTE for case, _ in kept])
    predicted = cross_val_predict(answer_head(), answers, target, groups=entry, cv=folds)
    label, score = target[written], predicted[written]
    given = [RATINGS.index(RATING_OF_LABEL[round(one * BEST)]) for one in label]
    steps = np.arange(0.1, 0.9, 0.02)
    ratings = max(
        ((a, b, c) for a, b, c in product(steps, steps, steps) if a < b < c),
        key=lambda edges: cohen_kappa_score(given, np.digitize(score, edges), weights="quadratic"),
    )
    wrong = label <= 1 / BEST
    print(
        f"{len(label)} answers: Pearson {np.corrcoef(label, score)[0, 1]:.3f}, false correct at 0.6:"
        f" {(score[wrong] >= 0.6).mean():.3f}"
    )
    for kind in dict.fromkeys(str(case["kind"]) for case, _ in kept):
        some = np.array([case["kind"] == kind for case, _ in kept])
        print(f"  {kind:<18} label {target[some].mean():.2f}  score {predicted[some].mean():.2f}")
    print(f"quadratic kappa {cohen_kappa_score(given, np.digitize(score, ratings), weights='quadratic'):.3f}")
    content = {
        "hit": round(float(cut), 3),
        "ratings": [round(float(edge), 3) for edge in ratings],
        "point": [nodes(tree) for tree in points_head().fit(table, hit).estimators_],
        "answer": [nodes(tree) for tree in answer_head().fit(answers, target).estimators_],
    }
    HEAD.write_text(json.dumps(content, separators=(",", ":")) + "\n")
    print(f"{HEAD.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
