"""Fit the weights of assistant/core/data/coverage.json on development questions.

    python evals/train_coverage.py [--also GUIDE.md CASES.jsonl]

The evidence is gathered by the retrieval flow itself, so the weights fit what they are used on. The test split is never
read. `--also` adds the questions of another guide, which keeps the weights from learning this one by heart; a line of
its cases has `query` and `answered` (true or false). Every tenth case is left out in turn to show what to expect.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import assistant
from assistant.core.coverage import Evidence
from assistant.flows.indexing import OWN_GUIDE

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "assistant" / "core" / "data" / "coverage.json"
REGULARIZATION = 0.5
"""Inverse strength, scikit-learn's C."""

ANSWERED = 1.5
"""How much more a question that the guide answers counts than one that it doesn't.

Chosen on the development split: without it, every fourth question that was declined had an answer. Precision and recall
of declining balance there.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--also", nargs=2, action="append", default=[], metavar=("GUIDE", "CASES"))
    options = parser.parse_args()
    a = assistant.open()
    rows: list[Evidence] = []
    labels: list[bool] = []
    groups: list[str] = []
    cases = [json.loads(line) for line in (ROOT / "evals/cases/retrieval.jsonl").read_text().splitlines()]
    sets = [(OWN_GUIDE, [(c["query"], bool(c["gold"])) for c in cases if c["split"] == "dev"])]
    for guide, path in options.also:
        added = [json.loads(line) for line in Path(path).read_text().splitlines()]
        sets.append((guide, [(c["query"], c["answered"]) for c in added]))
    for guide, questions in sets:
        for query, answered in questions:
            evidence = a.retrieval.evidence_for(query, guide)
            if evidence is not None:
                rows.append(evidence)
                labels.append(answered)
                groups.append(guide)
    names = list(asdict(rows[0]))
    table = np.array([[asdict(row)[name] for name in names] for row in rows])
    target = np.array(labels)
    # Both guides count alike, and so do both answers within each, but for ANSWERED.
    weight = np.array(
        [
            (ANSWERED if t else 1) / sum(g == h and t == u for h, u in zip(groups, labels, strict=True))
            for g, t in zip(groups, labels, strict=True)
        ]
    )
    weight *= len(weight) / weight.sum()
    model = make_pipeline(StandardScaler(), LogisticRegression(C=REGULARIZATION, max_iter=1000))
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    guess = cross_val_predict(
        model, table, target, cv=folds, method="predict_proba", params={"logisticregression__sample_weight": weight}
    )[:, 1]
    for guide in dict.fromkeys(groups):
        chosen = np.array([group == guide for group in groups])
        area = roc_auc_score(target[chosen], guess[chosen])
        right = ((guess >= 0.5) == target)[chosen].mean()
        print(f"{guide}: {chosen.sum()} cases, AUROC {area:.3f}, right {right:.3f}")
    model.fit(table, target, logisticregression__sample_weight=weight)
    scaler, head = model
    weights = head.coef_[0] / scaler.scale_
    intercept = float(head.intercept_[0] - (weights * scaler.mean_).sum())
    content = {
        "intercept": round(intercept, 4),
        "weights": {name: round(float(value), 4) for name, value in zip(names, weights, strict=True)},
    }
    WEIGHTS.write_text(json.dumps(content, indent=1) + "\n")
    print(WEIGHTS.read_text())


if __name__ == "__main__":
    main()
